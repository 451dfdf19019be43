"""FHIRPath Patch on resources: choices, primitives with extensions, refusals, bounds."""

import copy
from decimal import Decimal
from typing import Any

import pytest

from samspill.fhir.outcomes import Refusal
from samspill.fhir.patch.api import fhirpath_patch

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "active": True,
    "birthDate": "1950-01-01",
    "_birthDate": {"id": "b"},
    "deceasedBoolean": False,
    "name": [{"given": ["A", None, "C"], "_given": [None, {"id": "2"}, None]}],
    "identifier": [{"value": "1"}, {"value": "2"}],
    "contact": [{"name": {"text": "x"}}],
}


def operation(kind: str, path: str, **parts: Any) -> dict[str, Any]:
    """One operation; a part is given as its own entries: ``value={"valueCode": "male"}``."""
    rows = [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path}]
    return {"name": "operation", "part": rows + [{"name": name, **value} for name, value in parts.items()]}


def patched(*operations: Any, resource: dict[str, Any] = PATIENT) -> dict[str, Any]:
    return fhirpath_patch(resource, {"resourceType": "Parameters", "parameter": list(operations)})


def text(value: str) -> dict[str, str]:
    return {"valueString": value}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            operation("replace", "Patient.deceased", value={"valueDateTime": "2020"}),
            {"deceasedDateTime": "2020", "deceasedBoolean": None},
        ),
        (
            operation("replace", "Patient.birthDate", value={"valueDate": "1951"}),
            {"birthDate": "1951", "_birthDate": None},
        ),
        (
            operation("replace", "Patient.birthDate", value={"_valueDate": {"id": "c"}}),
            {"birthDate": None, "_birthDate": {"id": "c"}},
        ),
        (operation("delete", "Patient.birthDate"), {"birthDate": None, "_birthDate": None}),
        (operation("delete", "Patient.photo"), {}),
        (operation("delete", "Patient.contact.name.text"), {"contact": None}),
        (
            operation("delete", "Patient.name.given[0]"),
            {"name": [{"given": [None, "C"], "_given": [{"id": "2"}, None]}]},
        ),
        (operation("delete", "Patient.name.given[1]"), {"name": [{"given": ["A", "C"]}]}),
        (
            operation("insert", "Patient.name.given", index={"valueInteger": 0}, value=text("Å")),
            {"name": [{"given": ["Å", "A", None, "C"], "_given": [None, None, {"id": "2"}, None]}]},
        ),
        (
            operation("move", "Patient.name.given", source={"valueInteger": 1}, destination={"valueInteger": 2}),
            {"name": [{"given": ["A", "C", None], "_given": [None, None, {"id": "2"}]}]},
        ),
        (
            operation("add", "Patient", name=text("multipleBirth"), value={"valueInteger": 2}),
            {"multipleBirthInteger": 2},
        ),
        (
            operation("add", "Patient.birthDate", name=text("extension"), value={"valueExtension": {"url": "urn:x"}}),
            {"_birthDate": {"id": "b", "extension": [{"url": "urn:x"}]}},
        ),
        (
            operation("add", "Patient.active", name=text("extension"), value={"valueExtension": {"url": "urn:x"}}),
            {"_active": {"extension": [{"url": "urn:x"}]}},
        ),
        (
            operation("add", "Patient", name=text("contained"), value={"resource": {"resourceType": "Flag"}}),
            {"contained": [{"resourceType": "Flag"}]},
        ),
        (
            operation(
                "add",
                "Patient",
                name=text("contact"),
                value={"part": [
                    {"name": "telecom", "valueContactPoint": {"value": "1"}},
                    {"name": "telecom", "valueContactPoint": {"value": "2"}},
                    {"name": "gender", "valueCode": "other"},
                ]},
            ),
            {"contact": [{"name": {"text": "x"}}, {"telecom": [{"value": "1"}, {"value": "2"}], "gender": "other"}]},
        ),
    ],
)  # fmt: skip
def test_a_patch_changes_what_it_names(change: dict[str, Any], expected: dict[str, Any]) -> None:
    before = copy.deepcopy(PATIENT)

    after = patched(change, resource=before)

    assert after == {name: value for name, value in {**PATIENT, **expected}.items() if value is not None}
    assert before == PATIENT


def test_later_operations_see_what_earlier_ones_did() -> None:
    after = patched(
        operation("delete", "Patient.identifier[0]"),
        operation("replace", "Patient.identifier[0].value", value=text("3")),
    )

    assert after["identifier"] == [{"value": "3"}]


def test_a_decimal_keeps_its_digits() -> None:
    after = patched(
        operation("add", "Observation", name=text("value"), value={"valueQuantity": {"value": Decimal("1.50")}}),
        resource={"resourceType": "Observation"},
    )

    assert str(after["valueQuantity"]["value"]) == "1.50"


def test_the_same_value_added_twice_is_not_shared() -> None:
    value = {"valueIdentifier": {"value": "1"}}
    add = operation("add", "Patient", name=text("identifier"), value=value)

    after = patched(add, add, operation("replace", "Patient.identifier[2].value", value=text("9")))

    assert [one["value"] for one in after["identifier"]] == ["1", "2", "9", "1"]


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        (operation("grow", "Patient.active"), 400, "Operation 1: type must be"),
        (operation("delete", "Patient.active and"), 400, "at character 19"),
        (operation("delete", "Patient.nonsense()"), 400, "no function nonsense"),
        (operation("delete", "Patient.brithDate"), 422, "no element brithDate"),
        (operation("delete", "Patient.identifier"), 422, "at most one element and gives 2"),
        (operation("delete", "Patient"), 422, "whole resource"),
        (operation("delete", "1"), 422, "no elements"),
        (operation("delete", "Patient.birthDate < now()"), 422, "time was not given"),
        (operation("replace", "Patient.identifier", value=text("x")), 422, "must give one element and gives 2"),
        (operation("replace", "Patient.photo", value=text("x")), 422, "gives 0"),
        (operation("replace", "Patient", value=text("x")), 422, "whole resource"),
        (operation("replace", "Patient.deceased", value={"valueQuantity": {}}), 422, "cannot be a Quantity"),
        (operation("replace", "Patient.active"), 400, "value is missing"),
        (operation("replace", "Patient.active", value={"valueBoolean": True, "valueCode": "x"}), 400, "one value"),
        (operation("add", "Patient", name=text("given"), value=text("x")), 422, "Patient has no element given"),
        (operation("add", "Patient", name=text("active"), value={"valueBoolean": True}), 422, "does not repeat"),
        (operation("add", "Patient", name=text("deceased"), value={"valueDateTime": "2020"}), 422, "another type"),
        (operation("add", "Patient", name=text("deceasedDateTime"), value={"valueDateTime": "1"}), 422, "another type"),
        (operation("add", "Patient.identifier", name=text("use"), value=text("x")), 422, "gives 2"),
        (operation("insert", "Patient.photo", index={"valueInteger": 0}, value=text("x")), 422, "gives nothing"),
        (operation("insert", "Patient.active", index={"valueInteger": 0}, value=text("x")), 422, "does not repeat"),
        (operation("insert", "Patient.identifier", index={"valueInteger": 3}, value=text("x")), 422, "beyond the list"),
        (operation("insert", "Patient.identifier", index={"valueInteger": -1}, value=text("x")), 400, "0 or more"),
        (operation("insert", "Patient.identifier[0]", index={"valueInteger": 0}, value=text("x")), 422, "whole list"),
        (operation("insert", "Patient.identifier[1]", index={"valueInteger": 0}, value=text("x")), 422, "whole list"),
        (operation("move", "Patient.name", source={"valueInteger": 0}, destination={"valueInteger": 1}), 422, "beyond"),
        ({"name": "other", "part": []}, 400, "named operation"),
        ({"name": "operation"}, 400, "no parts"),
        ({"name": "operation", "part": [1]}, 400, "no parts"),
        ({"name": "operation", "part": [{"name": "type"}, {"name": "type"}]}, 400, "stands once"),
        ("operation", 400, "named operation"),
    ],
)  # fmt: skip
def test_a_patch_that_cannot_be_done_is_refused(change: Any, status: int, reason: str) -> None:
    with pytest.raises(Refusal, match=reason) as refused:
        patched(change)

    assert refused.value.status == status


@pytest.mark.parametrize(
    "parameters", [None, [], {"resourceType": "Bundle"}, {"resourceType": "Parameters", "parameter": {}}]
)
def test_what_is_no_parameters_resource_is_refused(parameters: Any) -> None:
    with pytest.raises(Refusal, match="400"):
        fhirpath_patch(PATIENT, parameters)


def test_the_operation_that_failed_is_named() -> None:
    with pytest.raises(Refusal, match="Operation 2"):
        patched(
            operation("delete", "Patient.active"), operation("replace", "Patient.active", value={"valueBoolean": True})
        )


def test_all_operations_share_one_bound_on_work() -> None:
    dear = operation("delete", "Patient.where((1 | 2 | 3 | 4).repeatAll(iif($this < 9, $this + 1, {})).count() = 0)")
    endless = operation("delete", "Patient.identifier.where((1 | 2 | 3).repeatAll(1 | 2 | 3).exists())")

    with pytest.raises(Refusal, match="more than"):
        patched(dear, endless)


@pytest.mark.parametrize(
    "path",
    ["Patient.identifier.where(value = '01019012345')", "Patient.photo['01019012345'", "'01019012345' '01019012345'"],
)
def test_a_refusal_does_not_repeat_what_the_path_says_of_a_person(path: str) -> None:
    with pytest.raises(Refusal) as refused:
        patched(operation("replace", path, value=text("x")))

    assert "01019012345" not in str(refused.value)
