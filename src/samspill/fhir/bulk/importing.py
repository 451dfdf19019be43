"""``$import``: what is sent or lies in the import folder is kept with the job, and loaded as ``samspill load`` does."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from samspill.fhir.bulk.contracts import BulkRefused, Refusal
from samspill.fhir.bulk.folders import File, write_note
from samspill.fhir.bulk.loading import Loading, load
from samspill.fhir.contracts import Call
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions.listening_scopes import SUBSCRIPTION, is_silent
from samspill.fhir.outcomes import Issue, outcome, refusal
from samspill.fhir.outcomes import Refusal as OutcomeRefusal
from samspill.fhir.store.contracts import Store

INPUTS_MAX = 1000
REPORT = "import.json"
ERRORS = "OperationOutcome.ndjson"
_NDJSON = frozenset({"application/fhir+ndjson", "application/ndjson", "application/x-ndjson"})


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to import: bytes that were sent, or a file in the import folder."""

    data: bytes = b""
    path: Path | None = None


class Progress(msgspec.Struct):
    """How an import went: what to load, and what came of each file that is done.

    Attributes:
        may_listen: whether the caller may read and search everything, and so have any Subscription.
    """

    files: list[str]
    may_listen: bool = False
    done: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0


def inputs_of(call: Call, folder: Path | None) -> list[Input]:
    """Return what a call wants imported.

    Args:
        call: NDJSON itself, or Parameters with ``input`` parts.
        folder: where files may be read; ``None`` for nowhere.

    Raises:
        Refusal: 400 or 422 for what cannot be imported; remote addresses are never fetched.
    """
    body = call.body if isinstance(call.body, bytes) else b""
    if call.content_type in _NDJSON:
        if not body.strip():
            raise refusal(400, "required", "The body is empty: send NDJSON, one resource a line.")
        return [Input(body)]
    resource = formats.read(body)
    if resource["resourceType"] != "Parameters":
        raise refusal(400, "invalid", "The body is neither NDJSON nor a Parameters resource.", "resourceType")
    rows = resource.get("parameter")
    found = [one for one in rows if isinstance(one, dict) and one.get("name") == "input"] if type(rows) is list else []
    if not 0 < len(found) <= INPUTS_MAX:
        raise refusal(400, "required", f"Parameters holds 1 to {INPUTS_MAX} input parameters.", "Parameters.parameter")
    return [_input(one, place, folder) for place, one in enumerate(found)]


def _input(parameter: dict[str, Any], place: int, folder: Path | None) -> Input:
    where = f"Parameters.parameter.where(name = 'input')[{place}]"
    parts = parameter.get("part", [])
    values = {
        str(part.get("name")): next((value for key, value in part.items() if key.startswith("value")), None)
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, dict)
    }
    data, url = values.get("data"), values.get("url")
    if isinstance(data, str):
        try:
            return Input(b64decode(data, validate=True))
        except (binascii.Error, ValueError) as error:
            raise refusal(400, "value", "data is not base64.", where) from error
    if isinstance(url, str):
        return Input(path=_file(url, where, folder))
    raise refusal(400, "required", "An input has a part 'data' (valueBase64Binary) or 'url' (a file's name).", where)


def _file(name: str, where: str, folder: Path | None) -> Path:
    """Return a file in the import folder; links that lead out of it are not followed."""
    if "://" in name.removeprefix("file://"):
        text = "Nothing is fetched from other servers. Send the data itself, or name a file in the import folder."
        raise refusal(422, "not-supported", text, where)
    if folder is None:
        raise refusal(
            422, "not-supported", "This server has no import folder (SAMSPILL_FHIR_IMPORT). Send data.", where
        )
    root = folder.resolve()
    try:
        path = (root / name.removeprefix("file://").lstrip("/")).resolve()
        is_there = path.is_relative_to(root) and path.is_file()
    except (OSError, RuntimeError, ValueError) as error:  # a name that is too long, or a link that leads to itself
        raise _no_such_file(where) from error
    if not is_there:
        raise _no_such_file(where)
    return path


def _no_such_file(where: str) -> OutcomeRefusal:
    return refusal(422, "not-found", "The import folder has no such file.", where)


def keep(inputs: list[Input], folder: Path, *, may_listen: bool) -> None:
    """Write what was sent, which files to load, and whether the caller may listen to all, into a job's folder."""
    files = []
    for place, one in enumerate(inputs):
        path = one.path or folder / f"input-{place}.ndjson"
        if one.path is None:
            path.write_bytes(one.data)
        files.append(str(path))
    write_note(folder, Progress(files, may_listen), REPORT)
    (folder / ERRORS).write_bytes(b"")


def run(store: Store, folder: Path, how: Loading, owner: str) -> Iterator[str]:
    """Load file by file; what an earlier process loaded is not loaded again."""
    progress = _progress(folder)
    how = replace(how, way="import", actor=owner, again=True)
    if not progress.may_listen:
        how = replace(how, checks={**how.checks, SUBSCRIPTION: _silent_only(how.checks.get(SUBSCRIPTION))})
    while progress.done < len(progress.files):
        yield f"{progress.done} of {len(progress.files)} files, {progress.written} resources"
        with (folder / ERRORS).open("ab") as errors:

            def refused(one: Refusal) -> None:
                errors.write(_error(one, progress.done) + b"\n")

            try:
                path = Path(progress.files[progress.done])
                report = load(store, [path], how=how, refused=refused)
                progress.written += report.written
                progress.unchanged += report.unchanged
                progress.refused += report.refused
            except BulkRefused as error:
                progress.refused += 1
                refused(Refusal("", 0, -1, "", "incomplete", str(error)))
            except OutcomeRefusal as error:  # of a whole unit of work: what stands before it in the file is kept
                progress.refused += 1
                refused(Refusal("", 0, -1, "", error.issues[0].code, error.issues[0].diagnostics))
        progress.done += 1
        write_note(folder, progress, REPORT)
    yield f"{progress.written} resources"


def _silent_only(more: Callable[[dict[str, Any]], None] | None) -> Callable[[dict[str, Any]], None]:
    """Return a check that lets only those Subscriptions through that are turned off, and that hold otherwise."""

    def check(resource: dict[str, Any]) -> None:
        if not is_silent(resource):
            text = "Who imports a Subscription that is not off needs system/*.rs: it tells of what others write."
            raise refusal(403, "forbidden", text, "Subscription.status")
        if more is not None:
            more(resource)

    return check


def _progress(folder: Path) -> Progress:
    return msgspec.json.decode((folder / REPORT).read_bytes(), type=Progress)


def _error(one: Refusal, place: int) -> bytes:
    entry = f", entry {one.entry}" if one.entry >= 0 else ""
    text = f"Input {place}, line {one.line}{entry}: {one.reason}"
    expression = (one.element,) if one.element else ()
    return msgspec.json.encode(outcome([Issue("error", one.code, text, expression)]))


def files(folder: Path) -> list[File]:
    """Return the file with what was not taken; none when everything was."""
    size = (folder / ERRORS).stat().st_size
    count = (folder / ERRORS).read_bytes().count(b"\n") if size else 0
    return [File(ERRORS, "OperationOutcome", count, size)] if size else []


def summary(folder: Path) -> dict[str, int]:
    """Return how many resources were written, unchanged and refused."""
    progress = _progress(folder)
    return {"written": progress.written, "unchanged": progress.unchanged, "refused": progress.refused}
