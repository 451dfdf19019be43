"""A program that writes to a record store as fast as it is answered, and logs what it was answered; it is killed.

    python -m tests.reliability.fhir_store.load_worker LOCATION LOG NAME

Each thread makes resources of its own, so what must be found afterwards is known. A line of the log is written after
the store has answered, with one write: a killed process leaves no half of it behind in the kernel.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from tests.factories.records import entry, observation

from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store, StoreFailure, StoreUncertain

THREADS = 8
IN_FLIGHT = 8
"""Units that a thread has waiting at once, each about another resource."""


def main(location: str, log: str, name: str) -> None:
    """Write until killed."""
    store = open_store(location, clock=lambda: time.time_ns() // 1000)
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    threads = [threading.Thread(target=Load(store, file, f"{name}-{number}").run) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Load:
    """What one thread does."""

    def __init__(self, store: Store, log: int, name: str) -> None:
        self._store = store
        self._log = log
        self._name = name
        self._count = 0
        self._rng = random.Random(name)
        self._living: list[str] = []

    def run(self) -> None:
        while True:
            waiting = [self._next() for _ in range(IN_FLIGHT)]
            lines = [self._answered(*one) for one in waiting]
            os.write(self._log, "".join(lines).encode())

    def _next(self) -> tuple[str, str, "Future[Any] | None"]:
        self._count += 1
        request = f"{self._name}-{self._count}"
        kind = self._rng.choice(("create", "create", "update", "update", "delete", "note"))
        if kind not in ("create", "note") and not self._living:
            kind = "create"
        try:
            return kind, request, self._submit(kind, request)
        except StoreFailure:
            time.sleep(0.01)
            return kind, request, None

    def _submit(self, kind: str, request: str) -> "Future[Any]":
        if kind == "note":
            return self._store.note(entry(request))
        name = request if kind == "create" else self._living.pop(self._rng.randrange(len(self._living)))
        return self._store.write(_unit(kind, name, request))

    def _answered(self, kind: str, request: str, future: "Future[Any] | None") -> str:
        """Return the log line: the kind, the request, and the resource's id and version."""
        try:
            stored = future.result(timeout=120) if future else None
        except StoreUncertain:
            return f"uncertain {request} - 0\n"
        except StoreFailure:
            return f"refused {request} - 0\n"
        if stored is None:
            return f"note {request} - 0\n" if kind == "note" and future else f"refused {request} - 0\n"
        if kind != "delete":
            self._living.append(stored.id)
        return f"{kind} {request} {stored.id} {stored.version}\n"


def _unit(kind: str, name: str, request: str) -> Callable[[Any], Any]:
    def work(tx: Any) -> Any:
        if kind == "delete":
            stored = tx.delete("Observation", name)
        else:
            # every third one changes its patient as well, so that it moves to another part on PostgreSQL
            stored = tx.put(observation(name, subject=f"p{len(request) % 3}{hash(request) % 5}", value=request))
        tx.note(entry(request, resource_type="Observation", id=name, version=stored.version))
        if kind == "create":
            tx.enqueue("made", name, request.encode())
        return stored

    return work


if __name__ == "__main__":
    main(*sys.argv[1:])
