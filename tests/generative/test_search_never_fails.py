"""Whatever stands in a query string, a search answers or refuses; nothing else is raised, and it takes no long time."""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.records import Clock

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index import api as index
from samspill.fhir.outcomes import Refusal
from samspill.fhir.search import api as search
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Prepared, Snapshot

TYPES = ("Patient", "Observation", "Encounter", "ValueSet", "List", "Location", "RiskAssessment")
VALUES = (
    "1",
    "a",
    "Patient/1",
    "Patient/1,Patient/2",
    "urn:a|b",
    "|",
    "||",
    "a|",
    "|a",
    "a$b",
    "$",
    "$$",
    "1$2$3",
    "2020",
    "gt2020-02-30",
    "ap2020-01-01T00:00:00Z",
    "9999-12-31",
    "0001",
    "ge0001-01",
    "2020-01-01T24:00:00Z",
    "1e400",
    "-0",
    "gt1e308",
    "ap0",
    "5||mg",
    "5|http://unitsofmeasure.org|[pH]",
    "lt-5|http://unitsofmeasure.org|[pH]",
    "5|http://unitsofmeasure.org|Cel",
    "true",
    "false",
    "\\",
    "\\,",
    "a\\",
    ",",
    ",,",
    "%",
    "'",
    '"',
    "å",
    "\U0001f600",
    "\x7f",
    "\u200b",
    "*",
    "http://x/y|1",
    "http://x/y#z",
    "#a",
    "-date",
    "-",
    "--date",
    "date,-date",
    "_id",
    "Observation:subject",
    "Observation:subject:Patient",
    "Patient:*",
    "*:*",
    "*:subject",
    ":",
    "a:b:c:d",
    "$current",
    "none",
    "count",
    "1000000",
    "x" * 5000,
    "1" * 400,
    "0.0000000000000000000000000000000000001",
    "http://hl7.org/fhir/ValueSet/observation-status",
    "ValueSet/1",
    "final,final,final",
)
MODIFIERS = (
    "",
    "",
    "",
    "missing",
    "exact",
    "contains",
    "not",
    "in",
    "not-in",
    "text",
    "of-type",
    "identifier",
    "above",
    "below",
    "Patient",
    "",
)
CONTROLS = (
    "_count",
    "_sort",
    "_include",
    "_revinclude",
    "_include:iterate",
    "_summary",
    "_elements",
    "_total",
    "_id",
    "_lastUpdated",
    "_list",
    "_type",
    "_cursor",
    "_page",
    "_filter",
    "_contained",
    "_has",
    "_has:::",
    "",
    ".",
    ":",
    "a.b.c",
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    store = open_store(str(Path(tmp_path_factory.mktemp("record")) / "r.sqlite3"), clock=Clock())
    resources = [
        {"resourceType": "Patient", "id": "1", "name": [{"family": "Berg"}]},
        {"resourceType": "Observation", "id": "1", "status": "final", "subject": {"reference": "Patient/1"},
         "effectiveDateTime": "2020", "valueQuantity": {"value": 5}},
    ]  # fmt: skip
    written = [Prepared(each["resourceType"], each["id"], each, index.rows_of(each)) for each in resources]
    store.write(lambda unit: [unit.put(each) for each in written]).result()
    with store.snapshot() as view:
        yield view
    store.close()


def name(rng: random.Random, resource_type: str, depth: int = 0) -> str:
    if rng.random() < 0.15:
        return rng.choice(CONTROLS)
    code, found = rng.choice(list(definitions.search_parameters(resource_type).items()))
    if rng.random() < 0.15 and depth < 7:
        source = rng.choice(TYPES)
        return f"_has:{source}:{rng.choice(list(definitions.search_parameters(source)))}:{name(rng, source, depth + 1)}"
    if found.type == "reference" and rng.random() < 0.6 and depth < 7:
        target = rng.choice(found.targets or TYPES)
        return f"{code}{rng.choice(('', f':{target}'))}.{name(rng, target, depth + 1)}"
    modifier = rng.choice(MODIFIERS)
    return f"{code}:{modifier}" if modifier else code


def answer(snapshot: Snapshot, types: tuple[str, ...], pairs: list[tuple[str, str]], **options: bool) -> int:
    """Return 200 or the status of the refusal."""
    try:
        page = search.run(snapshot, search.parse(types, pairs, base="http://x", **options))
    except Refusal as refused:
        return refused.status
    assert json.loads(search.searchset(page, base="http://x", path="/".join(types)))["type"] == "searchset"
    return 200


def test_any_query_string_is_answered_or_refused(snapshot: Snapshot) -> None:
    rng = random.Random(20_261_122)
    statuses: dict[int, int] = {}
    for _ in range(3000):
        types = rng.choice([(), *[(each,) for each in TYPES]])
        kind = types[0] if types else "Patient"
        pairs = [(name(rng, kind), rng.choice(VALUES)) for _ in range(rng.randint(1, 3))]
        status = answer(snapshot, types, pairs, strict=rng.random() < 0.3, by_post=rng.random() < 0.5)
        statuses[status] = statuses.get(status, 0) + 1
    assert set(statuses) <= {200, 400, 410}
    assert min(statuses.get(200, 0), statuses.get(400, 0)) > 300, statuses


HUGE = {
    "many parameters": [("code", f"c{number}") for number in range(200)],
    "many values": [("code", ",".join(f"c{number}" for number in range(500)))] * 100,
    "dates": [("date", ",".join(f"ge{1000 + number}" for number in range(50)))] * 39,
    "many dates": [("date", ",".join(f"gt{1000 + number}" for number in range(500)))],
    "composites": [("code-value-quantity", ",".join(f"c{number}$gt{number}" for number in range(50)))],
    "many composites": [("code-value-quantity", ",".join(f"c{number}$gt{number}" for number in range(500)))],
    "many codes of a value set": [("status:in", "http://hl7.org/fhir/ValueSet/observation-status")] * 150,
    "many value sets": [("status:in", ",".join(["http://hl7.org/fhir/ValueSet/observation-status"] * 11))],
    "an untyped chain": [("subject.general-practitioner.organization.partof.name", "x")] * 40,
    "branching chains": [("has-member.has-member.has-member.has-member.has-member.code", "x")] * 50,
    "nested has": [("_has:Observation:has-member:_has:Observation:has-member:_has:Observation:has-member:code", "x")]
    * 60,
    "many sorts": [("_sort", "date,code,subject,status,value-quantity")],
    "many includes": [("_include:iterate", "*"), ("_revinclude:iterate", "*")] * 50,
    "a long value": [("code", "x" * 1_000_000)],
    "a long name": [("x" * 100_000, "1")],
}


@pytest.mark.parametrize("what", HUGE)
def test_a_huge_search_is_answered_or_refused_soon(snapshot: Snapshot, what: str) -> None:
    began = time.process_time()
    assert answer(snapshot, ("Observation",), HUGE[what], strict=True) in (200, 400)
    assert time.process_time() - began < 3
