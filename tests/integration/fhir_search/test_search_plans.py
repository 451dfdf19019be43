"""Every shape of query reads SQLite by the index it was meant to be read by, however small the store is."""

from collections.abc import Iterator

import pytest
from tests.factories.records import Clock
from tests.integration.fhir_search.conftest import parsed

from samspill.fhir.search.counts import Counts
from samspill.fhir.search.sql import planning, reading
from samspill.fhir.search.sql.writing import Writer
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

SUBJECT = "COVERING INDEX reference_by_target (param=? AND type=? AND target=?)"
BY_KEY = "PRIMARY KEY (key=? AND param=?)"
RESOURCE = "INTEGER PRIMARY KEY (rowid=?)"
CASES = {
    "Observation?subject=Patient/1&_count=20": [SUBJECT, RESOURCE],
    "Observation?subject=Patient/1&code=urn:c|1&_sort=-date": [
        SUBJECT,
        BY_KEY,
        BY_KEY,
        RESOURCE,
    ],
    "Observation?patient=Patient/1&category=vital-signs&date=ge2024&_sort=-date": [
        SUBJECT,
        BY_KEY,
        BY_KEY,
        BY_KEY,
        RESOURCE,
    ],
    "Patient?family=berg&gender=female": [
        "COVERING INDEX string_by_folded (param=? AND folded>? AND folded<?)",
        BY_KEY,
        RESOURCE,
    ],
    "Patient?identifier=urn:i|1": [
        "COVERING INDEX token_by_code (param=? AND code=? AND system=?)",
        RESOURCE,
    ],
    "Observation?patient.identifier=urn:i|1": [
        "COVERING INDEX token_by_code (param=? AND code=? AND system=?)",
        RESOURCE,
        "COVERING INDEX reference_by_target (param=? AND type=? AND target=?)",
        RESOURCE,
    ],
    "Observation?_sort=-date": ["COVERING INDEX date_by_low (param=?)", BY_KEY, RESOURCE],
    "Patient?_sort=family": [
        "COVERING INDEX string_by_folded (param=?)",
        BY_KEY,
        RESOURCE,
    ],
    "Patient?_count=20": ["INDEX resource_by_id (type=?)"],
    "Patient?_sort=-_lastUpdated": ["INDEX resource_by_time (type=?)"],
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty SQLite store, also where the other searches are run on PostgreSQL: the plans are SQLite's."""
    opened = open_store(str(tmp_path_factory.mktemp("plans") / "r.sqlite3"), clock=Clock())
    yield opened
    opened.close()


@pytest.mark.parametrize("query", CASES)
def test_each_table_is_read_by_the_index_it_should_be(store: Store, query: str) -> None:
    asked = parsed(query)
    with store.snapshot() as snapshot:
        writer = Writer(snapshot.dialect)
        sql = reading.page(asked, planning.choose(snapshot, asked, Counts()), None, 21, writer)
        steps = [row[3] for row in snapshot.select(f"EXPLAIN QUERY PLAN {sql}", writer.values)]
    subqueries = {f"SCAN {step.split()[1]}" for step in steps if step.startswith("CO-ROUTINE")}
    reads = [step for step in steps if step.startswith(("SEARCH", "SCAN")) and step not in subqueries]
    assert [step.partition(" USING ")[2] for step in reads] == CASES[query]


@pytest.mark.parametrize(
    "query", ["Observation?subject=Patient/1&_count=20", "Patient?identifier=urn:i|1", "Patient?_count=20"]
)
def test_what_an_index_gives_in_order_is_not_sorted(store: Store, query: str) -> None:
    asked = parsed(query)
    with store.snapshot() as snapshot:
        writer = Writer(snapshot.dialect)
        sql = reading.page(asked, planning.choose(snapshot, asked, Counts()), None, 21, writer)
        steps = [row[3] for row in snapshot.select(f"EXPLAIN QUERY PLAN {sql}", writer.values)]
    assert not [step for step in steps if "TEMP B-TREE" in step]
