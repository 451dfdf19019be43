"""Where the rows that answer a search parameter stand: worked out from R4's expressions, never listed by hand."""

from collections import Counter

import pytest

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index.api import rows_of, stored_as, unsupported, ways

EVERY = [(name, code) for name in definitions.resource_types() for code in definitions.search_parameters(name)]


def named(resource_type: str, code: str) -> list[tuple[str, str | None]]:
    """Return where a parameter stands, with the codes of its parameters for their numbers."""
    codes = {parameter.number: name for name, parameter in definitions.search_parameters(resource_type).items()}
    return [(codes[number], target) for number, target in stored_as(resource_type, code)]


@pytest.mark.parametrize(
    ("resource_type", "code", "expected"),
    [
        ("Observation", "code", [("code", None)]),
        ("Observation", "patient", [("subject", "Patient")]),
        ("Observation", "combo-code", [("code", None), ("component-code", None)]),
        ("Observation", "combo-value-quantity", [("component-value-quantity", None), ("value-quantity", None)]),
        ("Encounter", "practitioner", [("participant", "Practitioner")]),
        ("Patient", "phonetic", [("name", None)]),
        ("Patient", "family", [("family", None)]),
        ("Patient", "phone", [("phone", None)]),
        ("AllergyIntolerance", "patient", [("patient", None)]),
        ("Patient", "_id", []),
        ("Patient", "_lastUpdated", []),
        ("Patient", "_text", []),
        ("Patient", "_tag", [("_tag", None)]),
        ("Observation", "code-value-quantity", []),
        ("Location", "near", [("near", None)]),
        ("Patient", "no-such-parameter", []),
    ],
)
def test_a_parameter_stands_where_its_expression_says(
    resource_type: str, code: str, expected: list[tuple[str, str | None]]
) -> None:
    assert named(resource_type, code) == expected


@pytest.mark.parametrize("resource_type", definitions.resource_types())
def test_a_parameter_stands_only_where_rows_are_written(resource_type: str) -> None:
    aliases = {code: named(resource_type, code) for code in definitions.search_parameters(resource_type)}
    written = {code for found in aliases.values() for code, _ in found}
    assert [code for code in written if aliases[code] != [(code, None)]] == []


@pytest.mark.parametrize("resource_type", definitions.resource_types())
def test_a_parameter_stands_in_rows_of_its_own_sort(resource_type: str) -> None:
    parameters = definitions.search_parameters(resource_type)
    mixed = [
        (code, stored)
        for code, parameter in parameters.items()
        for stored, _ in named(resource_type, code)
        if parameters[stored].type is not parameter.type
    ]
    assert mixed == []


def test_a_parameter_that_repeats_another_has_no_rows_of_its_own() -> None:
    repeated = {
        (name, code, definitions.search_parameters(name)[code].expression)
        for name, code in EVERY
        if named(name, code) == [(code, None)]
        for other in definitions.search_parameters(name).values()
        if other.code != code
        and other.type is definitions.search_parameters(name)[code].type
        and other.expression == definitions.search_parameters(name)[code].expression
        and named(name, other.code) == [(other.code, None)]
    }
    assert repeated == set()


def test_only_whole_texts_named_queries_and_distances_are_unsupported() -> None:
    assert Counter(code for _, code in unsupported()) == {"_content": 146, "_query": 146, "_text": 143, "near": 1}


def test_what_is_supported_has_an_answer() -> None:
    silent = [
        (name, code)
        for name, code in EVERY
        if code not in ("_id", "_lastUpdated")
        and (name, code) not in unsupported()
        and not stored_as(name, code)
        and not ways(name, code)
    ]
    assert silent == []


def parts(resource_type: str, code: str) -> list[list[tuple[str, bool]]]:
    return [[(part.code, part.slotted) for part in way] for way in ways(resource_type, code)]


@pytest.mark.parametrize(
    ("resource_type", "code", "expected"),
    [
        ("Observation", "code-value-quantity", [[("code", False), ("value-quantity", False)]]),
        ("Observation", "code-value-string", [[("code", False), ("value-string", False)]]),
        (
            "Observation",
            "component-code-value-quantity",
            [[("component-code", True), ("component-value-quantity", True)]],
        ),
        (
            "Observation",
            "combo-code-value-concept",
            [
                [("code", False), ("value-concept", False)],
                [("component-code", True), ("component-value-concept", True)],
            ],
        ),
        ("Group", "characteristic-value", [[("characteristic", True), ("value", True)]]),
        ("DocumentReference", "relationship", [[("relation", True), ("relatesto", True)]]),
        (
            "MolecularSequence",
            "chromosome-variant-coordinate",
            [[("chromosome", False), ("variant-start", True), ("variant-end", True)]],
        ),
        ("Observation", "code", []),
    ],
)
def test_a_composite_is_answered_by_its_parts(
    resource_type: str, code: str, expected: list[list[tuple[str, bool]]]
) -> None:
    assert parts(resource_type, code) == expected


def test_the_parts_of_a_component_share_a_slot() -> None:
    component = [
        {"code": {"coding": [{"code": "8480-6"}]}, "valueQuantity": {"value": 120}},
        {"code": {"coding": [{"code": "8462-4"}]}, "valueQuantity": {"value": 80}},
    ]
    rows = rows_of({"resourceType": "Observation", "id": "1", "component": component})
    assert [(row[1], row[3]) for row in rows.token] == [(1, "8480-6"), (2, "8462-4")]
    assert [(row[1], row[4]) for row in rows.quantity] == [(1, 120.0), (2, 80.0)]
