"""Who listens now: the active subscriptions, read from the store and kept until one of them changes."""

from collections.abc import Sequence
from threading import Lock
from time import monotonic

from samspill.fhir.definitions import api as definitions
from samspill.fhir.formats import api as formats
from samspill.fhir.outcomes import Refusal
from samspill.fhir.store.contracts import Snapshot
from samspill.fhir.subscriptions.contracts import Listener
from samspill.fhir.subscriptions.reading import listener_of

AGE_MAX_S = 2.0
"""How old the list may be; another process on the same PostgreSQL may have changed a subscription."""

SUBSCRIPTION = "Subscription"


class Listeners:
    """The active listeners by the type they listen to; safe to ask from many threads."""

    def __init__(self, hooks: Sequence[str]) -> None:
        """Begin with nothing read.

        Args:
            hooks: beginnings of the addresses that rest-hooks may have.
        """
        self._hooks = tuple(hooks)
        self._lock = Lock()
        self._read_at = float("-inf")
        self._by_type: dict[str, tuple[Listener, ...]] = {}

    def of(self, snapshot: Snapshot, resource_type: str) -> tuple[Listener, ...]:
        """Return the active listeners to a type, in the order of their ids."""
        if monotonic() - self._read_at > AGE_MAX_S:
            with self._lock:
                if monotonic() - self._read_at > AGE_MAX_S:
                    self._by_type = self._read(snapshot)
                    self._read_at = monotonic()
        return self._by_type.get(resource_type, ())

    def forget(self) -> None:
        """Read anew next time: a subscription has changed."""
        self._read_at = float("-inf")

    def _read(self, snapshot: Snapshot) -> dict[str, tuple[Listener, ...]]:
        rows = snapshot.select(
            "SELECT body FROM resource WHERE type = ? AND method <> 3 ORDER BY id",
            (definitions.type_number(SUBSCRIPTION),),
        )
        found: dict[str, tuple[Listener, ...]] = {}
        for (body,) in rows:
            listener = self._active(bytes(body))
            if listener:
                found[listener.resource_type] = (*found.get(listener.resource_type, ()), listener)
        return found

    def _active(self, body: bytes) -> Listener | None:
        try:
            listener = listener_of(formats.read(body), hooks=self._hooks)
        except Refusal:
            return None  # accepted under other settings; it is shown with status error when it is looked at
        return listener if listener.is_active else None
