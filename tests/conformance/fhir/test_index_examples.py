"""Every official R4 example is found by every search parameter that yields a value on it."""

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from tests.shared import SHARED

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchParameter, SearchType
from samspill.fhir.index.api import date_range, rows_of, stored_as, unsupported, ways
from samspill.fhir.path.walkers import walker

pytestmark = pytest.mark.outside

NO_ROWS = {"_id", "_lastUpdated"}


@cache
def examples() -> tuple[dict[str, Any], ...]:
    with gzip.open(SHARED / "conformance/fhir/r4-examples/examples.ndjson.gz", "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line, parse_float=Decimal)["resource"] for line in lines)


def is_comparable(value: Any, type_name: str, search_type: SearchType) -> bool:
    """Tell whether R4 gives a value of this type any meaning in a search of this type."""
    if search_type is SearchType.REFERENCE:
        return points_somewhere(value, type_name)
    if search_type is SearchType.DATE:
        return type_name != "string" and has_date(value)
    if search_type is SearchType.QUANTITY:
        return type_name != "SampledData"
    if type_name == "Identifier":
        return "value" in value or "system" in value
    return True


def points_somewhere(value: Any, type_name: str) -> bool:
    """A contained resource has no address, and a Reference may hold words only; an Attachment is no reference."""
    if type_name == "Reference":
        return "identifier" in value or value.get("reference", "#")[0] != "#"
    if isinstance(value, dict):
        return "id" in value and "resourceType" in value
    return value[0] != "#"


def has_date(value: Any) -> bool:
    """A Timing may say how often, and not when."""
    if isinstance(value, dict):
        return any(has_date(each) for each in value.values())
    if isinstance(value, list):
        return any(has_date(each) for each in value)
    return date_range(value) is not None


def yielded(resource: dict[str, Any]) -> Iterator[SearchParameter]:
    """Yield the parameters that give a comparable value on a resource."""
    for parameter in definitions.search_parameters(resource["resourceType"]).values():
        if parameter.expression and parameter.type is not SearchType.COMPOSITE and parameter.code not in NO_ROWS:
            found = walker(parameter.expression)(resource)
            if any(is_comparable(value, name, parameter.type) for value, name in found):
                yield parameter


def is_found(resource: dict[str, Any], parameter: SearchParameter) -> bool:
    rows = rows_of(resource)
    numbers = {row[0] for table in (rows.token, rows.string, rows.date, rows.quantity) for row in table}
    typed = {(row[0], row[2]) for row in rows.reference}
    for number, target in stored_as(resource["resourceType"], parameter.code):
        wanted = {0, definitions.type_number(target)} if target else {kind for each, kind in typed if each == number}
        if number in numbers or any((number, kind) in typed for kind in wanted):
            return True
    return False


def test_every_example_is_found_by_every_parameter_that_yields_a_value() -> None:
    missing = [
        f"{resource['resourceType']}/{resource['id']}?{parameter.code}"
        for resource in examples()
        for parameter in yielded(resource)
        if not is_found(resource, parameter)
    ]
    assert missing == []


def test_enough_is_yielded_for_that_to_mean_something() -> None:
    pairs = [(resource["resourceType"], parameter.code) for resource in examples() for parameter in yielded(resource)]
    assert len(pairs) > 5_000
    assert len(set(pairs)) > 1_000
    assert set(pairs) & set(unsupported()) == {("Location", "near")}


def test_an_index_does_not_depend_on_the_order_of_the_elements() -> None:
    different = [
        f"{resource['resourceType']}/{resource['id']}"
        for resource in examples()
        if rows_of(resource) != rows_of(dict(reversed(resource.items())))
    ]
    assert different == []


def test_composites_are_answered_where_an_example_has_their_parts() -> None:
    answered = {
        code
        for resource in examples()
        for code in definitions.search_parameters(resource["resourceType"])
        for way in ways(resource["resourceType"], code)
        if matches(resource, way)
    }
    assert {"code-value-quantity", "component-code-value-quantity", "characteristic-value", "relationship"} <= answered


def matches(resource: dict[str, Any], way: Any) -> bool:
    """Tell whether all parts of a way have a row, the slotted ones in one slot."""
    rows = rows_of(resource)
    tables = (rows.token, rows.string, rows.date, rows.quantity, rows.reference)
    found = [
        {row[1] for table in tables for row in table if row[0] == number} for part in way for number, _ in part.stored
    ]
    slotted = [slots for slots, part in zip(found, way, strict=True) if part.slotted]
    return all(found) and (not slotted or bool(set.intersection(*slotted)))
