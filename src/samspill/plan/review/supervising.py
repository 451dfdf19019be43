"""Starts a reader, listens to it, and keeps what it says; ends it when it is silent, slow or no longer wanted."""

import json
import logging
import os
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from samspill.kernel.texts import Text
from samspill.plan.review import refusing, store
from samspill.plan.review.contracts import Reading, RunState
from samspill.plan.review.folder import ImportFolder
from samspill.plan.review.models import ImportRun
from samspill.plan.review.reader import RESULT, Bounds, Job
from samspill.plan.review.rules import can_turn, standing
from samspill.plan.review.serialising import text_from_json

READER = (sys.executable, "-m", "samspill.plan.review.reader")
READERS_MAX = 2
"""At a time, for one server: each may take two gigabytes."""

LISTEN_SECONDS = 1.0
WAIT_SECONDS = 5.0
PASSED_ON = frozenset({"PATH", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "TMPDIR", "HOME"})
"""What a reader is told of the environment: no setting, no secret, no address of a database."""

_slots = threading.BoundedSemaphore(READERS_MAX)
_log = logging.getLogger("samspill.plan.review")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reading of one run."""

    run_id: int
    number: int
    folder: ImportFolder
    clock: Clock
    bounds: Bounds = field(default_factory=Bounds)
    command: Sequence[str] = READER
    told: Callable[[Reading], None] = lambda _: None


def start(attempt: Attempt) -> None:
    """Read in a thread of this process; nobody waits for it."""

    def work() -> None:
        try:
            supervise(attempt)
        except Exception:  # noqa: BLE001  (a thread has nobody above it)
            # The run falls silent and is shown as stopped; the cause is logged once, here.
            _log.exception("the reading of import %s ended unexpectedly", attempt.run_id)
        finally:
            connection.close()

    threading.Thread(target=work, name=f"import-{attempt.run_id}", daemon=True).start()


def supervise(attempt: Attempt, *, told: Callable[[Reading], None] | None = None) -> None:
    """Read a run's files and keep the outcome; returns when the reader has ended.

    Args:
        attempt: the reading, made one's own by ``acts.begin``.
        told: called with each step, for a command line that shows it.
    """
    attempt = replace(attempt, told=told) if told else attempt
    if not _wait_for_slot(attempt):
        return
    try:
        _read(attempt)
    finally:
        _slots.release()


def claim(run: ImportRun, *, at: datetime) -> int | None:
    """Make the next attempt at a locked run one's own; ``None`` when it is being read, or is past reading."""
    state = standing(RunState(run.state), heard_at=run.heard_at, at=at)
    waits_for_nobody = state is not RunState.RECEIVED or run.attempt == 0
    if not waits_for_nobody or not can_turn(state, RunState.READING):
        return None
    run.attempt += 1
    run.heard_at = at
    run.reading = {}
    run.refusal = []
    run.save(update_fields=["attempt", "heard_at", "reading", "refusal"])
    return run.attempt


def _wait_for_slot(attempt: Attempt) -> bool:
    while not _slots.acquire(timeout=WAIT_SECONDS):
        if not store.hear(attempt.run_id, attempt.number, at=attempt.clock()):
            return False
    return True


def _read(attempt: Attempt) -> None:
    run = _turn(attempt, RunState.READING)
    if run is None:
        return
    work = attempt.folder.work(attempt.run_id, attempt.number)
    files = tuple((str(attempt.folder.path(file.sha256)), file.name) for file in run.files.order_by("position"))
    job = Job(files=files, work=str(work), pictures=str(attempt.folder.pictures()), bounds=attempt.bounds)
    try:
        with _process(attempt.command) as process:
            try:
                _listen(process, job, attempt, work)
            finally:
                process.kill()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _process(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    return subprocess.Popen(  # noqa: S603  (the command is this program's own)
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "PYTHONUTF8": "1"},
        start_new_session=True,  # a Ctrl+C in the terminal ends the server, which ends the reader
    )


def _listen(process: "subprocess.Popen[bytes]", job: Job, attempt: Attempt, work: Path) -> None:
    """Give the job and take the answers until the reader ends or is ended."""
    concluded = False
    _give(process, job)
    ends_at = time.monotonic() + attempt.bounds.wall_seconds
    for answer in _answers(process, ends_at=ends_at):
        if "refused" in answer:
            concluded = _refuse(attempt, [text_from_json(text) for text in answer["refused"]])
        elif "read" in answer:
            concluded = _keep(attempt, work)
        elif not concluded and not _hear(attempt, answer):
            return
    if concluded:
        return
    process.kill()
    if time.monotonic() >= ends_at or process.wait() == -signal.SIGXCPU:
        _refuse(attempt, refusing.too_slow(minutes=max(1, attempt.bounds.wall_seconds // 60)).sentences)
    else:
        _log.warning("the reader of import %s ended with %s", attempt.run_id, process.wait())
        _turn(attempt, RunState.STOPPED)


def _give(process: "subprocess.Popen[bytes]", job: Job) -> None:
    assert process.stdin is not None  # noqa: S101  (asked for above)
    try:
        process.stdin.write(job.to_json().encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        return  # it ended before it was told; the loop that listens finds out


def _answers(process: "subprocess.Popen[bytes]", *, ends_at: float) -> Iterator[dict[str, Any]]:
    """Yield what the reader says; an empty answer each second it says nothing, until it ends or its time is up."""
    assert process.stdout is not None  # noqa: S101  (asked for above)
    source = process.stdout.fileno()
    os.set_blocking(source, False)
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(source, selectors.EVENT_READ)
        while time.monotonic() < ends_at:
            if not selector.select(timeout=LISTEN_SECONDS):
                yield {}
                continue
            piece = os.read(source, 65536)
            if not piece:
                return
            *lines, rest = (rest + piece).split(b"\n")
            yield from _progress_last(json.loads(line) for line in lines)


def _progress_last(answers: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Let only the newest of several steps told at once through: each costs a write."""
    newest: dict[str, Any] | None = None
    for answer in answers:
        if "progress" in answer:
            newest = answer
            continue
        yield answer
    if newest is not None:
        yield newest


def _hear(attempt: Attempt, answer: dict[str, Any]) -> bool:
    reading = Reading(**answer["progress"]) if "progress" in answer else None
    if reading:
        attempt.told(reading)
    return store.hear(attempt.run_id, attempt.number, at=attempt.clock(), reading=reading)


def _turn(attempt: Attempt, to: RunState) -> ImportRun | None:
    """Take the run on, if this attempt is still the newest and the run can go there."""
    with transaction.atomic():
        run = store.lock(attempt.run_id)
        if run is None or not _is_ours(run, attempt, to):
            return None
        if RunState(run.state) is not to:
            store.turn(run, to, at=attempt.clock(), heard_at=attempt.clock())
        return run


def _refuse(attempt: Attempt, sentences: Sequence[Text]) -> bool:
    with transaction.atomic():
        run = store.lock(attempt.run_id)
        if run is not None and _is_ours(run, attempt, RunState.REFUSED):
            store.turn(run, RunState.REFUSED, at=attempt.clock(), refusal=store.refusal_json(sentences))
    return True


def _keep(attempt: Attempt, work: Path) -> bool:
    result = json.loads((work / RESULT).read_text(encoding="utf-8"))
    with transaction.atomic():
        run = store.lock(attempt.run_id)
        if run is not None and _is_ours(run, attempt, RunState.READY):
            store.keep_reading(run, result)
            told = {name: result[name] for name in ("title", "measures", "flagged")}
            store.turn(run, RunState.READY, at=attempt.clock(), **told)
    return True


def _is_ours(run: ImportRun, attempt: Attempt, to: RunState) -> bool:
    now = RunState(run.state)
    return run.attempt == attempt.number and (now is to or can_turn(now, to))
