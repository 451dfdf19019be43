"""One ``name=value`` to a node: the parameter's modifier and type decide how its values are read.

Source: https://hl7.org/fhir/R4/search.html#modifiers and the sections of each type. A comma means or, a name that is
repeated means and.
"""

from collections.abc import Callable
from dataclasses import dataclass

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.index.api import fold
from samspill.fhir.search.contracts import (
    Either,
    InValueSet,
    Match,
    Node,
    Not,
    ReferenceTest,
    Rows,
    StringTest,
    Table,
    Test,
)
from samspill.fhir.search.parsing import dates, identifiers, quantities, references, strings, tokens
from samspill.fhir.search.parsing.fields import TABLES, Field
from samspill.fhir.search.parsing.saying import bad_value, unsupported
from samspill.fhir.search.parsing.splitting import split, unescape

VALUES_MAX = 500
"""Codes, ids or addresses in one list, which one condition holds."""
RANGES_MAX = 50
"""Values of other types in one list; each is a condition of its own, and SQLite takes a thousand within each other."""
LIST_WORDS = {
    SearchType.STRING: ("exact", "contains"),
    SearchType.TOKEN: ("not", "text", "in", "not-in", "of-type"),
    SearchType.URI: ("above", "below"),
    SearchType.REFERENCE: ("identifier", "[type]"),
}
"""The modifiers of each type, beside ``missing``."""


@dataclass(slots=True)
class Situation:
    """What the values are read in.

    Attributes:
        base: absolute address of the FHIR base; empty when not known.
        at: the present, microseconds since 1970 UTC.
        by_post: whether the values came in a body.
        is_private: set when a value was read that must not stand in a link.
    """

    base: str
    at: int
    by_post: bool
    is_private: bool = False


def node_of(field: Field, name: str, modifier: str, value: str, situation: Situation) -> Node:
    """Return the node of a parameter that is neither chained nor one of the resource table's own."""
    if field.unsupported or (field.type not in TABLES):
        raise unsupported(name, field.unsupported or f"a parameter of type {field.type}", "Leave it out.")
    if modifier == "missing":
        return _missing(field, name, value)
    values = split(value, ",")
    check_length(name, values, VALUES_MAX if field.type in (SearchType.TOKEN, SearchType.REFERENCE) else RANGES_MAX)
    return READERS[field.type](field, name, modifier, values, situation)


def check_length(name: str, values: list[str], most: int) -> None:
    """Refuse a list that is too long."""
    if len(values) > most:
        raise bad_value(name, f"{len(values)} values in one list", f"at most {most}")


def _missing(field: Field, name: str, value: str) -> Node:
    if value not in ("true", "false"):
        raise bad_value(name, "the value is neither true nor false", "true or false")
    there = _any_row(field)
    return Not(there) if value == "true" else there


def _any_row(field: Field) -> Node:
    nodes: list[Node] = []
    for target, numbers in field.groups:
        nodes.append(Rows(TABLES[field.type], numbers, _any_target(field, target)))
        if field.type is SearchType.REFERENCE and target is None:
            nodes.append(Rows(Table.TOKEN, numbers, ()))  # a reference by identifier only
        if field.type is SearchType.TOKEN:
            nodes.append(Rows(Table.STRING, numbers, ()))  # a concept in words only
    return either(nodes)


def _any_target(field: Field, target: str | None) -> tuple[Test, ...]:
    """Test that a reference is to one of the parameter's types: ``Bundle.composition`` leads to any first resource.

    What lies on another server has no type: it may be of any, but is not taken for the one that alone counts.
    """
    if target:
        return (ReferenceTest((definitions.type_number(target),), None),)
    if field.type is not SearchType.REFERENCE or not field.targets:
        return ()
    return (ReferenceTest((0, *references.numbers(field.targets)), None),)


def either(nodes: list[Node]) -> Node:
    """Return one node that is met when one of them is."""
    return nodes[0] if len(nodes) == 1 else Either(tuple(nodes))


def _plain(field: Field, tests: tuple[Test, ...]) -> Rows:
    return Rows(TABLES[field.type], field.numbers, tests, field.is_identifier)


def _check(field: Field, name: str, modifier: str, *more: str) -> None:
    if modifier not in ("", *LIST_WORDS.get(field.type, ()), *more):
        allowed = ", ".join(f":{word}" for word in ("missing", *LIST_WORDS.get(field.type, ())))
        raise unsupported(name, f"the modifier :{modifier[:40]} on a {field.type}", f"Allowed: {allowed}.")


def _string(field: Field, name: str, modifier: str, values: list[str], _situation: Situation) -> Node:
    _check(field, name, modifier)
    return _plain(field, tuple(strings.test(name, modifier, value) for value in values))


def _token(field: Field, name: str, modifier: str, values: list[str], situation: Situation) -> Node:
    _check(field, name, modifier)
    identifiers.check(name, values, situation, every=field.is_identifier)
    if modifier == "text":
        return Rows(Table.STRING, field.numbers, tuple(_text_test(name, value) for value in values))
    if modifier in ("in", "not-in"):
        found = either([InValueSet(field.numbers, unescape(value), name) for value in values])
        return Not(found) if modifier == "not-in" else found
    if modifier == "of-type":
        if not field.is_identifier:
            raise unsupported(name, "the modifier :of-type on what is no identifier", "Leave the modifier out.")
        return _plain(field, tuple(tokens.of_type_test(name, value) for value in values))
    node = _plain(field, tuple(tokens.test(name, value) for value in values))
    return Not(node) if modifier == "not" else node


def _text_test(name: str, value: str) -> StringTest:
    folded = fold(unescape(value))
    if not folded:
        raise bad_value(name, "the text is empty", "at least one letter or digit")
    return StringTest(Match.STARTS, folded)


def _uri(field: Field, name: str, modifier: str, values: list[str], _situation: Situation) -> Node:
    _check(field, name, modifier)
    if modifier == "below":
        return _plain(field, tuple(tokens.below_test(name, value) for value in values))
    if modifier == "above":
        return _plain(field, tuple(test for value in values for test in tokens.above_tests(name, value)))
    return _plain(field, tuple(tokens.uri_test(value) for value in values))


def _date(field: Field, name: str, modifier: str, values: list[str], situation: Situation) -> Node:
    _check(field, name, modifier)
    return _plain(field, tuple(dates.test(name, value, situation.at) for value in values))


def _number(field: Field, name: str, modifier: str, values: list[str], _situation: Situation) -> Node:
    _check(field, name, modifier)
    return _plain(field, tuple(quantities.number_test(name, value) for value in values))


def _quantity(field: Field, name: str, modifier: str, values: list[str], _situation: Situation) -> Node:
    _check(field, name, modifier)
    return _plain(field, tuple(test for value in values for test in quantities.quantity_tests(name, value)))


def _reference(field: Field, name: str, modifier: str, values: list[str], situation: Situation) -> Node:
    if modifier == "identifier":
        identifiers.check(name, values, situation, every=True)
        tests = tuple(tokens.test(name, value) for value in values)
        return Rows(Table.TOKEN, field.numbers, tests, is_identifier=True)
    types = field.targets
    if modifier:
        if modifier not in definitions.resource_types():
            _check(field, name, modifier)
        if types and modifier not in types:
            raise bad_value(name, f"it cannot refer to {modifier}", ", ".join(types))
        types = (modifier,)
    found = tuple(references.test(name, value, types, situation.base) for value in values)
    return either([Rows(Table.REFERENCE, numbers, tests) for numbers, tests in _narrowed(field, found)])


def _narrowed(field: Field, tests: tuple[ReferenceTest, ...]) -> list[tuple[tuple[int, ...], tuple[Test, ...]]]:
    """Narrow the tests to the one target type whose references count in a group of rows."""
    found: list[tuple[tuple[int, ...], tuple[Test, ...]]] = []
    for target, numbers in field.groups:
        if target is None:
            found.append((numbers, tests))
            continue
        number = definitions.type_number(target)
        kept = tuple(
            each if each.types == (0,) else ReferenceTest((number,), each.target)
            for each in tests
            if number in each.types or each.types == (0,)
        )
        if kept:
            found.append((numbers, kept))
    return found or [(field.numbers, tests)]


READERS: dict[SearchType, Callable[[Field, str, str, list[str], Situation], Node]] = {
    SearchType.STRING: _string,
    SearchType.TOKEN: _token,
    SearchType.URI: _uri,
    SearchType.DATE: _date,
    SearchType.NUMBER: _number,
    SearchType.QUANTITY: _quantity,
    SearchType.REFERENCE: _reference,
}
