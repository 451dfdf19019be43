"""Tests of one table as arms: conditions that each can be sought in an index, and together mean "one of them".

The comparisons are those of https://hl7.org/fhir/R4/search.html#prefix: a searched range against a stored one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from samspill.fhir.search.contracts import (
    BelowTest,
    DateTest,
    Match,
    Prefix,
    QuantityTest,
    ReferenceTest,
    StringTest,
    Test,
    TokenTest,
)
from samspill.fhir.search.sql.writing import Writer

LAST = "\U0010ffff"
"""No text that begins with a prefix sorts after the prefix and this letter."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A condition on the columns of one table.

    Attributes:
        sql: with ``{0}`` for the alias.
        values: for its places.
        index: the index it is sought in, where it is not the table's usual one.
        exact: whether all columns of the index before the key are given, so that keys come in order.
        sought: whether an index helps at all.
    """

    sql: str
    values: tuple[Any, ...]
    index: str = ""
    exact: bool = False
    sought: bool = True

    def write(self, alias: str, writer: Writer) -> str:
        """Return the condition for an alias."""
        writer.values += self.values
        return self.sql.format(alias)


def arms(tests: tuple[Test, ...]) -> tuple[Arm, ...]:
    """Return the arms of tests of one kind; codes and ids that share a system or type share an arm."""
    first = tests[0]
    if isinstance(first, TokenTest) and len(tests) > 1:
        return tuple(_token_arms(each for each in tests if isinstance(each, TokenTest)))
    if isinstance(first, ReferenceTest) and len(tests) > 1:
        return tuple(_reference_arms(each for each in tests if isinstance(each, ReferenceTest)))
    return tuple(ARMS[type(each)](each) for each in tests)


def _marks(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)


def _token_arms(tests: Iterable[TokenTest]) -> Iterable[Arm]:
    by_system: dict[int | None, list[str]] = {}
    for test in tests:
        if test.code is None:
            yield _token(test)
        else:
            by_system.setdefault(test.system, []).append(test.code)
    for system, codes in by_system.items():
        if len(codes) == 1:
            yield _token(TokenTest(system, codes[0]))
        elif system is None:
            yield Arm(f"{{0}}.code IN ({_marks(codes)})", tuple(codes))
        else:
            yield Arm(f"{{0}}.code IN ({_marks(codes)}) AND {{0}}.system = ?", (*codes, system))


def _reference_arms(tests: Iterable[ReferenceTest]) -> Iterable[Arm]:
    by_types: dict[tuple[int, ...], list[str]] = {}
    for test in tests:
        if test.target is None:
            yield _reference(test)
        else:
            by_types.setdefault(test.types, []).append(test.target)
    for types, targets in by_types.items():
        if len(targets) == 1:
            yield _reference(ReferenceTest(types, targets[0]))
        else:
            yield Arm(f"{_types(types)} AND {{0}}.target IN ({_marks(targets)})", (*types, *targets))


def _types(types: tuple[int, ...]) -> str:
    return "{0}.type = ?" if len(types) == 1 else f"{{0}}.type IN ({_marks(types)})"


def _token(test: TokenTest) -> Arm:
    if test.code is None:
        return Arm("{0}.system = ?", (test.system,), sought=False)
    if test.system is None:
        return Arm("{0}.code = ?", (test.code,))
    return Arm("{0}.code = ? AND {0}.system = ?", (test.code, test.system), exact=True)


def _below(test: BelowTest) -> Arm:
    # "0" is the letter after "/": what lies under the address sorts between the two
    under = "({0}.code = ? OR ({0}.code >= ? AND {0}.code < ?))"
    bounds = (test.address, test.address + "/", test.address + "0")
    return Arm(f"{{0}}.code >= ? AND {{0}}.code < ? AND {under}", (test.address, test.address + "0", *bounds))


def _string(test: StringTest) -> Arm:
    if test.match is Match.STARTS:
        return Arm("{0}.folded >= ? AND {0}.folded < ?", (test.text, test.text + LAST))
    if test.match is Match.WHOLE:
        return Arm("{0}.folded = ?", (test.text,), exact=True)
    if test.match is Match.EXACT:
        return Arm("{0}.folded = ? AND {0}.exact = ?", (test.folded, test.text), exact=True)
    return Arm("{0}.folded LIKE ? ESCAPE '!'", (f"%{_pattern(test.text)}%",), sought=False)


def _pattern(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _reference(test: ReferenceTest) -> Arm:
    if test.target is None:
        return Arm(_types(test.types), test.types, sought=False)
    return Arm(f"{_types(test.types)} AND {{0}}.target = ?", (*test.types, test.target), exact=len(test.types) == 1)


def _date(test: DateTest) -> Arm:
    return Arm(*DATES[test.prefix](test.low, test.high))


BY_HIGH = "date_by_high"
DATES: dict[Prefix, Callable[[int, int], tuple[Any, ...]]] = {
    # the searched range holds the stored one
    Prefix.EQ: lambda low, high: ("{0}.low >= ? AND {0}.low < ? AND {0}.high <= ?", (low, high, high)),
    Prefix.NE: lambda low, high: ("({0}.low < ? OR {0}.high > ?)", (low, high), "", False, False),
    # what lies above or below the searched range meets the stored one
    Prefix.GT: lambda _, high: ("{0}.high > ?", (high,), BY_HIGH),
    Prefix.LT: lambda low, _: ("{0}.low < ?", (low,)),
    # ... or the searched range holds the stored one; the first condition follows from the second, for the index
    Prefix.GE: lambda low, high: ("{0}.high > ? AND ({0}.high > ? OR {0}.low >= ?)", (low, high, low), BY_HIGH),
    Prefix.LE: lambda low, high: ("{0}.low < ? AND ({0}.low < ? OR {0}.high <= ?)", (high, low, high)),
    # the stored range lies wholly above or below
    Prefix.SA: lambda _, high: ("{0}.low >= ?", (high,)),
    Prefix.EB: lambda low, _: ("{0}.high <= ?", (low,), BY_HIGH),
    # they meet
    Prefix.AP: lambda low, high: ("{0}.low < ? AND {0}.high > ?", (high, low)),
}


def _quantity(test: QuantityTest) -> Arm:
    compared, values = QUANTITIES[test.prefix](test)
    if test.system is None and test.unit is None:
        # every row but those in canonical units, which nobody wrote
        return Arm(f"{{0}}.system >= ? AND {compared}", (0, *values), sought=False)
    if test.system is None:
        return Arm(f"{{0}}.unit = ? AND {{0}}.system >= ? AND {compared}", (test.unit, 0, *values), sought=False)
    if test.unit is None:
        return Arm(f"{{0}}.system = ? AND {compared}", (test.system, *values))
    return Arm(f"{{0}}.system = ? AND {{0}}.unit = ? AND {compared}", (test.system, test.unit, *values))


SLACK = 1e-12
"""How far two floats may lie apart, of their size, and still be the same number: conversions round."""


def _nudged(value: float, direction: int) -> float:
    return value + direction * abs(value) * SLACK


QUANTITIES: dict[Prefix, Callable[[QuantityTest], tuple[str, tuple[float, ...]]]] = {
    Prefix.EQ: lambda test: (
        "{0}.low >= ? AND {0}.low < ? AND {0}.high < ?",
        (_nudged(test.low, -1), _nudged(test.high, -1), _nudged(test.high, -1)),
    ),
    Prefix.NE: lambda test: ("({0}.low < ? OR {0}.high >= ?)", (_nudged(test.low, -1), _nudged(test.high, -1))),
    Prefix.GT: lambda test: ("{0}.high > ?", (_nudged(test.exact, 1),)),
    Prefix.LT: lambda test: ("{0}.low < ?", (_nudged(test.exact, -1),)),
    Prefix.GE: lambda test: ("{0}.high >= ?", (_nudged(test.exact, -1),)),
    Prefix.LE: lambda test: ("{0}.low <= ?", (_nudged(test.exact, 1),)),
    Prefix.SA: lambda test: ("{0}.low > ?", (_nudged(test.exact, 1),)),
    Prefix.EB: lambda test: ("{0}.high < ?", (_nudged(test.exact, -1),)),
    Prefix.AP: lambda test: ("{0}.low <= ? AND {0}.high >= ?", (_nudged(test.high, 1), _nudged(test.low, -1))),
}

ARMS: dict[type, Callable[[Any], Arm]] = {
    TokenTest: _token,
    BelowTest: _below,
    StringTest: _string,
    ReferenceTest: _reference,
    DateTest: _date,
    QuantityTest: _quantity,
}
