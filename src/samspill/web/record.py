"""The record store and its FHIR engine as the pages reach them: main.py says how, the first page that asks opens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.reporting.contracts import Counted, Loads, Standing, Subscriptions, Unanswered
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say


class Engine(Protocol):
    """What answers FHIR calls (``samspill.fhir.api.Engine``)."""

    def perform(self, call: Call, caller: Caller) -> Answer:
        """Do what a call asks; the answer is durable."""


class Reports(Protocol):
    """What tells how the store stands (``samspill.fhir.reporting.api.Reports``, which says what each answers)."""

    def counts(self, *, wait_s: float) -> Counted | None:
        """Return how many resources there are by type."""

    @property
    def is_counting(self) -> bool:
        """Whether a new counting is under way."""

    def standing(self) -> Standing:
        """Return how the store stands now."""

    def loads(self) -> Loads:
        """Return what was loaded from files."""

    def subscriptions(self) -> Subscriptions:
        """Return the subscriptions."""

    def resource_types(self) -> tuple[str, ...]:
        """Return the names of all resource types."""

    def unanswered(self, resource_type: str) -> tuple[Unanswered, ...]:
        """Return the search parameters of a type that cannot be answered."""


@dataclass(frozen=True, slots=True)
class Record:
    """An open record store.

    Attributes:
        engine: answers calls.
        reports: tells how the store stands.
        place: where the store is, without secrets.
        validation: how closely a resource is looked at before it is stored: ``off``, ``base`` or ``profile``.
        prefix: the path of the FHIR base on this server.
    """

    engine: Engine
    reports: Reports
    place: str
    validation: str
    prefix: str


class RecordMissing(Refused):
    """This process has no record store."""


_openers: list[Callable[[], Record]] = []
"""The one that was named last; empty where the pages stand alone."""


def opens_by(opener: Callable[[], Record] | None) -> None:
    """Say how the record store is opened, or that there is none; nothing is opened yet."""
    _openers[:] = [opener] if opener else []


def record() -> Record:
    """Return the open record store.

    Raises:
        Refused: it cannot be opened as it stands, or this process has none.
    """
    if not _openers:
        raise RecordMissing(
            say("Journalen er ikke koblet til disse sidene."),
            remedy=say("Start tjenesten med samspill serve eller samspill demo."),
        )
    return _openers[0]()


def whole(answer: Answer) -> bytes:
    """Return an answer's body, gathered when it is a stream."""
    return answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
