"""https://hl7.org/fhir/R4/search.html#number and #quantity."""

from collections.abc import Callable
from decimal import Decimal

UCUM = "http://unitsofmeasure.org"


def observation(id_: str, value: object, unit: str = "mg", **more: object) -> dict:
    quantity = {"value": value, "unit": unit, "system": UCUM, "code": unit, **more}
    return {"resourceType": "Observation", "id": id_, "status": "final", "valueQuantity": quantity}


def risk(id_: str, probability: object) -> dict:
    name = "probabilityRange" if isinstance(probability, dict) else "probabilityDecimal"
    return {
        "resourceType": "RiskAssessment",
        "id": id_,
        "status": "final",
        "subject": {"reference": "Patient/x"},
        "prediction": [{name: probability}],
    }


RESOURCES = [
    observation("100", 100),
    observation("99.6", Decimal("99.6")),
    observation("100.4", Decimal("100.4")),
    observation("100.5", Decimal("100.5")),
    observation("5.4", Decimal("5.4")),
    observation("5.40", Decimal("5.40")),
    observation("zero", 0),
    observation("minus", Decimal("-2.5")),
    observation("gram", Decimal("0.1"), "g"),
    observation("below", 3, comparator="<"),
    observation("above", 200, comparator=">="),
    {
        "resourceType": "Observation",
        "id": "tablets",
        "status": "final",
        "valueQuantity": {"value": 100, "unit": "tablets"},
    },
    observation("pH-acid", Decimal("6.9"), "[pH]"),
    observation("pH-base", Decimal("7.6"), "[pH]"),
    risk("r0.8", Decimal("0.8")),
    risk("r0.85", Decimal("0.85")),
]

CASES = {
    # the written digits say how exact: 100 is [99.5, 100.5)
    "value-quantity=100": "100 99.6 100.4 tablets",
    "value-quantity=100.0": "100 tablets",
    "value-quantity=1e2": "100 99.6 100.4 100.5 tablets",
    "value-quantity=100|http://unitsofmeasure.org|mg": "100 99.6 100.4 gram",
    "value-quantity=100||mg": "100 99.6 100.4",
    "value-quantity=100||tablets": "tablets",
    "value-quantity=5.4": "5.4 5.40",
    "value-quantity=5.40": "5.4 5.40",
    "value-quantity=5": "5.4 5.40",
    "value-quantity=-2.5": "minus",
    "value-quantity=0": "gram zero",
    # UCUM units of one kind are compared in one unit
    "value-quantity=0.1|http://unitsofmeasure.org|g": "100 99.6 100.4 100.5 gram",
    "value-quantity=0.1000|http://unitsofmeasure.org|g": "100 gram",
    "value-quantity=gt0.1|http://unitsofmeasure.org|g": "100.4 100.5 above",
    "value-quantity=100000|http://unitsofmeasure.org|ug": "100 gram",
    # more pH is less acid, whichever way the concentration goes
    "value-quantity=gt7.0|http://unitsofmeasure.org|[pH]": "pH-base",
    "value-quantity=lt7.0|http://unitsofmeasure.org|[pH]": "pH-acid",
    # the ordering prefixes take the number exactly
    "value-quantity=gt100": "100.4 100.5 above",
    "value-quantity=ge100": "100 100.4 100.5 above tablets",
    "value-quantity=lt0": "below minus",
    "value-quantity=le0": "below minus zero",
    "value-quantity=gt100&value-quantity=lt100.5": "100.4",
    "value-quantity=sa100": "100.4 100.5 above",
    "value-quantity=eb5.4": "below gram minus zero",
    "value-quantity=ne100|http://unitsofmeasure.org|mg": "100.5 5.4 5.40 above below minus zero",
    "value-quantity=ap110": "100 100.4 100.5 99.6 tablets",
    "value-quantity=100,0": "100 100.4 99.6 gram tablets zero",
}


def test_quantities_are_compared_by_digits_units_and_prefixes(found: Callable[[str], str]) -> None:
    assert {query: sorted(found(f"Observation?{query}").split()) for query in CASES} == {
        query: sorted(ids.split()) for query, ids in CASES.items()
    }


def test_numbers_are_compared_by_digits_and_prefixes(found: Callable[[str], str]) -> None:
    cases = {"0.8": "r0.8", "1": "r0.8 r0.85", "gt0.8": "r0.85", "ge0.8": "r0.8 r0.85", "lt0.8": "", "ne0.8": "r0.85"}
    assert {value: found(f"RiskAssessment?probability={value}") for value in cases} == cases
