"""The door to subscriptions: what the engine calls on a change, what it checks, and who delivers."""

import threading
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from samspill.fhir.store.contracts import Store, Stored, Transaction
from samspill.fhir.subscriptions.announcing import announce
from samspill.fhir.subscriptions.contracts import Channel, Content
from samspill.fhir.subscriptions.delivering import Courier, Post, Sent
from samspill.fhir.subscriptions.listeners import SUBSCRIPTION, Listeners
from samspill.fhir.subscriptions.operations import ANYWHERE, events_of, status_of
from samspill.fhir.subscriptions.posting import Hooks
from samspill.fhir.subscriptions.reading import listener_of

__all__ = ["Channel", "Content", "Courier", "Post", "Sent", "Subscriptions", "events_of", "heard_by", "status_of"]


def heard_by(resource: dict[str, Any]) -> tuple[str, tuple[tuple[tuple[str, str], ...], ...]]:
    """Return the type that a Subscription hears of, and its filters; whether its address is allowed is not asked."""
    listener = listener_of({"id": "new", **resource}, hooks=ANYWHERE)
    return listener.resource_type, listener.filters


class Subscriptions:
    """Subscriptions of one server."""

    def __init__(self, *, hooks: Sequence[str]) -> None:
        """Begin.

        Args:
            hooks: beginnings of the addresses that rest-hooks may have.
        """
        self._hooks = tuple(hooks)
        self._listeners = Listeners(hooks)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def checks(self) -> Mapping[str, Callable[[dict[str, Any]], None]]:
        """What is checked before a Subscription is stored, for ``Engine(checks=...)``."""
        return {SUBSCRIPTION: self._check}

    def _check(self, resource: dict[str, Any]) -> None:
        listener_of({"id": "new", **resource}, hooks=self._hooks)

    def on_change(self, tx: Transaction, changes: Sequence[Stored]) -> None:
        """Tell the listeners of what a unit of work has written, for ``Engine(on_change=...)``."""
        announce(tx, changes, self._listeners)

    def start(self, store: Store, *, base: str, clock: Callable[[], int], rng: Random) -> None:
        """Deliver in a thread of its own until ``stop``.

        Args:
            store: where events and outbox stand.
            base: absolute address of the FHIR base, for references in notifications.
            clock: the present moment, microseconds since 1970 UTC.
            rng: for pauses between attempts.
        """
        courier = Courier(store, base=base, hooks=self._hooks, post=Hooks(), clock=clock, rng=rng)
        self._thread = threading.Thread(target=courier.run, args=(self._stop,), name="fhir-courier", daemon=True)
        self._thread.start()

    def stop(self, *, wait_s: float = 5.0) -> None:
        """Stop delivering, once what is under way is over; what is not delivered stays in the outbox."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(wait_s)
