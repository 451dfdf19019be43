"""What HL7's own examples hold and a plain table of values would not: many digits, words only, other targets."""

from collections.abc import Callable
from decimal import Decimal

import pytest


def observation(id_: str, **more: object) -> dict:
    return {"resourceType": "Observation", "id": id_, "status": "final", **more}


def bundle(id_: str, kind: str, first: dict) -> dict:
    return {"resourceType": "Bundle", "id": id_, "type": kind, "entry": [{"resource": first}]}


RESOURCES = [
    observation("long", code={"text": "Høyde"}, valueQuantity={"value": Decimal("66.899999999999991"), "unit": "in"}),
    observation("tiny", code={"text": "Lite"}, valueQuantity={"value": Decimal("1.000000000000000000E-245")}),
    observation("huge", code={"text": "Mye"}, valueQuantity={"value": 1_000_000_000_000_000_000}),
    observation("coded", code={"coding": [{"code": "x"}]}, performer=[{"reference": "Encounter/1"}]),
    observation("nothing", performer=[{"reference": "Practitioner/1"}]),
    bundle("document", "document", {"resourceType": "Composition", "id": "c"}),
    bundle("collection", "collection", {"resourceType": "Patient", "id": "p"}),
    bundle("message", "message", {"resourceType": "MessageHeader", "id": "m"}),
]

CASES = {
    # as many digits as a float has, or more, still mean the number itself
    "Observation?value-quantity=66.899999999999991": "long",
    "Observation?value-quantity=ne66.899999999999991": "huge tiny",
    "Observation?value-quantity=66.899999999999991||in": "long",
    "Observation?value-quantity=1.000000000000000000E-245": "tiny",
    "Observation?value-quantity=1000000000000000000": "huge",
    # a concept in words only is there, though no code finds it
    "Observation?code:missing=true": "nothing",
    "Observation?code:missing=false": "coded huge long tiny",
    # a reference to what the parameter is not about is none of its values
    "Observation?performer:missing=false": "nothing",
    "Bundle?composition:missing=false": "document",
    "Bundle?message:missing=false": "message",
    "Bundle?composition:missing=true": "collection message",
}


@pytest.mark.parametrize("query", CASES)
def test_odd_values_are_found_as_what_they_are(found: Callable[..., str], query: str) -> None:
    assert sorted(found(query).split()) == CASES[query].split()
