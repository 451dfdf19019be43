"""FHIRPath as the rest of the engine meets it: values, types, invariants, refusals and bounds."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from samspill.fhir.path import api

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "contained": [{"resourceType": "Patient", "id": "p", "gender": "female"}],
    "subject": {"reference": "#p"},
    "valueQuantity": {"value": Decimal("1.50"), "system": "http://unitsofmeasure.org", "code": "g"},
    "effectiveDateTime": "2026-11-22T11:00:00+01:00",
    "performer": [{"reference": "Practitioner/1"}],
}


def values(expression: str, resource: dict[str, Any] | None = OBSERVATION, **options: Any) -> list[Any]:
    return api.compile(expression).evaluate(resource, at=AT, **options)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Observation.value.value", [Decimal("1.50")]),
        ("value > 1400 'mg'", [True]),
        ("value + 500 'mg' = 2 'g'", [True]),
        ("effective = @2026-11-22T10:00:00Z", [True]),
        ("effective < now()", [True]),
        ("effective.toString()", ["2026-11-22T11:00:00+01:00"]),
        ("today().toString()", ["2026-11-22"]),
        ("subject.resolve().gender", ["female"]),
        ("subject.resolve() is Patient", [True]),
        ("performer.resolve() is Practitioner", [True]),
        ("performer.resolve()", []),
        ("contained.id.select(%resource.status)", ["final"]),
        ("status.memberOf('http://hl7.org/fhir/ValueSet/observation-status')", [True]),
        ("status.memberOf('http://hl7.org/fhir/ValueSet/unknown-here')", []),
        ("@2012-01-31 + 1 month", ["2012-02-29"]),
        ("@2012-02-29 - 4 years", ["2008-02-29"]),
        ("@2012-02-29 + 1 year", ["2013-02-28"]),
        ("@2012 + 13 months", ["2013"]),
        ("@T23:30 + 45 minutes", ["00:15"]),
        ("@2012-01-01T23:59:59.5 + 1 second", ["2012-01-02T00:00:00.5"]),
        ("0.1 + 0.2 = 0.3", [True]),
        ("1234567890123456789.123456789 * 10", ["12345678901234567891.234567890"]),
        ("'ab'.replaceMatches('(a)(b)', '$2$1')", ["ba"]),
        ("('b' | 'a' | 'c').sort()", ["a", "b", "c"]),
        ("(1 | 2 | 3).aggregate($total + $this, 0)", [6]),
        ("defineVariable('a', 1).select(%a + 1)", [2]),
        ("'<p style=\\'color: red\\'>a<b>b</b></p>'.htmlChecks()", [True]),
        ("'<p><ins>a</ins></p>'.htmlChecks()", [False]),
        ("'<p onclick=\\'a()\\'>a</p>'.htmlChecks()", [False]),
        ("%extra", [7]),
    ],
)
def test_an_expression_gives(expression: str, expected: list[Any]) -> None:
    found = values(expression, environment={"extra": 7})

    assert [str(one) if isinstance(one, api.Moment | Decimal) and isinstance(due, str) else one
            for one, due in zip(found, expected, strict=True)] == expected  # fmt: skip


def test_a_nodes_type_and_place_are_known() -> None:
    (node,) = api.compile("performer.reference").nodes(OBSERVATION)

    assert (node.type, node.key, node.parent.key, node.parent.index) == ("string", "reference", "performer", 0)


def test_a_primitives_extensions_stand_beside_it() -> None:
    patient = {"resourceType": "Patient", "_birthDate": {"extension": [{"url": "urn:x", "valueCode": "unknown"}]}}

    assert values("birthDate.extension('urn:x').value", patient) == ["unknown"]


def test_a_reference_resolves_within_its_bundle() -> None:
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "1", "active": True}},
            {"resource": {"resourceType": "Flag", "subject": {"reference": "urn:uuid:1"}}},
        ],
    }

    assert values("entry.resource.ofType(Flag).subject.resolve().active", bundle) == [True]


def test_what_stands_elsewhere_is_asked_of_the_caller() -> None:
    found = values(
        "performer.resolve().active", resolve={"Practitioner/1": {"resourceType": "Practitioner", "active": True}}.get
    )

    assert found == [True]


@pytest.mark.parametrize(
    ("expression", "holds"),
    [("status = 'final'", True), ("status = 'amended'", False), ("note.text.startsWith('x')", True), ("status", True)],
)
def test_only_a_plain_false_breaks_an_invariant(expression: str, holds: bool) -> None:
    assert api.compile(expression).holds(OBSERVATION) is holds


@pytest.mark.parametrize(
    ("expression", "position"),
    [("a.", 2), ("a b", 2), ("'open", 0), ("(1", 2), ("a.where(", 8), ("x.nothing()", 2), ("1 + #", 4), ("'\\q'", 1),
     ("@2012-13-01", 0), ("/* open", 0), ("a[1", 3), ("{1}", 1), ("take()", 0), ("", 0)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(expression: str, position: int) -> None:
    with pytest.raises(api.PathSyntaxError) as refused:
        api.compile(expression)

    assert refused.value.position == position


@pytest.mark.parametrize(
    "expression",
    [
        "1 + 'a'",
        "(1 | 2) + 1",
        "status < 1",
        "'a'.matches('(')",
        "%nothing",
        "status as Nonsense",
    ],
)
def test_what_has_no_meaning_is_refused(expression: str) -> None:
    with pytest.raises(api.EvaluationError):
        values(expression)


def test_an_element_that_cannot_be_there_is_named() -> None:
    with pytest.raises(api.SemanticError, match="HumanName has no element givn, at character 6"):
        api.compile("name.givn").check("Patient")


@pytest.mark.parametrize(
    "expression",
    [
        "(1 | 2 | 3).repeatAll(1 | 2 | 3)",
        "(1 | 2 | 3 | 4).aggregate($total & $total & $total & $total, %long)",
        "%long.replace('a', %long)",
        "%long.replaceMatches('(a+)+b', 'c')",
    ],
)
def test_endless_work_is_stopped(expression: str) -> None:
    with pytest.raises(api.TooMuchWork):
        values(expression, environment={"long": "a" * 10_000})


@pytest.mark.parametrize("expression", ["(" * 500 + "1" + ")" * 500, "-" * 500 + "1", "1" + "+1" * 5_000, "a" * 30_000])
def test_an_expression_that_is_too_deep_or_long_is_refused(expression: str) -> None:
    with pytest.raises(api.PathError):
        values(expression)


def test_a_long_path_is_no_deep_one() -> None:
    assert values("status" + ".first()" * 1_000) == ["final"]


@pytest.mark.parametrize("number", [Decimal("1E+999999999"), Decimal("1E-999999999"), "NaN", {}, [], True])
@pytest.mark.parametrize(
    "expression", ["value.value.toString()", "value > 1 'g'", "value.value + 1", "value.value.round(2)"]
)
def test_a_strange_number_neither_breaks_nor_hangs(number: Any, expression: str) -> None:
    resource = {**OBSERVATION, "valueQuantity": {**OBSERVATION["valueQuantity"], "value": number}}

    try:
        found = values(expression, resource)
    except api.EvaluationError:
        found = []

    assert all(len(str(one)) < 100 for one in found)


@pytest.mark.parametrize(
    "shape", [1, "text", [[]], [None], {"given": {"x": 1}}, [{"given": [[1]]}], [1, {"given": "a"}]]
)
@pytest.mark.parametrize("expression", ["name.given.distinct()", "descendants().count()", "name = name", "name ~ name"])
def test_a_resource_of_the_wrong_shape_does_not_break_the_engine(shape: Any, expression: str) -> None:
    assert len(values(expression, {"resourceType": "Patient", "name": shape})) <= 2
