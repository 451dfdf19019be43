"""Every R4 search parameter's expression compiles, and its plain closure finds what the whole engine finds."""

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.shared import SHARED

from samspill.fhir.definitions import api as definitions
from samspill.fhir.path import api, walkers

EXAMPLES = SHARED / "conformance" / "fhir" / "r4-examples" / "examples.ndjson.gz"
SYSTEM_TO_FHIR = {"Boolean": "boolean"}


def expressions(resource_type: str) -> set[str]:
    found = definitions.search_parameters(resource_type).values()
    return {parameter.expression for parameter in found if parameter.expression}


def examples() -> Iterator[dict[str, Any]]:
    with gzip.open(EXAMPLES, "rt") as lines:
        for line in lines:
            yield json.loads(line, parse_float=Decimal)["resource"]


def test_only_three_expressions_need_the_whole_engine() -> None:
    everything = {text for name in definitions.resource_types() for text in expressions(name)}

    assert {text for text in everything if not walkers.is_plain(text)} == {
        "Bundle.entry[0].resource",
        "Patient.deceased.exists() and Patient.deceased != false",
        "name | alias",
    }


@pytest.mark.outside
def test_walkers_find_what_the_whole_engine_finds_in_every_official_example() -> None:
    different = []
    compared = 0
    for resource in examples():
        for text in expressions(resource["resourceType"]):
            typed = api.compile(text).typed(resource)
            whole = [(value, SYSTEM_TO_FHIR.get(name, name)) for value, name in typed if value is not None]
            compared += bool(whole)
            if walkers.walker(text)(resource) != whole:
                different.append((text, resource["id"]))

    assert different == []
    assert compared > 4_000
