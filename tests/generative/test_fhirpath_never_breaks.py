"""Damaged resources under every invariant, search expression and suite case: an answer or a refusal, nothing else."""

import copy
import gzip
import json
import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.conformance import fhirpath_suite
from tests.shared import SHARED

from samspill.fhir.definitions import api as definitions
from samspill.fhir.path import api, walkers

pytestmark = pytest.mark.outside

EXAMPLES = SHARED / "conformance" / "fhir" / "r4-examples" / "examples.ndjson.gz"
AT = datetime(2026, 11, 22, tzinfo=UTC)
JUNK: list[Any] = [
    None, 1, -1, 10**30, Decimal("1E+99999999"), Decimal("0.5"), True, "", "x", "2020-02-30", "2020", "#", "#p",
    "\ud800", [], {}, [None], [[1]], {"a": [{}]}, {"resourceType": 5}, {"resourceType": "Nope"}, {"reference": 5},
    {"coding": [5]},
]  # fmt: skip


def damaged(value: Any, rng: random.Random) -> Any:
    if isinstance(value, dict):
        more = {f"_{name}": rng.choice(JUNK) for name in value if rng.random() < 0.02}
        return {name: _perhaps(one, rng) for name, one in value.items()} | more
    if isinstance(value, list):
        return [_perhaps(one, rng) for one in value]
    return value


def _perhaps(value: Any, rng: random.Random) -> Any:
    return copy.deepcopy(rng.choice(JUNK)) if rng.random() < 0.04 else damaged(value, rng)


def resources(rng: random.Random, count: int) -> list[dict[str, Any]]:
    with gzip.open(EXAMPLES, "rt") as lines:
        chosen = rng.sample([line for line in lines if len(line) < 8_000], count)
    found = [json.loads(line, parse_float=Decimal)["resource"] for line in chosen]
    return [damaged(resource, rng) | {"resourceType": resource["resourceType"]} for resource in found]


def suite_expressions(rng: random.Random) -> list[str]:
    return rng.sample(sorted({case.expression for case in fhirpath_suite.cases("r4") if not case.invalid}), 100)


def answered(text: str, resource: dict[str, Any]) -> bool:
    try:
        api.compile(text).typed(resource, at=AT)
        api.compile(text).holds(resource, at=AT)
    except api.PathError:
        return False
    return True


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_resource_is_answered_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    answers = 0
    for resource in resources(rng, 15):
        kind = resource["resourceType"]
        definition = definitions.definition(kind)
        assert definition is not None
        texts = [constraint.expression for constraint in definition.constraints] + suite_expressions(rng)
        answers += sum(answered(text, resource) for text in texts)
        for parameter in definitions.search_parameters(kind).values():
            answers += isinstance(walkers.walker(parameter.expression)(resource), list) if parameter.expression else 0

    assert answers > 1_000
