"""HL7's FHIRPath suite: its cases, run by our engine, and every one that misses with the reason."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from lxml import etree
from tests.factories.fhir_xml import resource_from_xml
from tests.shared import SHARED

from samspill.fhir.path import api

FOLDER = SHARED / "conformance" / "fhir" / "fhirpath"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One official case.

    Attributes:
        suite: ``r4`` or ``r5``.
        expected: pairs of type and text, in order; the type is empty where the suite names none.
        invalid: ``syntax``, ``semantic``, ``execution`` or ``true`` where the expression must be refused.
        is_predicate: whether only the truth of the result is compared.
        is_lenient: whether the case asks for a lenient engine.
    """

    suite: str
    group: str
    name: str
    input: str
    expression: str
    expected: tuple[tuple[str, str], ...]
    invalid: str
    is_predicate: bool
    is_ordered: bool
    is_lenient: bool


@dataclass(frozen=True)
class Miss:
    """A case that does not give what the suite says.

    Attributes:
        reason: what it gave instead.
        why: why it stays so; empty for one nobody has looked at.
    """

    case: Case
    reason: str
    why: str


_WRONG_SIDE = (
    "The value in the suite lies inside the number's own range: 0.0034 is above 0.0. The bound must lie outside."
)
_WHOLE_HOUR = "An hour without minutes may be any minute of it, so it lasts to 08:59:59.999, as 2014 lasts to December."
_TERMINOLOGY = "The language's %terminologies service is not offered: it needs a terminology server."

WHY = {
    "testPlusDate19": "The R5 edition of the suite corrects this case: 0.1 s is a tenth of a second, and not nothing.",
    "LowBoundaryDecimal15": _WRONG_SIDE,
    "HighBoundaryDecimal15": _WRONG_SIDE,
    "HighBoundaryDecimal16": _WRONG_SIDE,
    "HighBoundaryDateTimeMillisecond1": _WHOLE_HOUR,
    "HighBoundaryDateTimeMillisecond3": _WHOLE_HOUR,
    "testMultipleResolve": "DiagnosticReport.composition is new in R5; the engine knows R4's elements.",
    "txTest01": _TERMINOLOGY,
    "txTest02": _TERMINOLOGY,
    "txTest03": _TERMINOLOGY,
}
"""Cases that miss on purpose, by name."""


def cases(suite: str) -> Iterator[Case]:
    """Yield the cases of a suite; those for CDA, another model than FHIR's, are left out."""
    tree = etree.parse(str(FOLDER / f"tests-fhir-{suite}.xml"))
    for group in tree.getroot().iter("{*}group"):
        for test in group.iterchildren("{*}test"):
            if test.get("mode") != "cda":
                yield _case(suite, group.get("name"), test)


def _case(suite: str, group: str, test: Any) -> Case:
    expression = test.find("{*}expression")
    return Case(
        suite=suite,
        group=group,
        name=test.get("name"),
        input=test.get("inputfile", ""),
        expression=expression.text,
        expected=tuple((output.get("type", ""), output.text or "") for output in test.iterchildren("{*}output")),
        invalid=expression.get("invalid", ""),
        is_predicate=test.get("predicate") == "true",
        is_ordered=test.get("ordered") != "false",
        is_lenient=test.get("mode", "").startswith("lenient"),
    )


def misses(suite: str) -> list[Miss]:
    """Run a suite and return what misses."""
    found = ((case, miss_of(case)) for case in cases(suite))
    return [Miss(case, reason, WHY.get(case.name, "")) for case, reason in found if reason is not None]


def miss_of(case: Case) -> str | None:
    """Run one case; the answer says what was wrong, ``None`` that nothing was."""
    try:
        got = _run(case)
    except api.PathError as error:
        return None if case.invalid else f"refused: {error}"
    if case.invalid:
        return f"should be refused ({case.invalid}), gave {got}"
    if case.is_predicate:
        got = [bool(got)]
    expected = list(case.expected)
    if _fits(expected, got) or (not case.is_ordered and _fits_unordered(expected, got)):
        return None
    return f"expected {[text for _, text in expected]}, got {[str(one) for one in got]}"


def _run(case: Case) -> list[Any]:
    resource = resource_of(case.suite, case.input) if case.input else None
    expression = api.compile(case.expression)
    if resource is not None and not case.is_lenient:
        expression.check(resource["resourceType"])
    return expression.evaluate(resource, at=NOW)


@cache
def resource_of(suite: str, name: str) -> dict[str, Any]:
    """Read an input file; an XML one and its JSON sibling do not always hold the same."""
    path = FOLDER / "input" / suite / name
    if path.suffix == ".xml":
        return resource_from_xml(etree.parse(str(path)).getroot())
    resource: dict[str, Any] = json.loads(path.read_text(), parse_float=Decimal)
    return resource


def _fits(expected: list[tuple[str, str]], got: list[Any]) -> bool:
    return len(expected) == len(got) and all(_is(one, *other) for one, other in zip(got, expected, strict=True))


def _fits_unordered(expected: list[tuple[str, str]], got: list[Any]) -> bool:
    return len(expected) == len(got) and all(any(_is(one, *other) for other in expected) for one in got)


def _is(value: Any, type_name: str, text: str) -> bool:
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, int | Decimal):
        return _is_number(value, type_name, text)
    return str(value) == text.removeprefix("@T").removeprefix("@")


def _is_number(value: int | Decimal, type_name: str, text: str) -> bool:
    """A decimal is compared by value where the suite says it is one, and by its digits where it says nothing."""
    if type_name == "decimal":
        return value == Decimal(text)
    return type_name in {"", "integer"} and text == (f"{value:f}" if isinstance(value, Decimal) else str(value))
