"""JSON Patch on resources: what is refused and why, what is kept, what is bounded."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.fhir.outcomes import Refusal
from samspill.fhir.patch.api import json_patch

OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "note": [{"text": "a"}, {"text": "b"}],
    "valueQuantity": {"value": Decimal("1.50")},
}


def op(name: str, path: str, **more: Any) -> dict[str, Any]:
    return {"op": name, "path": path, **more}


def test_operations_are_done_in_order_on_a_copy() -> None:
    before = copy.deepcopy(OBSERVATION)
    operations = [
        op("test", "/valueQuantity/value", value=Decimal("1.5")),
        op("add", "/note/-", value={"text": "c"}),
        op("move", "/note/0", **{"from": "/note/2"}),
        op("copy", "/method", **{"from": "/note/0"}),
        op("replace", "/method/text", value="d"),
    ]

    after = json_patch(before, operations)

    assert after == {
        "resourceType": "Observation",
        "status": "final",
        "note": [{"text": "c"}, {"text": "a"}, {"text": "b"}],
        "valueQuantity": {"value": Decimal("1.50")},
        "method": {"text": "d"},
    }
    assert before == OBSERVATION
    assert operations[1]["value"] == {"text": "c"}


def test_a_decimal_keeps_its_digits() -> None:
    after = json_patch(OBSERVATION, [op("copy", "/valueRange", **{"from": "/valueQuantity"})])

    assert str(after["valueRange"]["value"]) == "1.50"


@pytest.mark.parametrize(
    ("operations", "status", "reason"),
    [
        ({"op": "add"}, 400, "array of operations"),
        (["add"], 400, "Operation 1"),
        ([op("test", "/status", value="final"), op("insert", "/x")], 400, "Operation 2: op must be"),
        ([op("add", "/x")], 400, "value is missing"),
        ([op("add", "x", value=1)], 400, "should be a JSON Pointer"),
        ([op("add", "/a~2", value=1)], 400, "should be a JSON Pointer"),
        ([{"op": "add", "value": 1}], 400, "path must be"),
        ([{"op": ["add"], "path": ""}], 400, "op must be"),
        ([op("copy", "/x")], 400, "from must be"),
        ([op("test", "/status", value="amended")], 422, "not the expected one"),
        ([op("test", "/valueQuantity/value", value=True)], 422, "not the expected one"),
        ([op("remove", "/nothing")], 422, "nothing at /nothing"),
        ([op("remove", "")], 422, "whole resource"),
        ([op("remove", "/note/2")], 422, "shorter"),
        ([op("add", "/note/3", value={})], 422, "shorter"),
        ([op("replace", "/note/-", value={})], 422, "array index"),
        ([op("add", "/note/01", value={})], 422, "array index"),
        ([op("add", "/status/x", value=1)], 422, "can hold nothing"),
        ([op("move", "/note/0/text", **{"from": "/note/0"})], 422, "into itself"),
        ([op("replace", "", value=[])], 422, "same type"),
        ([op("replace", "/resourceType", value="Patient")], 422, "same type"),
        ([op("test", "/status", value="final")] * 1_001, 422, "1000 operations"),
        ([op("copy", "/note/-", **{"from": ""})] * 40, 422, "200000 values"),
        ([op("copy", "/note/-", **{"from": "/note"})] * 62, 422, "200000 values"),
        ([op("add", "/note/-", value=[{}] * 50_000)] * 5, 422, "200000 values"),
    ],
)
def test_a_patch_that_cannot_be_done_is_refused(operations: Any, status: int, reason: str) -> None:
    with pytest.raises(Refusal, match=reason) as refused:
        json_patch(OBSERVATION, operations)

    assert refused.value.status == status


def test_values_may_not_nest_deeper_than_a_resource_may() -> None:
    value: Any = 1
    for _ in range(5_000):
        value = [value]

    with pytest.raises(Refusal, match="64 deep"):
        json_patch(OBSERVATION, [op("add", "/x", value=value)])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["op", "path", "a", "~", "0"]), inner),
    max_leaves=8,
)
PATHS = st.sampled_from(
    ["", "/", "/note", "/note/0", "/note/-", "/note/0/text", "/a", "/status", "/~1", "/note/9", "x"]
)
OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "x"]), "path": PATHS},
    optional={"from": PATHS, "value": JSON},
)


@given(st.lists(OPERATIONS | JSON, max_size=6))
def test_any_patch_is_done_or_refused_and_changes_nothing_it_was_given(operations: list[Any]) -> None:
    before, kept = copy.deepcopy(OBSERVATION), copy.deepcopy(operations)

    try:
        after = json_patch(before, operations)
    except Refusal as refused:
        after = {"resourceType": "Observation", "status": str(refused.status)}

    assert (before, operations) == (OBSERVATION, kept)
    assert after["resourceType"] == "Observation"
