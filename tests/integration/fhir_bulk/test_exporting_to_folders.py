"""Exports: what was there at the moment, all of it once, whatever is written or stopped meanwhile."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.factories.fhir_files import ndjson, patient, weight

from samspill.fhir.bulk import exporting
from samspill.fhir.bulk.api import Loading, export_to, load
from samspill.fhir.bulk.contracts import BulkRefused
from samspill.fhir.bulk.exporting import Selection, pages
from samspill.fhir.bulk.folders import NOTE, Export, Note, read_note
from samspill.fhir.index import api as index
from samspill.fhir.store.api import Moment, moment_of
from samspill.fhir.store.contracts import Dialect, Prepared, Store, Transaction

Put = Callable[[dict[str, Any]], None]


@pytest.fixture
def put(store: Store) -> Put:
    def write(resource: dict[str, Any]) -> None:
        store.write(lambda tx: tx.put(prepared(resource))).result()

    return write


def prepared(resource: dict[str, Any]) -> Prepared:
    return Prepared(resource["resourceType"], resource["id"], dict(resource), index.rows_of(resource))


@pytest.fixture
def many(store: Store, tmp_path: Path) -> int:
    """Store 5000 patients, more than two pages."""
    source = ndjson(tmp_path / "many.ndjson", *(patient(f"p{number:04}") for number in range(5000)))
    load(store, [source], how=Loading(workers=0), refused=lambda _: None)
    return 5000


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def names(bodies: list[bytes]) -> list[tuple[str, str]]:
    found = [json.loads(body) for body in bodies]
    return sorted((one["id"], one["name"][0]["family"]) for one in found)


def test_stored_bytes_are_written_one_file_a_type(store: Store, put: Put, tmp_path: Path) -> None:
    put(patient("a"))
    put(weight("w", "Patient/a"))
    note = export_to(store, tmp_path / "out")
    assert {file.name: file.count for file in note.files} == {"Observation.ndjson": 1, "Patient.ndjson": 1}
    with store.snapshot() as snapshot:
        current = snapshot.current("Patient", "a")
    assert current is not None
    assert (tmp_path / "out" / "Patient.ndjson").read_bytes() == current.body + b"\n"


def test_export_is_what_was_there_at_its_moment(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PAGE", 2)
    for name in ("a", "b", "c", "d", "e"):
        put(patient(name, "before"))
    put(patient("e", "changed before"))
    store.write(lambda tx: tx.delete("Patient", "d")).result()
    moment = moment_of(store)
    found: list[bytes] = []
    for page in pages(store, "Patient", Selection(), moment):
        put(patient("a", "after"))
        put(patient("e", "after"))
        put(patient("new", "after"))
        put(patient("d", "after"))
        store.write(lambda tx: tx.delete("Patient", "b")).result()
        found += page.bodies
    expected = [("a", "before"), ("b", "before"), ("c", "before"), ("e", "changed before")]
    assert names(found) == expected


def test_nothing_appears_below_a_moment_later(store: Store) -> None:
    has_begun, may_end = Event(), Event()

    def slow(tx: Transaction) -> None:
        tx.put(prepared(patient("begun-first")))
        has_begun.set()
        assert may_end.wait(60)

    first = store.write(slow)
    assert has_begun.wait(60)
    second = store.write(lambda tx: tx.put(prepared(patient("begun-second"))))
    if store.dialect is Dialect.POSTGRESQL:  # where the second is written though the first is not
        second.result()
    moment = moment_of(store, pause=lambda _: may_end.set())
    at_once = exported(store, "Patient", Selection(), moment)
    may_end.set()
    first.result()
    second.result()
    assert exported(store, "Patient", Selection(), moment) == at_once


def test_what_is_written_after_a_moment_is_told_since_its_time(store: Store) -> None:
    """A unit's time is when it began: one that then waits to write is still told in the next export."""
    may_write = Event()

    def slow(tx: Transaction) -> None:
        assert may_write.wait(60)
        tx.put(prepared(patient("begun-first")))

    first = store.write(slow)
    second = store.write(lambda tx: tx.put(prepared(patient("begun-second"))))
    if store.dialect is Dialect.POSTGRESQL:
        second.result()
    moment = moment_of(store)
    may_write.set()
    first.result()
    second.result()
    assert "begun-first" in exported(store, "Patient", Selection(since=moment.at))


@pytest.mark.parametrize("stop_after", [1, 2, 3])
def test_a_stopped_export_goes_on_and_holds_everything_once(
    store: Store, put: Put, many: int, tmp_path: Path, stop_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samspill.fhir.bulk.folders.NOTED_RESOURCES", 3000)
    folder = tmp_path / "out"
    folder.mkdir()
    moment = moment_of(store)
    (folder / NOTE).write_text("cut short {")  # as by a power cut before the first note
    (folder / NOTE).unlink()
    steps = Export(store, folder, Note(["Patient"], moment.sequence, moment.at)).steps()
    for _ in range(stop_after):
        next(steps)
    steps.close()
    put(patient("p0001", "after"))
    put(patient("p4999", "after"))
    note = read_note(folder) or Note(["Patient"], moment.sequence, moment.at)
    for _ in Export(store, folder, note).steps():
        pass
    found = read(folder, "Patient.ndjson")
    assert [one["id"] for one in sorted(found, key=lambda one: one["id"])] == [f"p{n:04}" for n in range(many)]
    assert {one["name"][0]["family"] for one in found} == {"Test"}


def test_what_is_packed_is_whole(store: Store, many: int, tmp_path: Path) -> None:
    export_to(store, tmp_path / "out", types=("Patient",), packed=True)
    with gzip.open(tmp_path / "out" / "Patient.ndjson.gz") as file:
        assert len(file.read().splitlines()) == many


def test_large_types_are_split_over_files(
    store: Store, many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samspill.fhir.bulk.folders.FILE_RESOURCES_MAX", 2000)
    note = export_to(store, tmp_path / "out", types=("Patient",))
    assert [(file.name, file.count) for file in note.files] == [
        ("Patient.ndjson", 2000), ("Patient.002.ndjson", 2000), ("Patient.003.ndjson", 1000),
    ]  # fmt: skip


def test_since_gives_what_changed_and_what_was_deleted(
    store: Store, put: Put, moment: list[int], tmp_path: Path
) -> None:
    put(patient("old"))
    put(patient("gone"))
    since = moment[0] + 1
    put(patient("new"))
    store.write(lambda tx: tx.delete("Patient", "gone")).result()
    export_to(store, tmp_path / "out", types=("Patient",), since=since)
    assert [one["id"] for one in read(tmp_path / "out", "Patient.ndjson")] == ["new"]
    assert [one["entry"] for one in read(tmp_path / "out", "Patient.deleted.ndjson")] == [
        [{"request": {"method": "DELETE", "url": "Patient/gone"}}]
    ]


def exported(store: Store, resource_type: str, selection: Selection, moment: Moment | None = None) -> list[str]:
    at = moment or moment_of(store)
    found = [body for page in pages(store, resource_type, selection, at) for body in page.bodies]
    return [json.loads(body)["id"] for body in found]


def test_a_patients_compartment_is_told_apart(store: Store, put: Put) -> None:
    put(patient("a"))
    put(patient("b"))
    put(weight("of-a", "Patient/a"))
    put(weight("of-b", "Patient/b"))
    put(weight("of-group", "Group/g"))
    put({"resourceType": "Practitioner", "id": "x"})
    everyone, one = Selection(of_patients=True), Selection(of_patients=True, patients=frozenset({"a"}))
    assert exported(store, "Observation", everyone) == ["of-a", "of-b"]
    assert exported(store, "Observation", one) == ["of-a"]
    assert exported(store, "Patient", one) == ["a"]
    assert "Practitioner" not in exporting.types_in(everyone)


def test_a_version_that_was_superseded_meanwhile_is_told_apart_too(store: Store, put: Put) -> None:
    put(weight("w", "Patient/a"))
    moment = moment_of(store)
    put(weight("w", "Patient/b"))
    for patients, expected in ((frozenset({"a"}), 1), (frozenset({"b"}), 0)):
        selection = Selection(of_patients=True, patients=patients)
        assert sum(len(page.bodies) for page in pages(store, "Observation", selection, moment)) == expected


def test_a_folder_with_something_else_in_it_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    with pytest.raises(BulkRefused, match="ikke tom"):
        export_to(store, tmp_path / "out")


def test_a_finished_export_is_not_written_over(store: Store, put: Put, tmp_path: Path) -> None:
    put(patient("a"))
    export_to(store, tmp_path / "out")
    with pytest.raises(BulkRefused, match="ferdig eksport"):
        export_to(store, tmp_path / "out")
