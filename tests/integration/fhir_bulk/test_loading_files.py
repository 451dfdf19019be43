"""Loading files: what is taken, what is not and why, and that nothing is lost or doubled when it is interrupted."""

import gzip
import json
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_files import bundle, ndjson, patient, weight

from samspill.fhir.bulk.api import Loading, load
from samspill.fhir.bulk.contracts import BulkRefused, LoadReport, Refusal
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Store, StoreBusy
from samspill.fhir.store.loads import newest_loads

HERE = Loading(workers=0)


def loaded(store: Store, *paths: Path, how: Loading = HERE) -> tuple[LoadReport, list[Refusal]]:
    refused: list[Refusal] = []
    return load(store, paths, how=how, refused=refused.append), refused


def counts(report: LoadReport) -> tuple[int, int, int]:
    return report.written, report.unchanged, report.refused


def stored(store: Store, resource_type: str, logical_id: str) -> dict[str, Any]:
    with store.snapshot() as snapshot:
        found = snapshot.current(resource_type, logical_id)
    assert found is not None
    return dict(json.loads(found.body))


def versions(store: Store) -> list[tuple[str, int]]:
    with store.snapshot() as snapshot:
        return [tuple(row) for row in snapshot.select("SELECT id, version FROM resource ORDER BY sequence")]  # type: ignore[misc]


def test_every_form_of_file_in_a_folder_is_loaded(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "below").mkdir(parents=True)
    ndjson(source / "a.ndjson", patient("a1"), "", patient("a2"))
    (source / "below" / "b.ndjson.gz").write_bytes(gzip.compress(json.dumps(patient("b1")).encode() + b"\n"))
    (source / "c.json").write_text(json.dumps(patient("c1"), indent=2))
    (source / "d.json").write_text(
        json.dumps(bundle("collection", {"resource": patient("d1")}, {"resource": patient("d2")}))
    )
    (source / "notes.txt").write_text("not FHIR")
    report, refused = loaded(store, source)
    assert (counts(report), refused) == ((6, 0, 0), [])
    assert [name for name, _ in versions(store)] == ["a1", "a2", "b1", "c1", "d1", "d2"]


def test_a_resource_is_stored_with_its_digits_and_found(store: Store, tmp_path: Path) -> None:
    line = '{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50}}'
    loaded(store, ndjson(tmp_path / "a.ndjson", line))
    with store.snapshot() as snapshot:
        current = snapshot.current("Observation", "o")
        rows = snapshot.select("SELECT count(*) FROM idx_quantity")
    assert current is not None
    assert b'"valueQuantity":{"value":1.50}' in current.body
    assert rows == [(1,)]


def test_the_same_file_is_not_read_twice_whatever_its_name(store: Store, tmp_path: Path) -> None:
    source = ndjson(tmp_path / "a.ndjson", patient("a"), patient("b"))
    loaded(store, source)
    report, _ = loaded(store, source.rename(tmp_path / "b.ndjson"))
    assert (report.files[0].was_done, counts(report)) == (True, (0, 0, 0))


def test_what_is_stored_already_gets_no_new_version(store: Store, tmp_path: Path) -> None:
    loaded(store, ndjson(tmp_path / "a.ndjson", patient("a"), patient("b")))
    report, _ = loaded(store, ndjson(tmp_path / "b.ndjson", patient("a"), patient("b", "Other"), patient("c")))
    assert counts(report) == (2, 1, 0)
    assert versions(store) == [("a", 1), ("b", 2), ("c", 1)]


def test_the_same_input_read_again_doubles_nothing(store: Store, tmp_path: Path) -> None:
    source = ndjson(tmp_path / "a.ndjson", patient("a"), patient(), patient(family="Other"))
    loaded(store, source)
    report, _ = loaded(store, source, how=Loading(workers=0, again=True))
    assert counts(report) == (0, 3, 0)
    assert [version for _, version in versions(store)] == [1, 1, 1]


def test_two_equal_lines_without_an_id_are_two_resources(store: Store, tmp_path: Path) -> None:
    assert counts(loaded(store, ndjson(tmp_path / "a.ndjson", patient(), patient()))[0]) == (2, 0, 0)


def test_a_resource_that_stands_twice_becomes_two_versions(store: Store, tmp_path: Path) -> None:
    report, _ = loaded(store, ndjson(tmp_path / "a.ndjson", patient("a"), patient("a", "Other"), patient("a", "Other")))
    assert counts(report) == (2, 1, 0)
    assert stored(store, "Patient", "a")["name"] == [{"family": "Other"}]


def test_what_was_deleted_is_written_again(store: Store, tmp_path: Path) -> None:
    source = ndjson(tmp_path / "a.ndjson", patient("a"))
    loaded(store, source)
    store.write(lambda tx: tx.delete("Patient", "a")).result()
    assert counts(loaded(store, source, how=Loading(workers=0, again=True))[0]) == (1, 0, 0)


def test_what_is_not_taken_is_told_by_file_line_and_element(store: Store, tmp_path: Path) -> None:
    bad = {**weight("o", "Patient/a"), "status": "finished"}
    source = ndjson(
        tmp_path / "a.ndjson", patient("a"), bad, "{", '{"resourceType":"Pasient"}', patient("b/c"), patient("d")
    )
    report, refused = loaded(store, source)
    assert counts(report) == (2, 0, 4)
    assert [(Path(one.file).name, one.line, one.element) for one in refused] == [
        ("a.ndjson", 2, "Observation.status"),
        ("a.ndjson", 3, ""),
        ("a.ndjson", 4, "resourceType"),
        ("a.ndjson", 5, "Patient.id"),
    ]
    assert all(one.code and one.reason for one in refused)


def test_a_resource_that_would_fill_the_index_is_not_taken(store: Store, tmp_path: Path) -> None:
    costly = {**patient("b"), "name": [{"family": f"F{number}"} for number in range(10_001)]}
    report, refused = loaded(store, ndjson(tmp_path / "a.ndjson", patient("a"), costly))
    assert counts(report) == (1, 0, 1)
    assert (refused[0].line, refused[0].code, refused[0].element) == (2, "too-costly", "Patient.name")


def test_references_between_the_entries_of_a_transaction_are_settled(store: Store, tmp_path: Path) -> None:
    first, second = "urn:uuid:0b3c6f0e-1d3e-4a53-9c5e-6a1a2b3c4d5e", "urn:uuid:7f1c6f0e-1d3e-4a53-9c5e-6a1a2b3c4d5e"
    observation = weight("x", first)
    del observation["id"]
    entries = (
        {"fullUrl": second, "resource": observation, "request": {"method": "POST", "url": "Observation"}},
        {"fullUrl": first, "resource": patient(), "request": {"method": "POST", "url": "Patient"}},
    )
    report, refused = loaded(store, ndjson(tmp_path / "a.ndjson", bundle("transaction", *entries)))
    assert (counts(report), refused) == ((2, 0, 0), [])
    found = stored(store, "Observation", second.removeprefix("urn:uuid:"))
    assert found["subject"] == {"reference": f"Patient/{first.removeprefix('urn:uuid:')}"}


PUT = {"method": "PUT", "url": "Patient/a"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("transaction", (0, 0, 2)), ("batch", (1, 0, 1)), ("collection", (1, 0, 1))],
)
def test_a_transaction_is_taken_whole_or_not_at_all(
    store: Store, tmp_path: Path, kind: str, expected: tuple[int, int, int]
) -> None:
    good = {"resource": patient("a"), "request": PUT}
    bad = {"resource": {**patient("b"), "gender": "x"}, "request": {"method": "PUT", "url": "Patient/b"}}
    report, refused = loaded(store, ndjson(tmp_path / "a.ndjson", bundle(kind, good, bad)))
    assert counts(report) == expected
    assert (refused[0].entry, refused[0].element) == (1, "Patient.gender")


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "DELETE", "url": "Patient/a"},
        {"method": "PUT", "url": "Patient?identifier=x"},
        {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=x"},
        {"method": "PUT", "url": "Patient/other"},
        {"method": "PUT", "url": "Observation/a"},
    ],
)
def test_what_only_the_api_can_do_is_not_taken(store: Store, tmp_path: Path, request_: dict[str, str]) -> None:
    entry = {"resource": patient("a"), "request": request_}
    report, refused = loaded(store, ndjson(tmp_path / "a.ndjson", bundle("batch", entry)))
    assert counts(report) == (0, 0, 1)
    assert refused[0].element.startswith("request")


def test_a_document_bundle_is_one_resource(store: Store, tmp_path: Path) -> None:
    whole = {"resourceType": "Bundle", "id": "m", "type": "message", "entry": []}
    del whole["entry"]
    report, _ = loaded(store, ndjson(tmp_path / "a.ndjson", whole), how=Loading(level="off", workers=0))
    assert (counts(report), stored(store, "Bundle", "m")["type"]) == ((1, 0, 0), "message")


class Failing:
    """A store that fails when it has written some units."""

    def __init__(self, store: Store, units: int) -> None:
        self._store = store
        self._left = units

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, work: Callable[[Any], Any]) -> Future[Any]:
        self._left -= 1
        if self._left < 0:
            failed: Future[Any] = Future()
            failed.set_exception(StoreBusy("stopped by the test"))
            return failed
        return self._store.write(work)


@pytest.mark.parametrize("units", [0, 1, 2, 3])
def test_an_interrupted_load_goes_on_where_it_had_come(store: Store, tmp_path: Path, units: int) -> None:
    source = ndjson(tmp_path / "a.ndjson", *(patient(f"p{number}") for number in range(1200)))
    with pytest.raises(StoreBusy):
        loaded(Failing(store, units), source)  # type: ignore[arg-type]
    assert len(versions(store)) == min(500 * units, 1200)
    report, _ = loaded(store, source)
    assert report.files[0].from_line == min(500 * units, 1200) + 1
    assert versions(store) == [(f"p{number}", 1) for number in range(1200)]


def test_workers_give_the_same_as_none(store: Store, tmp_path: Path) -> None:
    source = ndjson(tmp_path / "a.ndjson", *(patient(f"p{number}", "x" * 400) for number in range(1500)), "{")
    report, refused = loaded(store, source, how=Loading(workers=2))
    assert (counts(report), [one.line for one in refused]) == ((1500, 0, 1), [1501])
    assert versions(store) == [(f"p{number}", 1) for number in range(1500)]


def test_how_it_went_is_kept_with_an_audit_row(store: Store, tmp_path: Path) -> None:
    loaded(store, ndjson(tmp_path / "a.ndjson", patient("a"), "{"))
    with store.snapshot() as snapshot:
        kept = newest_loads(snapshot, most=5)
        audited = snapshot.select("SELECT actor, interaction FROM audit")
    assert [(one.way, one.file, one.written, one.refused) for one in kept] == [("load", "a.ndjson", 1, 1)]
    assert audited == [("samspill load", "load")]


def test_a_file_that_is_not_there_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BulkRefused, match="Vi finner ikke"):
        loaded(store, tmp_path / "nowhere.ndjson")


def test_a_folder_without_files_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BulkRefused, match="ingen filer"):
        loaded(store, tmp_path / "empty")


def test_a_broken_gzip_file_keeps_what_was_read(store: Store, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(patient(f"p{number}", str(number))) for number in range(5000))
    packed = gzip.compress(lines.encode())
    broken = tmp_path / "a.ndjson.gz"
    broken.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(BulkRefused, match="kan ikke leses til ende"):
        loaded(store, broken)
    assert 500 <= len(versions(store)) < 5000


def test_what_a_deployment_looks_closer_at_is_looked_at_and_told_of(store: Store, tmp_path: Path) -> None:
    told: list[str] = []

    def refuse(resource: dict[str, Any]) -> None:
        raise refusal(422, "business-rule", "Not here.", "Basic.code")

    how = Loading(
        workers=0, checks={"Basic": refuse}, on_change=lambda tx, changes: told.extend(one.id for one in changes)
    )
    basic = {"resourceType": "Basic", "id": "b", "code": {"text": "x"}}
    report, refused = loaded(store, ndjson(tmp_path / "a.ndjson", patient("a"), basic), how=how)
    assert (counts(report), told) == ((1, 0, 1), ["a"])
    assert (refused[0].line, refused[0].element, refused[0].code) == (2, "Basic.code", "business-rule")
