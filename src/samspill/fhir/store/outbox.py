"""What is to be delivered: written with the change it tells of, taken with a lease, gone when it has arrived.

A row is delivered at least once: a worker that dies in between leaves a lease that runs out, and another takes the row,
with the same id, by which the receiver knows it. Rows of one subject are delivered in their order, one at a time; a row
that is parked steps aside for those after it. Who has taken several rows renews each before delivering it: one whose
lease was lost while it waited must not arrive after a later one.

Every function runs in a unit of work: ``store.write(lambda tx: ...)``.
"""

from dataclasses import dataclass
from random import Random

from samspill.fhir.store.contracts import Dialect, Snapshot, Transaction

SECOND = 1_000_000
ATTEMPTS_MAX = 12
"""Attempts after which a row is parked: with the pauses below, after some ten hours."""

PAUSE_FIRST = 5 * SECOND
PAUSE_MAX = 3 * 3600 * SECOND
ERROR_LENGTH_MAX = 500

_CLAIM = """
WITH picked AS MATERIALIZED (
  SELECT id FROM outbox
  WHERE id IN (SELECT min(id) FROM outbox WHERE topic = ? AND parked = 0 GROUP BY subject)
    AND not_before <= ? AND lease_until <= ?
  ORDER BY id LIMIT ?{locking}
)
UPDATE outbox SET lease_until = ?, attempts = attempts + 1 FROM picked WHERE outbox.id = picked.id
RETURNING outbox.id, topic, subject, payload, at, attempts
"""
_OURS = "WHERE id = ? AND attempts = ? AND parked = 0 RETURNING id"


@dataclass(frozen=True, slots=True)
class Job:
    """A row that a worker has taken.

    Attributes:
        id: the same at every attempt; the receiver's idempotency key.
        at: when it was written, microseconds since 1970 UTC.
        attempts: how many times it has been taken, this one included; who holds an older number has lost the lease.
    """

    id: int
    topic: str
    subject: str
    payload: bytes
    at: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A row that waits for a person."""

    job: Job
    error: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the outbox stands: rows that wait, when the oldest of them was written (0: none), rows that are parked."""

    count: int
    oldest: int
    parked: int


def claim(tx: Transaction, topic: str, *, lease: int, most: int) -> list[Job]:
    """Take what is due, at most one row of each subject, oldest first.

    Args:
        tx: the unit of work; its time says what is due.
        topic: whose rows.
        lease: for how long nobody else takes them, microseconds.
        most: at most so many.
    """
    sql = _CLAIM.format(locking=" FOR UPDATE SKIP LOCKED" if tx.dialect is Dialect.POSTGRESQL else "")
    rows = tx.run(sql, (topic, tx.at, tx.at, most, tx.at + lease))
    return [Job(*row) for row in sorted(rows)]


def renew(tx: Transaction, job: Job, *, lease: int) -> bool:
    """Hold a row longer; false when the lease was lost."""
    return bool(tx.run(f"UPDATE outbox SET lease_until = ? {_OURS}", (tx.at + lease, job.id, job.attempts)))


def finish(tx: Transaction, job: Job) -> bool:
    """Say that it has arrived; false when the lease was lost (another delivers it again, with the same id)."""
    return bool(tx.run(f"DELETE FROM outbox {_OURS}", (job.id, job.attempts)))


def fail(tx: Transaction, job: Job, error: str, *, rng: Random) -> bool:
    """Say that it did not arrive: it is tried again after a pause, and parked after ``ATTEMPTS_MAX``."""
    if job.attempts >= ATTEMPTS_MAX:
        return park(tx, job, error)
    sql = f"UPDATE outbox SET lease_until = 0, not_before = ?, last_error = ? {_OURS}"
    values = (tx.at + pause(job.attempts, rng=rng), error[:ERROR_LENGTH_MAX], job.id, job.attempts)
    return bool(tx.run(sql, values))


def park(tx: Transaction, job: Job, error: str) -> bool:
    """Set a row aside for a person: it cannot arrive as it is."""
    sql = f"UPDATE outbox SET lease_until = 0, parked = 1, last_error = ? {_OURS}"
    return bool(tx.run(sql, (error[:ERROR_LENGTH_MAX], job.id, job.attempts)))


def release(tx: Transaction, number: int) -> bool:
    """Let a parked row be tried again, from its first attempt."""
    sql = "UPDATE outbox SET parked = 0, attempts = 0, not_before = 0 WHERE id = ? AND parked = 1 RETURNING id"
    return bool(tx.run(sql, (number,)))


def drop(tx: Transaction, topic: str, subject: str) -> int:
    """Forget all rows of a subject (a subscription that was deleted); return how many."""
    return len(tx.run("DELETE FROM outbox WHERE topic = ? AND subject = ? RETURNING id", (topic, subject)))


def parked(snapshot: Snapshot, topic: str, *, most: int = 100) -> list[Parked]:
    """List what waits for a person, oldest first."""
    sql = (
        "SELECT id, topic, subject, payload, at, attempts, last_error FROM outbox "
        "WHERE topic = ? AND parked = 1 ORDER BY id LIMIT ?"
    )
    return [Parked(Job(*row[:6]), row[6]) for row in snapshot.select(sql, (topic, most))]


def waiting(snapshot: Snapshot) -> Waiting:
    """Say how the outbox stands."""
    sql = "SELECT parked, count(*), min(at) FROM outbox GROUP BY parked"
    counts = {aside: (count, oldest) for aside, count, oldest in snapshot.select(sql)}
    count, oldest = counts.get(0, (0, 0))
    return Waiting(count, oldest, counts.get(1, (0, 0))[0])


def pause(attempts: int, *, rng: Random) -> int:
    """Return how long to wait after so many attempts, microseconds: doubled each time, a quarter of it by chance."""
    whole = min(PAUSE_FIRST << (attempts - 1), PAUSE_MAX)
    return int(whole * rng.uniform(0.75, 1))
