"""Asynchronous jobs: each has a folder of its own, so that it outlives the process, and a thread while it runs.

Source: the asynchronous request pattern of Bulk Data Access 2.0 (https://hl7.org/fhir/uv/bulkdata/STU2/export.html).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from secrets import token_hex
from threading import Event, Lock, Thread
from traceback import extract_tb
from typing import Protocol

import msgspec
import structlog
from msgspec.structs import replace

from samspill.fhir.bulk.folders import write_note

JOB = "job.json"
RUNNING_MAX = 2
WAITING_MAX = 6
"""Jobs that may wait beside those that run; the next one is asked to come back."""

LIFETIME_US = 24 * 3600 * 1_000_000
"""How long the files of a job are kept after it ended."""

log = structlog.get_logger(__name__)


class Job(msgspec.Struct):
    """One job.

    Attributes:
        id: unguessable, 32 hexadecimal digits.
        kind: ``export`` or ``import``.
        owner: name of the caller who began it; nobody else sees it.
        url: the request that began it.
        begun_at: microseconds since 1970 UTC.
        ended_at: when it ended; 0 while it has not.
        state: ``waiting``, ``running``, ``done``, ``failed``.
        progress: words for X-Progress.
    """

    id: str
    kind: str
    owner: str
    url: str
    begun_at: int
    ended_at: int = 0
    state: str = "waiting"
    progress: str = "waiting"


class TooMany(Exception):
    """As many jobs run and wait as are allowed."""


class Work(Protocol):
    """What a kind of job does."""

    def __call__(self, job: Job, folder: Path, /) -> Iterator[str]:
        """Do the job from where it had come; yield words for X-Progress after each step, and stop when closed."""


class Jobs:
    """Runs jobs, and remembers those of earlier processes."""

    def __init__(self, folder: Path, *, works: dict[str, Work], clock: Callable[[], int]) -> None:
        """Take up what an earlier process left unfinished, and remove what has expired.

        Args:
            folder: where jobs are kept; made when the first one begins.
            works: what each kind of job does.
            clock: microseconds since 1970 UTC.
        """
        self._folder = folder
        self._works = works
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._closing = Event()
        self._threads: list[Thread] = []
        for path in sorted(folder.glob(f"*/{JOB}")) if folder.is_dir() else ():
            self._take_up(path)
        self.remove_expired()

    def _take_up(self, path: Path) -> None:
        try:
            job = msgspec.json.decode(path.read_bytes(), type=Job)
        except (OSError, msgspec.MsgspecError):
            shutil.rmtree(path.parent, ignore_errors=True)  # its making was cut short: nobody was told of it
            return
        self._jobs[job.id] = job
        if job.state in ("waiting", "running"):
            self._start(job)

    def begin(self, kind: str, *, owner: str, url: str, prepare: Callable[[Path], None]) -> Job:
        """Begin a job.

        Args:
            kind: one of the kinds that were given.
            owner: name of the caller.
            url: the request.
            prepare: writes into the job's folder what it needs.

        Raises:
            TooMany: as many as are allowed run and wait.
        """
        self.remove_expired()
        with self._lock:
            active = sum(job.state in ("waiting", "running") for job in self._jobs.values())
            if active >= RUNNING_MAX + WAITING_MAX:
                raise TooMany
            job = Job(token_hex(16), kind, owner, url, self._clock())
            self._jobs[job.id] = job
        folder = self.folder_of(job)
        try:
            folder.mkdir(parents=True, mode=0o700)
            prepare(folder)
            write_note(folder, job, JOB)
        except BaseException:
            self._forget(job)
            raise
        self._start(job)
        return job

    def find(self, job_id: str, *, owner: str) -> Job | None:
        """Return a caller's job, unless it has expired."""
        job = self._jobs.get(job_id)
        if job is None or job.owner != owner or self._is_expired(job):
            return None
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job, and remove what it made."""
        self._forget(job)

    def folder_of(self, job: Job) -> Path:
        """Return where a job keeps its files."""
        return self._folder / job.id

    def expires_at(self, job: Job) -> int:
        """Return when the files of an ended job are removed, microseconds since 1970 UTC."""
        return job.ended_at + LIFETIME_US

    def remove_expired(self) -> None:
        """Remove the jobs whose time is over."""
        for job in [job for job in self._jobs.values() if self._is_expired(job)]:
            self._forget(job)

    def close(self) -> None:
        """Stop what runs; it goes on when the next process begins."""
        self._closing.set()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _is_expired(self, job: Job) -> bool:
        return bool(job.ended_at) and self.expires_at(job) <= self._clock()

    def _forget(self, job: Job) -> None:
        with self._lock:  # a job that is just ending has written its note, or does not any more
            self._jobs.pop(job.id, None)
        shutil.rmtree(self.folder_of(job), ignore_errors=True)

    def _start(self, job: Job) -> None:
        self._queue.put(job)
        with self._lock:
            if len(self._threads) < RUNNING_MAX:
                thread = Thread(target=self._run_all, name=f"fhir-bulk-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _run_all(self) -> None:
        while (job := self._queue.get()) is not None:
            if self._closing.is_set():
                return
            if job.id in self._jobs:
                self._run(job)

    def _run(self, job: Job) -> None:
        job.state = "running"
        try:
            for progress in self._works[job.kind](job, self.folder_of(job)):
                job.progress = progress
                if self._closing.is_set() or job.id not in self._jobs:
                    return
            self._end(job, "done")
        except Exception as error:  # noqa: BLE001  (a job's failure is told to who asks for it, and logged once)
            if job.id not in self._jobs:
                return  # it was cancelled, and its folder went away below it
            frames = [f"{frame.name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
            log.error(  # noqa: TRY400  (an exception's words may repeat the value it stumbled over)
                "fhir_job_failed", reference=job.id, kind=type(error).__name__, frames=frames
            )
            with suppress(OSError):  # where not even the note can be written, the job goes on at the next start
                self._end(job, "failed")
            job.ended_at, job.state = self._clock(), "failed"

    def _end(self, job: Job, state: str) -> None:
        """Write that a job has ended, and only then tell it: who is told may remove the folder at once."""
        ended = replace(job, state=state, ended_at=self._clock())
        with self._lock:
            if job.id in self._jobs:
                write_note(self.folder_of(job), ended, JOB)
        job.ended_at, job.state = ended.ended_at, state
