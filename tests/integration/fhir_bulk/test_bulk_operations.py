"""$export and $import as callers meet them: kick-off, status, files, cancelling, and life after a restart."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_files import ndjson, patient, weight
from tests.factories.subscriptions import on_topic

from samspill.fhir.bulk import folders, jobs
from samspill.fhir.bulk.api import Bulk, Loading, Room, load
from samspill.fhir.bulk.jobs import LIFETIME_US, RUNNING_MAX, WAITING_MAX
from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.store.contracts import Dialect, Store
from samspill.fhir.subscriptions import announcing
from samspill.fhir.subscriptions.api import Subscriptions

BASE = "http://127.0.0.1:8000/fhir"
ALL = Caller("all", (("*", "cruds"),))
Ask = Callable[..., Answer]


class Hall:
    """Bulk over a store, that can be closed and opened again."""

    def __init__(self, store: Store, tmp_path: Path, moment: list[int]) -> None:
        self.moment = moment
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        self.room = Room(store, lambda: self.moment[0], inbox, Loading(workers=0))
        self.folder = tmp_path / "bulk"
        self.inbox = inbox
        self.bulk = Bulk(self.room, folder=self.folder)

    def restart(self) -> None:
        self.bulk.close()
        self.bulk = Bulk(self.room, folder=self.folder)

    def ask(self, method: str, path: str, body: bytes | None = None, by: Caller = ALL, **more: Any) -> Answer:
        where, _, query = path.partition("?")
        pairs = tuple((part.partition("=")[0], part.partition("=")[2]) for part in query.split("&") if part)
        more.setdefault("prefer", "respond-async")
        call = Call(method, tuple(where.split("/")), pairs, body, base=BASE, request="r", **more)
        assert Bulk.takes(call.path)
        return self.bulk.perform(call, by)

    def begin(self, path: str, **more: Any) -> str:
        answer = self.ask("GET", path, **more)
        assert answer.status == 202, answer.body
        return dict(answer.headers)["Content-Location"].removeprefix(f"{BASE}/")

    def manifest(self, job: str, by: Caller = ALL) -> dict[str, Any]:
        for _ in range(1000):
            answer = self.ask("GET", job, by=by)
            if answer.status != 202:
                assert answer.status == 200, answer.body
                assert isinstance(answer.body, bytes)
                return dict(json.loads(answer.body))
            assert "X-Progress" in dict(answer.headers)
            time.sleep(0.005)
        raise AssertionError("the job did not end")

    def lines(self, url: str, by: Caller = ALL) -> list[dict[str, Any]]:
        answer = self.ask("GET", url.removeprefix(f"{BASE}/"), by=by)
        assert answer.status == 200, answer.body
        assert answer.content_type == "application/fhir+ndjson"
        return [json.loads(line) for line in b"".join(answer.body).splitlines()]  # type: ignore[arg-type]


@pytest.fixture
def hall(store: Store, tmp_path: Path, moment: list[int]) -> Iterator[Hall]:
    source = ndjson(
        tmp_path / "in.ndjson", patient("a"), patient("b"), weight("of-a", "Patient/a"), weight("of-b", "Patient/b"),
        {"resourceType": "Practitioner", "id": "x"},
        {"resourceType": "Group", "id": "g", "type": "person", "actual": True, "member": [
            {"entity": {"reference": "Patient/a"}}, {"entity": {"reference": "Patient/b"}, "inactive": True}]},
    )  # fmt: skip
    load(store, [source], how=Loading(workers=0), refused=lambda _: None)
    opened = Hall(store, tmp_path, moment)
    yield opened
    opened.bulk.close()


def ids(hall: Hall, manifest: dict[str, Any]) -> dict[str, list[str]]:
    return {row["type"]: [one["id"] for one in hall.lines(row["url"])] for row in manifest["output"]}


EVERYTHING = {"Group": ["g"], "Observation": ["of-a", "of-b"], "Patient": ["a", "b"], "Practitioner": ["x"]}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$export", EVERYTHING),
        ("$export?_type=Patient,Practitioner", {"Patient": ["a", "b"], "Practitioner": ["x"]}),
        ("$export?_outputFormat=application/fhir+ndjson&_type=Group", {"Group": ["g"]}),
        ("Patient/$export", {"Group": ["g"], "Observation": ["of-a", "of-b"], "Patient": ["a", "b"]}),
        ("Group/g/$export", {"Group": ["g"], "Observation": ["of-a"], "Patient": ["a"]}),
        ("$export?_since=2030-01-01T00:00:00Z", {}),
    ],
)
def test_what_is_asked_for_is_exported(hall: Hall, path: str, expected: dict[str, list[str]]) -> None:
    manifest = hall.manifest(hall.begin(path))
    assert ids(hall, manifest) == expected
    assert manifest["requiresAccessToken"] is True
    is_sqlite = hall.room.store.dialect is Dialect.SQLITE
    assert manifest["transactionTime"].startswith("2026-11-22T08:00:00." if is_sqlite else "2026-11-22T07:59:00.")
    assert manifest["request"] == f"{BASE}/{path}"
    assert {row["type"]: row["count"] for row in manifest["output"]} == {key: len(row) for key, row in expected.items()}


def test_parameters_may_be_posted(hall: Hall) -> None:
    body = {"resourceType": "Parameters", "parameter": [{"name": "_type", "valueString": "Practitioner"}]}
    answer = hall.ask("POST", "$export", json.dumps(body).encode(), content_type="application/fhir+json")
    job = dict(answer.headers)["Content-Location"].removeprefix(f"{BASE}/")
    assert ids(hall, hall.manifest(job)) == {"Practitioner": ["x"]}


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("$export", {"prefer": ""}, 400),
        ("$export?_type=Pasient", {}, 400),
        ("$export?_since=yesterday", {}, 400),
        ("$export?_outputFormat=text/csv", {}, 400),
        ("$export?_elements=id", {}, 400),
        ("Group/$export", {}, 400),
        ("Group/nobody/$export", {}, 404),
        ("Group/a_b/$export", {}, 400),
        ("$bulk/0123", {}, 404),
        ("$bulk/../x", {}, 404),
        ("$export", {"by": Caller("few", (("Patient", "r"),))}, 403),
        ("$export?_type=Observation", {"by": Caller("few", (("Patient", "rs"),))}, 403),
    ],
)
def test_what_cannot_be_begun_is_refused(hall: Hall, path: str, more: dict[str, Any], status: int) -> None:
    answer = hall.ask("GET", path, **more)
    assert answer.status == status
    assert json.loads(answer.body)["resourceType"] == "OperationOutcome"  # type: ignore[arg-type]


def test_a_lenient_caller_has_unknown_parameters_passed_by(hall: Hall) -> None:
    job = hall.begin("$export?_typeFilter=x&_type=Patient", prefer="respond-async, handling=lenient")
    assert list(ids(hall, hall.manifest(job))) == ["Patient"]


def test_a_narrow_token_exports_what_it_may_read(hall: Hall) -> None:
    few = Caller("few", (("Patient", "rs"), ("Observation", "r")))
    job = hall.begin("$export", by=few)
    assert [row["type"] for row in hall.manifest(job, by=few)["output"]] == ["Patient"]


def test_a_job_is_its_callers_own(hall: Hall) -> None:
    job = hall.begin("$export")
    url = hall.manifest(job)["output"][0]["url"].removeprefix(f"{BASE}/")
    other = Caller("other", (("*", "cruds"),))
    assert [hall.ask(method, path, by=other).status for method in ("GET", "DELETE") for path in (job, url)] == [404] * 4
    assert hall.ask("GET", job).status == 200


def test_a_file_needs_the_scope_of_its_type(hall: Hall) -> None:
    url = hall.manifest(hall.begin("$export?_type=Patient"))["output"][0]["url"].removeprefix(f"{BASE}/")
    assert hall.ask("GET", url, by=Caller("all", (("Observation", "rs"),))).status == 403


@pytest.mark.parametrize("name", ["job.json", "export.json", "..", "x.ndjson", "../../record.sqlite3"])
def test_only_the_files_of_the_manifest_are_served(hall: Hall, name: str) -> None:
    job = hall.begin("$export")
    hall.manifest(job)
    call = Call("GET", ("$bulk", job.removeprefix("$bulk/"), name), base=BASE)
    assert hall.bulk.perform(call, ALL).status == 404


def test_a_cancelled_job_and_its_files_are_gone(hall: Hall) -> None:
    job = hall.begin("$export")
    hall.manifest(job)
    assert hall.ask("DELETE", job).status == 202
    assert (hall.ask("GET", job).status, hall.ask("DELETE", job).status) == (404, 404)
    assert list(hall.folder.iterdir()) == []


def test_an_end_is_told_only_once_it_is_noted(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []

    def noting(folder: Path, note: Any, name: str) -> None:
        if note.ended_at:  # who hears of the end may remove the folder at once
            told.append(hall.ask("GET", f"$bulk/{note.id}").status)
        folders.write_note(folder, note, name)

    monkeypatch.setattr(jobs, "write_note", noting)
    hall.manifest(hall.begin("$export"))
    assert told == [202]


def test_a_job_expires(hall: Hall) -> None:
    job = hall.begin("$export")
    hall.manifest(job)
    hall.moment[0] += LIFETIME_US
    assert hall.ask("GET", job).status == 404
    hall.begin("$export")
    assert len(list(hall.folder.iterdir())) == 1


def test_a_finished_job_outlives_a_restart(hall: Hall) -> None:
    job = hall.begin("$export")
    before = hall.manifest(job)
    hall.restart()
    assert hall.manifest(job) == before
    assert ids(hall, before) == EVERYTHING


def test_an_unfinished_job_goes_on_after_a_restart(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(export: folders.Export) -> Iterator[folders.Note]:
        while True:
            time.sleep(0.002)
            yield export.note

    with monkeypatch.context() as patched:
        patched.setattr(folders.Export, "steps", stuck)
        job = hall.begin("$export")
        while dict(hall.ask("GET", job).headers)["X-Progress"] == "waiting":
            time.sleep(0.002)
        hall.bulk.close()
    hall.restart()
    assert ids(hall, hall.manifest(job)) == EVERYTHING


def test_too_many_jobs_are_asked_to_come_back(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(export: folders.Export) -> Iterator[folders.Note]:
        while True:
            time.sleep(0.002)
            yield export.note

    monkeypatch.setattr(folders.Export, "steps", stuck)
    begun = [hall.begin("$export") for _ in range(RUNNING_MAX + WAITING_MAX)]
    assert hall.ask("GET", "$export").status == 429
    hall.ask("DELETE", begun[0])
    assert hall.ask("GET", "$export").status == 202


def test_a_failed_job_says_so_without_its_reason(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(export: folders.Export) -> Iterator[folders.Note]:
        raise ValueError("Kari Nordmann")
        yield export.note

    monkeypatch.setattr(folders.Export, "steps", fail)
    job = hall.begin("$export")
    while (answer := hall.ask("GET", job)).status == 202:
        time.sleep(0.002)
    assert answer.status == 500
    assert b"Kari" not in answer.body  # type: ignore[operator]


def test_every_call_leaves_an_audit_row(hall: Hall) -> None:
    job = hall.begin("Patient/$export")
    hall.manifest(job)
    hall.ask("DELETE", job)
    with hall.room.store.snapshot() as snapshot:
        rows = snapshot.select("SELECT interaction, type, status FROM audit ORDER BY id")
    assert rows[1] == ("$export", "Patient", 202)
    assert rows[-1] == ("$bulk", "", 202)


# $import


def begin_import(hall: Hall, body: bytes, content_type: str = "application/fhir+json") -> Answer:
    return hall.ask("POST", "$import", body, content_type=content_type)


def imported(hall: Hall, answer: Answer) -> dict[str, Any]:
    assert answer.status == 202, answer.body
    return hall.manifest(dict(answer.headers)["Content-Location"].removeprefix(f"{BASE}/"))


def given(*inputs: tuple[str, str]) -> bytes:
    kinds = {"data": "valueBase64Binary", "url": "valueUrl"}
    parts = [{"name": "input", "part": [{"name": name, kinds[name]: value}]} for name, value in inputs]
    return json.dumps({"resourceType": "Parameters", "parameter": parts}).encode()


def test_ndjson_that_is_sent_is_imported(hall: Hall) -> None:
    lines = json.dumps(patient("new")).encode() + b"\n{\n" + json.dumps(patient("a")).encode()
    manifest = imported(hall, begin_import(hall, lines, "application/fhir+ndjson"))
    assert manifest["extension"] == {"written": 1, "unchanged": 1, "refused": 1}
    (error,) = hall.lines(manifest["error"][0]["url"])
    assert error["issue"][0]["diagnostics"].startswith("Input 0, line 2: ")
    with hall.room.store.snapshot() as snapshot:
        assert snapshot.current("Patient", "new") is not None


def test_data_and_files_of_the_import_folder_are_imported(hall: Hall) -> None:
    ndjson(hall.inbox / "more.ndjson", patient("from-file"))
    sent = b64encode(json.dumps(patient("sent")).encode()).decode()
    manifest = imported(hall, begin_import(hall, given(("data", sent), ("url", "more.ndjson"))))
    assert manifest["extension"] == {"written": 2, "unchanged": 0, "refused": 0}


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ([("url", "http://127.0.0.1:1/x.ndjson")], 422),
        ([("url", "https://example.org/x.ndjson")], 422),
        ([("url", "s3://bucket/x")], 422),
        ([("url", "nowhere.ndjson")], 422),
        ([("url", "../record.sqlite3")], 422),
        ([("url", "/etc/passwd")], 422),
        ([("url", "file:///etc/passwd")], 422),
        ([("url", "link.ndjson")], 422),
        ([("data", "not base64!")], 400),
        ([], 400),
    ],
)
def test_what_is_not_ours_to_read_is_refused(hall: Hall, inputs: list[tuple[str, str]], status: int) -> None:
    (hall.inbox / "link.ndjson").symlink_to("/etc/passwd")
    answer = begin_import(hall, given(*inputs))
    assert answer.status == status
    assert not hall.folder.exists()


def test_without_an_import_folder_no_file_is_read(store: Store, tmp_path: Path, moment: list[int]) -> None:
    bulk = Bulk(Room(store, lambda: moment[0], None, Loading(workers=0)), folder=tmp_path / "bulk")
    call = Call(
        "POST", ("$import",), (), given(("url", "x")), "application/fhir+json", prefer="respond-async", base=BASE
    )
    assert bulk.perform(call, ALL).status == 422
    bulk.close()


def test_who_may_not_read_imports_no_subscription_that_listens(hall: Hall) -> None:
    lines = b"\n".join(
        json.dumps({**on_topic("Patient", content="full-resource", status=status), "id": status}).encode()
        for status in ("active", "requested", "off")
    )
    writer = Caller("writer", (("*", "cu"),))
    begun = hall.ask("POST", "$import", lines, by=writer, content_type="application/fhir+ndjson")
    manifest = hall.manifest(dict(begun.headers)["Content-Location"].removeprefix(f"{BASE}/"), by=writer)
    assert manifest["extension"] == {"written": 1, "unchanged": 0, "refused": 2}
    with hall.room.store.snapshot() as snapshot:
        assert [snapshot.current("Subscription", status) is None for status in ("active", "requested", "off")] == [
            True,
            True,
            False,
        ]


def test_who_may_read_all_imports_a_subscription(hall: Hall) -> None:
    line = json.dumps({**on_topic("Patient", status="active"), "id": "s"}).encode()
    manifest = imported(hall, begin_import(hall, line, "application/fhir+ndjson"))
    assert manifest["extension"] == {"written": 1, "unchanged": 0, "refused": 0}


def test_an_import_ends_with_the_reason_where_the_server_is_full(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "SUBSCRIPTIONS_MAX", 0)
    how = Loading(workers=0, on_change=Subscriptions(hooks=()).on_change)
    hall.room = replace(hall.room, loading=how)
    hall.restart()
    manifest = imported(hall, begin_import(hall, json.dumps(on_topic()).encode(), "application/fhir+ndjson"))
    assert manifest["extension"] == {"written": 0, "unchanged": 0, "refused": 1}
    (error,) = hall.lines(manifest["error"][0]["url"])
    assert error["issue"][0]["code"] == "too-costly"


def test_import_needs_the_right_to_write_everything(hall: Hall) -> None:
    few = Caller("few", (("Patient", "cruds"),))
    assert hall.ask("POST", "$import", b"{}", by=few, content_type="application/fhir+ndjson").status == 403
