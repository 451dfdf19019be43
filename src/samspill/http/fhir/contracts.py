"""What the endpoint is given by main.py."""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from samspill.fhir.contracts import Answer, Begun, Call, Caller, Soon


class Engine(Protocol):
    """What answers FHIR calls (``samspill.fhir.api.Engine`` with bulk export and import beside it)."""

    def perform(self, call: Call, caller: Caller) -> Answer:
        """Do what a call asks; the answer is durable."""

    def begin(self, call: Call, caller: Caller) -> "tuple[Answer, Future[None] | None]":
        """Do what a call asks; the answer is to be given when the future is done, if there is one."""

    def read_at_once(self, call: Call, caller: Caller, soon: Soon | None = None) -> Begun | None:
        """Begin what is quickly read, and wait for nothing; ``None`` for any other call."""

    def newest_events(self, subscriptions: tuple[str, ...]) -> dict[str, int]:
        """Tell the number of each subscription's newest event; 0 when it has had none."""

    def close(self) -> None:
        """Finish what was begun, and close the store."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the endpoint takes at most.

    Attributes:
        body_bytes_max: largest body, also after gzip is undone.
        threads: calls that are worked on at the same time.
        waiting_max: calls that may wait for a thread; the next one is asked to come back.
    """

    body_bytes_max: int = 32 * 1024 * 1024
    threads: int = 16
    waiting_max: int = 256
