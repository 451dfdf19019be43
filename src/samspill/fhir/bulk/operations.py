"""``$export`` and ``$import``: kick-off, status, files and cancelling, as calls with answers.

Sources: https://hl7.org/fhir/uv/bulkdata/STU2/export.html; ``$import`` has no standard yet, and takes what is usual:
Parameters with ``input`` parts, each with a ``type`` and either ``data`` (base64) or ``url`` (a file in the folder that
the operator has set aside for it). Nothing is fetched from other servers.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path

import msgspec

from samspill.fhir.bulk import asking, importing
from samspill.fhir.bulk.exporting import Selection
from samspill.fhir.bulk.folders import Export, File, Note, read_note, write_note
from samspill.fhir.bulk.jobs import Job, Jobs, TooMany
from samspill.fhir.bulk.loading import Loading
from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.entries import entry_of
from samspill.fhir.interactions.answering import refused
from samspill.fhir.interactions.routing import check_id
from samspill.fhir.outcomes import Issue, Refusal, outcome, refusal
from samspill.fhir.store.api import SET_BACK_US, moment_of
from samspill.fhir.store.contracts import Store

ROOT = "$bulk"
"""Where the status and the files of jobs are, below the base."""

PIECE_BYTES = 512 * 1024
RETRY_SECONDS = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NDJSON = "application/fhir+ndjson"


@dataclass(frozen=True, slots=True)
class Room:
    """What the operations have at hand.

    Attributes:
        import_folder: where ``$import`` may read files; ``None`` for nowhere.
        loading: how what is imported is looked at.
    """

    store: Store
    clock: Callable[[], int]
    import_folder: Path | None
    loading: Loading


class Bulk:
    """The bulk operations over an open store."""

    def __init__(self, room: Room, *, folder: Path) -> None:
        self._room = room
        self._jobs = Jobs(folder, works={"export": self._export, "import": self._import}, clock=room.clock)

    @staticmethod
    def takes(path: tuple[str, ...]) -> bool:
        """Answer whether a path is the bulk operations'."""
        if path[:1] == (ROOT,) or path in (("$export",), ("$import",), ("Patient", "$export")):
            return True
        return path[:1] == ("Group",) and path[-1:] == ("$export",) and len(path) in (2, 3)

    def perform(self, call: Call, caller: Caller) -> Answer:
        """Do what a call asks; its audit row is durable when the answer is given."""
        try:
            answer = self._answer(call, caller)
        except Refusal as refusal_:
            answer = refused(refusal_)
        name = call.path[0] if call.path[0] == ROOT else call.path[-1]
        place = call.path[0] if call.path[0] in ("Patient", "Group") else ""
        entry = entry_of(caller.name, name, place, answer.id, answer.status, call.request)
        self._room.store.note(entry).result()
        return answer

    def close(self) -> None:
        """Stop what runs; it goes on at the next start."""
        self._jobs.close()

    def _answer(self, call: Call, caller: Caller) -> Answer:
        if call.path[0] == ROOT:
            return self._of_job(call, caller)
        if call.path[-1] == "$import":
            return self._begin_import(call, caller)
        return self._begin_export(call, caller)

    def _begin_export(self, call: Call, caller: Caller) -> Answer:
        _check_method(call, "GET", "HEAD", "POST")
        asking.check_is_async(call)
        asked = asking.asked(call)
        selection = self._selection(call, asked.since, caller)
        chosen = asking.chosen_types(asked.types, selection, caller)
        moment = moment_of(self._room.store)
        note = Note(
            chosen, moment.sequence, moment.at or self._room.clock() - SET_BACK_US, asked.since, selection.of_patients,
            None if selection.patients is None else sorted(selection.patients), filters=asked.filters, base=call.base,
        )  # fmt: skip
        return self._begin("export", call, caller, lambda folder: write_note(folder, note))

    def _selection(self, call: Call, since: int | None, caller: Caller) -> Selection:
        if call.path[0] == "Patient":
            return Selection(since, of_patients=True)
        if call.path[0] != "Group":
            return Selection(since)
        if len(call.path) == 2:
            raise refusal(400, "invalid", "Which group? The address is Group/[id]/$export.")
        check_id(call.path[1])
        if not caller.may("r", "Group"):
            raise refusal(403, "forbidden", "The token does not allow this: it needs the scope system/Group.r.")
        with self._room.store.snapshot() as snapshot:
            return Selection(since, of_patients=True, patients=asking.members(snapshot, call.path[1]))

    def _begin_import(self, call: Call, caller: Caller) -> Answer:
        _check_method(call, "POST")
        asking.check_is_async(call)
        if not (caller.may("c", "*") and caller.may("u", "*")):
            raise refusal(403, "forbidden", "The token does not allow this: it needs the scope system/*.cu.")
        inputs = importing.inputs_of(call, self._room.import_folder)
        may_listen = caller.may("r", "*") and caller.may("s", "*")
        return self._begin("import", call, caller, lambda folder: importing.keep(inputs, folder, may_listen=may_listen))

    def _begin(self, kind: str, call: Call, caller: Caller, prepare: Callable[[Path], None]) -> Answer:
        query = "&".join(f"{name}={value}" for name, value in call.query)
        url = f"{call.base}/{'/'.join(call.path)}{f'?{query}' if query else ''}"
        try:
            job = self._jobs.begin(kind, owner=caller.name, url=url, prepare=prepare)
        except TooMany as error:
            raise refusal(429, "throttled", "As many bulk jobs run and wait as are taken. Try again later.") from error
        body = _outcome("informational", "The job has begun. Ask Content-Location how it goes.", is_error=False)
        headers = (("Content-Location", f"{call.base}/{ROOT}/{job.id}"),)
        return Answer(202, body, headers=headers, id=job.id)

    def _of_job(self, call: Call, caller: Caller) -> Answer:
        _check_method(call, "GET", "HEAD", "DELETE")
        job = self._jobs.find(call.path[1], owner=caller.name) if len(call.path) in (2, 3) else None
        if job is None:
            raise refusal(
                404, "not-found", "There is no such job; it was cancelled, has expired, or is somebody else's."
            )
        if call.method == "DELETE":
            if len(call.path) == 3:
                raise refusal(405, "not-supported", "A file goes with its job: DELETE the job's own address.")
            self._jobs.cancel(job)
            body = _outcome("informational", "The job is cancelled, and its files are removed.", is_error=False)
            return Answer(202, body, id=job.id)
        return self._file(call, job, caller) if len(call.path) == 3 else self._status(call, job)

    def _status(self, call: Call, job: Job) -> Answer:
        if job.state == "failed":
            return Answer(500, _outcome("exception", f"The job failed. Reference: {job.id}."), id=job.id)
        if job.state != "done":
            headers = (("X-Progress", job.progress), ("Retry-After", str(RETRY_SECONDS)))
            return Answer(202, headers=headers, id=job.id)
        expires = formatdate(self._jobs.expires_at(job) // 1_000_000, usegmt=True)
        manifest = _manifest(job, self._jobs.folder_of(job), f"{call.base}/{ROOT}/{job.id}")
        body = msgspec.json.encode(manifest)
        return Answer(200, body, content_type="application/json", headers=(("Expires", expires),), id=job.id)

    def _file(self, call: Call, job: Job, caller: Caller) -> Answer:
        folder = self._jobs.folder_of(job)
        file = next((file for file in _files(job, folder) if file.name == call.path[2]), None)
        if file is None or job.state != "done":
            raise refusal(404, "not-found", "There is no such file.")
        if file.resource_type != "OperationOutcome" and not asking.may_export(caller, file.resource_type):
            raise refusal(403, "forbidden", f"The token does not allow this: system/{file.resource_type}.rs is needed.")
        return Answer(200, _pieces(folder / file.name), content_type=_NDJSON, id=job.id)

    def _export(self, _: Job, folder: Path) -> Iterator[str]:
        note = read_note(folder)
        if note is None:
            raise FileNotFoundError("export.json")
        for so_far in Export(self._room.store, folder, note).steps():
            yield f"{so_far.count} resources, {so_far.type_place} of {len(so_far.types)} types"

    def _import(self, job: Job, folder: Path) -> Iterator[str]:
        yield from importing.run(self._room.store, folder, self._room.loading, job.owner)


def _check_method(call: Call, *allowed: str) -> None:
    if call.method not in allowed:
        raise refusal(405, "not-supported", f"{call.method} is not supported here; {', '.join(allowed)} is.")


def _outcome(code: str, text: str, *, is_error: bool = True) -> bytes:
    return msgspec.json.encode(outcome([Issue("error" if is_error else "information", code, text)]))


def _files(job: Job, folder: Path) -> list[File]:
    if job.kind == "import":
        return importing.files(folder)
    note = read_note(folder)
    return note.files if note else []


def _manifest(job: Job, folder: Path, address: str) -> Mapping[str, object]:
    """Return what a finished job made, and where it is."""
    rows = [
        (file, {"type": file.resource_type, "url": f"{address}/{file.name}", "count": file.count})
        for file in _files(job, folder)
    ]
    note = read_note(folder)
    at = note.at if note else job.begun_at
    return {
        "transactionTime": (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="milliseconds")[:23] + "Z",
        "request": job.url,
        "requiresAccessToken": True,
        "output": [row for file, row in rows if not file.is_deleted and file.resource_type != "OperationOutcome"],
        "deleted": [{**row, "type": "Bundle"} for file, row in rows if file.is_deleted],
        "error": [row for file, row in rows if file.resource_type == "OperationOutcome"],
        **({"extension": importing.summary(folder)} if job.kind == "import" else {}),
    }


def _pieces(path: Path) -> Iterator[bytes]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
