"""A program that delivers from the outbox until it is killed; delivering is writing a line.

python -m tests.reliability.fhir_store.outbox_worker LOCATION DELIVERED SEED
"""

import os
import sys
import time
from random import Random

from samspill.fhir.store import outbox
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

LEASE = 2_000_000
FAILING = 0.1


def main(location: str, delivered: str, seed: str) -> None:
    """Deliver until killed."""
    store = open_store(location, clock=lambda: time.time_ns() // 1000)
    file = os.open(delivered, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    rng = Random(seed)
    while True:
        jobs = store.write(lambda tx: outbox.claim(tx, "hook", lease=LEASE, most=20)).result(timeout=60)
        for job in jobs:
            _deliver(store, file, job, rng)
        if not jobs:
            time.sleep(0.01)


def _deliver(store: Store, file: int, job: outbox.Job, rng: Random) -> None:
    if not store.write(lambda tx: outbox.renew(tx, job, lease=LEASE)).result(timeout=60):
        return  # the row waited here for so long that another has it
    if rng.random() < FAILING and job.attempts == 1:
        store.write(lambda tx: outbox.fail(tx, job, "try again", rng=rng)).result(timeout=60)
        # the real pause would take too long here
        store.write(lambda tx: tx.run("UPDATE outbox SET not_before = 0 WHERE id = ?", (job.id,))).result(timeout=60)
        return
    os.write(file, f"{job.id} {job.subject} {job.payload.decode()}\n".encode())
    store.write(lambda tx: outbox.finish(tx, job)).result(timeout=60)


if __name__ == "__main__":
    main(*sys.argv[1:])
