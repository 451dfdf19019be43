"""Whatever stands where in a resource, its index is made, and its rows fit both databases."""

import copy
import gzip
import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shared import SHARED

from samspill.fhir.index.api import rows_of
from samspill.fhir.index.contracts import IndexRows

pytestmark = pytest.mark.outside

NUMBERS = [0, True, -1.5, 10**400, Decimal("1e-99999999"), Decimal("NaN"), Decimal("9e999999999")]
TEXTS = ["", "x", "\0", "#", "|", "http://x|", "2024-99", "9999-12-31T24:00:00Z", "Patient/1"]
SHAPES = [None, [], {}, [None], [[]], [{}], {"a": 1}, {"coding": 5}, {"coding": [5]}, {"value": {}}, {"reference": 7}]
ODD = [*NUMBERS, *TEXTS, *SHAPES, {"system": 5, "value": 5, "code": 5}, {"start": "2024", "end": "2023"}]


@cache
def examples() -> tuple[dict[str, Any], ...]:
    with gzip.open(SHARED / "conformance/fhir/r4-examples/examples.ndjson.gz", "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line, parse_float=Decimal)["resource"] for line in lines if len(line) < 6_000)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every (container, key) below a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, each in inner for place in ((value, key), *places(each))]


def fits(rows: IndexRows) -> bool:
    """Tell whether every row can be kept: types, lengths, no NUL, no end before its start, no number that is none."""
    texts = [row[3] for table in (rows.token, rows.string, rows.quantity, rows.reference) for row in table]
    return (
        all(isinstance(text, str) and len(text) <= 600 and "\0" not in text for text in texts)
        and all(isinstance(row[2], int) for table in (rows.token, rows.quantity, rows.reference) for row in table)
        and all(row[2] < row[3] for row in rows.date)
        and all(isinstance(row[4], float) and isinstance(row[5], float) and row[4] <= row[5] for row in rows.quantity)
        and all(isinstance(patient, str) for patient in rows.patients)
    )


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 10_000), st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(ODD)), min_size=1, max_size=4)
)
def test_an_example_with_something_odd_in_it_is_indexed(which: int, changes: list[tuple[int, Any]]) -> None:
    resource = copy.deepcopy(examples()[which % len(examples())])
    for where, odd in changes:
        found = [place for place in places(resource) if place[1] != "resourceType"]
        container, key = found[where % len(found)]
        container[key] = copy.deepcopy(odd)
    assert fits(rows_of(resource))
