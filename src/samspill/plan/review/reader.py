"""The reading of uploaded files, in a process of its own: ``python -m samspill.plan.review.reader``.

A hostile or enormous file can at most bring this process down. It has no database, no settings and no secrets: it is
told on standard input which files to read and where to leave the result, and says on standard output, one JSON object
a line, how it goes (``progress``, ``refused``, ``read``). Standard input stays open as long as somebody waits for the
answer; when it closes, the process ends, so that no reader outlives the server.
"""

import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

RESULT = "result.json"
"""What was understood, in the job's folder."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most a reading may use before it is ended."""

    memory_bytes: int = 2 * 1024 * 1024 * 1024
    cpu_seconds: int = 240
    wall_seconds: int = 300
    written_bytes: int = 64 * 1024 * 1024
    """Of one file: the result, or a picture."""
    file_bytes: int = 100 * 1024 * 1024
    pages: int = 1_000
    letters: int = 4_000_000
    """A plan has a hundred thousand; what is read is kept beside the rows."""
    pictures: int = 150
    """Pages drawn at most, of one document."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to read: (where it lies, what it is called) for each file, and where the result goes."""

    files: tuple[tuple[str, str], ...]
    work: str
    pictures: str
    bounds: Bounds = Bounds()

    def to_json(self) -> str:
        """Return the job as one line."""
        return json.dumps(asdict(self))


def job_from_json(line: str) -> Job:
    """Return the job that a line tells."""
    content = json.loads(line)
    bounds = Bounds(**content.pop("bounds"))
    files = tuple((path, name) for path, name in content.pop("files"))
    return Job(files=files, bounds=bounds, **content)


def main() -> int:
    """Read what standard input tells; 0 when it ended in an answer, a refusal included."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # a library that prints must not break into the answers
    job = job_from_json(sys.stdin.readline())
    _bind(job.bounds)
    threading.Thread(target=_end_with_the_asker, daemon=True).start()
    return _read(job, answers)


def _read(job: Job, answers: TextIO) -> int:
    # Loaded after the bounds are set: what the libraries take counts too.
    from samspill.documents import api as documents  # noqa: PLC0415
    from samspill.plan.review.refusing import too_much  # noqa: PLC0415

    try:
        read = [_document(path, name, job, answers) for path, name in job.files]
    except documents.Unreadable as refused:
        _tell(answers, refused=_sentences(refused))
        return 0
    try:
        return _understand(read, job, answers)
    except (MemoryError, RecursionError):
        _tell(answers, refused=_sentences(too_much()))
        return 0


def _document(path: str, name: str, job: Job, answers: TextIO) -> Any:
    from samspill.documents import api as documents  # noqa: PLC0415

    def progress(done: int, of: int) -> None:
        _tell(answers, progress={"file": name, "done": done, "of": of})

    progress(0, 0)
    limits = documents.Limits(
        bytes_max=job.bounds.file_bytes, pages_max=job.bounds.pages, text_chars_max=job.bounds.letters
    )
    return documents.read(path=Path(path), name=name, limits=limits, progress=progress)


def _understand(read: Sequence[Any], job: Job, answers: TextIO) -> int:
    from samspill.plan.contracts import Responsible  # noqa: PLC0415
    from samspill.plan.importing.api import understand  # noqa: PLC0415
    from samspill.plan.review.contracts import Leaf  # noqa: PLC0415
    from samspill.plan.review.leaves import leaves_of  # noqa: PLC0415
    from samspill.plan.review.places import places_of  # noqa: PLC0415
    from samspill.plan.review.rows import rows_of  # noqa: PLC0415
    from samspill.plan.review.serialising import plan_to_json, text_to_json, to_json  # noqa: PLC0415

    plan = understand(read)
    if plan.refusal is not None:
        _tell(answers, refused=[text_to_json(plan.refusal)])
        return 0
    # Which organisations the community has is not the reader's to know.
    rows, leaves = rows_of(plan, known=Responsible), leaves_of(read)
    result = {
        "title": (plan.title.text if plan.title else read[0].name)[:300],
        "measures": len(plan.measures),
        "flagged": sum(row.asks for row in rows),
        "reading": plan_to_json(plan),
        "leaves": [to_json(leaf, Leaf) for leaf in leaves],
        "places": places_of(leaves, rows),
        "files": [
            {"sha256": document.sha256, "form": document.form.value, "pages": len(document.pages)} for document in read
        ],
        "warnings": [text_to_json(warning) for document in read for warning in document.warnings],
    }
    Path(job.work, RESULT).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    _tell(answers, read=True)
    _draw(read, job)
    return 0


def _draw(read: Sequence[Any], job: Job) -> None:
    """Draw the pages of PDF files; the review is open already, and a page without a picture still has its words."""
    from samspill.documents.contracts import Form  # noqa: PLC0415
    from samspill.documents.pictures import draw_pages  # noqa: PLC0415

    for document, (path, _) in zip(read, job.files, strict=True):
        if document.form is not Form.PDF:
            continue
        folder = Path(job.pictures, document.sha256)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for page, picture in draw_pages(path=Path(path), pages_max=job.bounds.pictures):
            half = folder / f"{page}.half"
            half.write_bytes(picture)
            half.replace(folder / f"{page}.webp")


def _sentences(refused: Any) -> list[Any]:
    from samspill.plan.review.serialising import text_to_json  # noqa: PLC0415

    return [text_to_json(sentence) for sentence in refused.sentences]


def _tell(answers: TextIO, **said: object) -> None:
    answers.write(json.dumps(said, ensure_ascii=False) + "\n")
    answers.flush()


def _bind(bounds: Bounds) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_seconds, bounds.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (bounds.written_bytes, bounds.written_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the document
    signal.alarm(bounds.wall_seconds + 10)  # whoever waits ends it first; this is for when nobody does


def _end_with_the_asker() -> None:
    # The bare descriptor: a thread that waits inside sys.stdin would hold its lock when the interpreter ends.
    while os.read(0, 1):
        pass
    os._exit(3)


if __name__ == "__main__":
    raise SystemExit(main())
