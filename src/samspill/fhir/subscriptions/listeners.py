"""Who listens now: the active subscriptions, read from the store and kept while none of them changes."""

from collections.abc import Mapping, Sequence

from samspill.fhir.definitions.api import type_number
from samspill.fhir.formats import api as formats
from samspill.fhir.outcomes import Refusal
from samspill.fhir.store.contracts import Snapshot
from samspill.fhir.subscriptions.contracts import Listener
from samspill.fhir.subscriptions.reading import listener_of

SUBSCRIPTION = "Subscription"


class Listeners:
    """The active listeners by the type they listen to; safe to ask from many threads."""

    def __init__(self, hooks: Sequence[str]) -> None:
        """Begin with nothing read.

        Args:
            hooks: beginnings of the addresses that rest-hooks may have.
        """
        self._hooks = tuple(hooks)
        self._kept: tuple[int, Mapping[str, tuple[Listener, ...]]] | None = None

    def of(self, snapshot: Snapshot, resource_type: str) -> tuple[Listener, ...]:
        """Return the active listeners to a type, in the order of their ids, as the snapshot sees them."""
        return self._now(snapshot).get(resource_type, ())

    def all(self, snapshot: Snapshot) -> tuple[Listener, ...]:
        """Return every active listener."""
        return tuple(listener for listeners in self._now(snapshot).values() for listener in listeners)

    def forget(self) -> None:
        """Read anew next time: a unit of work has changed a subscription, and may yet be undone."""
        self._kept = None

    def _now(self, snapshot: Snapshot) -> Mapping[str, tuple[Listener, ...]]:
        newest = self._newest(snapshot)
        kept = self._kept
        if kept is None or kept[0] != newest:
            kept = self._kept = (newest, self._read(snapshot))
        return kept[1]

    def _newest(self, snapshot: Snapshot) -> int:
        """Return the place in the order of changes where a subscription last changed: one look into an index."""
        rows = snapshot.select("SELECT max(sequence) FROM resource WHERE type = ?", (type_number(SUBSCRIPTION),))
        return int(rows[0][0] or 0)

    def _read(self, snapshot: Snapshot) -> dict[str, tuple[Listener, ...]]:
        rows = snapshot.select(
            "SELECT body FROM resource WHERE type = ? AND method <> 3 ORDER BY id", (type_number(SUBSCRIPTION),)
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
