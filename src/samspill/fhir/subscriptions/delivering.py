"""Delivery of notifications: outbox rows are taken with a lease, posted, and gone when the listener has answered.

A row says only that there is something to tell; what it is stands in the events. So a notification that was sent and
not acknowledged (the server died in between) is sent again with the same event numbers, and a later one tells of
everything up to its row. Order per listener is the outbox's (``store.outbox.claim``).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Protocol
from uuid import UUID, uuid5

from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.outcomes import Refusal
from samspill.fhir.store import outbox
from samspill.fhir.store.contracts import Prepared, Snapshot, Store, StoreFailure, Transaction
from samspill.fhir.store.events import Event, events_after, events_total
from samspill.fhir.store.progress import place_of, set_place
from samspill.fhir.subscriptions.announcing import HANDSHAKE, OUTBOX
from samspill.fhir.subscriptions.contracts import Channel, Content, Kind, Listener
from samspill.fhir.subscriptions.listeners import SUBSCRIPTION, Listeners
from samspill.fhir.subscriptions.notifying import bundle, status
from samspill.fhir.subscriptions.reading import listener_of

LEASE = 90 * outbox.SECOND
"""Longer than the longest time a listener may take to answer."""

AT_ONCE = 20
IDENTITIES = UUID("6f0a3f9e-3a57-5d0f-9d0a-6b8f4f6f1f10")
FHIR_JSON = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one request to a listener.

    Attributes:
        ok: whether it answered with a status from 200 to 299.
        told: what to keep about it if not; no body and no address.
    """

    ok: bool
    told: str = ""


class Post(Protocol):
    """Sends one request; redirects are not followed."""

    def __call__(self, method: str, address: str, *, headers: dict[str, str], body: bytes, timeout_s: float) -> Sent:
        """Send it, and wait for the answer's status."""


class Courier:
    """Delivers what is due; one thread of its own, or turn by turn in tests."""

    def __init__(
        self, store: Store, *, base: str, hooks: tuple[str, ...], post: Post, clock: Callable[[], int], rng: Random
    ) -> None:
        """Make a courier.

        Args:
            store: where events and outbox stand.
            base: absolute address of the FHIR base, for references in notifications.
            hooks: beginnings of the addresses that may be called.
            post: sends one request.
            clock: the present moment, microseconds since 1970 UTC.
            rng: for pauses between attempts.
        """
        self._store = store
        self._base = base
        self._hooks = hooks
        self._post = post
        self._clock = clock
        self._listeners = Listeners(hooks)
        self._heard: dict[str, int] = {}
        self._rng = rng

    def deliver(self) -> int:
        """Deliver what is due now, and return how many rows were taken."""
        jobs = self._store.write(lambda tx: outbox.claim(tx, OUTBOX, lease=LEASE, most=AT_ONCE)).result()
        for job in jobs:
            self._one(job)
        return len(jobs)

    def run(self, stop: threading.Event, *, idle_s: float = 0.25) -> None:
        """Deliver until told to stop, with a pause when nothing is due; a store that fails is tried again."""
        while not stop.is_set():
            try:
                taken = self.deliver()
                self.keep_time()
            except StoreFailure:
                taken = 0
            if not taken:
                stop.wait(idle_s)

    def keep_time(self) -> None:
        """Send the heartbeats that are due, and end the subscriptions whose time is over."""
        at = self._clock()
        with self._store.snapshot() as view:
            listeners = self._listeners.all(view)
            totals = {one.id: events_total(view, one.id) for one in listeners if self._is_silent(one, at)}
        for listener in listeners:
            if listener.end and at >= listener.end:
                self._store.write(partial(_set_status, subscription=listener.id, shown="off")).result()
            elif listener.id in totals:
                told = status(listener, Kind.HEARTBEAT, base=self._base, shown="active", total=totals[listener.id])
                self._notify(listener, told, uuid5(IDENTITIES, f"{listener.id}/heartbeat/{at}"), {})

    def _is_silent(self, listener: Listener, at: int) -> bool:
        if not listener.heartbeat_s or listener.channel is not Channel.REST_HOOK:
            return False
        return at - self._heard.setdefault(listener.id, at) >= listener.heartbeat_s * outbox.SECOND

    def _one(self, job: outbox.Job) -> None:
        with self._store.snapshot() as view:
            resource = _subscription(view, job.subject)
            total = events_total(view, job.subject)
        if resource is None or resource["status"] in ("off", "error"):
            self._store.write(lambda tx: outbox.drop(tx, OUTBOX, job.subject)).result()
            return
        try:
            listener = listener_of(resource, hooks=self._hooks)
        except Refusal as refused:
            self._given_up(job, refused.issues[0].diagnostics)
            return
        sent = self._handshake(listener, total) if job.payload == HANDSHAKE else self._events(listener, job)
        if sent.ok:
            self._store.write(lambda tx: self._arrived(tx, job, listener)).result()
        elif job.attempts >= outbox.ATTEMPTS_MAX or job.payload == HANDSHAKE:
            self._given_up(job, sent.told)
        else:
            self._store.write(lambda tx: outbox.fail(tx, job, sent.told, rng=self._rng)).result()

    def _handshake(self, listener: Listener, total: int) -> Sent:
        if not listener.topic or not listener.endpoint:
            return Sent(ok=True)  # a plain R4 listener is not asked first, and a stream asks by itself
        told = status(listener, Kind.HANDSHAKE, base=self._base, shown="requested", total=total)
        return self._notify(listener, told, uuid5(IDENTITIES, f"{listener.id}/handshake"), {})

    def _events(self, listener: Listener, job: outbox.Job) -> Sent:
        """Tell of everything between what has been told and the newest, in as many notifications as it takes."""
        while True:
            with self._store.snapshot() as view:
                told_of = place_of(view, f"told/{listener.id}")
                events = events_after(view, listener.id, told_of, most=listener.events_max if listener.topic else 1)
                bodies = {event: _body(view, listener, event) for event in events}
                total = events_total(view, listener.id)
            if not events:
                return Sent(ok=True)
            sent = self._tell(listener, events, bodies, total) if listener.topic else self._plain(listener, events[0])
            if not sent.ok:
                return sent
            last = events[-1].number
            self._store.write(partial(set_place, name=f"told/{listener.id}", place=last)).result()
            if not self._store.write(lambda tx: outbox.renew(tx, job, lease=LEASE)).result():
                return Sent(ok=False, told="The lease was lost.")

    def _tell(self, listener: Listener, events: Any, bodies: dict[Event, bytes], total: int) -> Sent:
        told = status(listener, Kind.EVENT, base=self._base, shown="active", total=total, events=events)
        identity = uuid5(IDENTITIES, f"{listener.id}/{events[0].number}-{events[-1].number}")
        return self._notify(listener, told, identity, bodies if listener.content is not Content.EMPTY else {})

    def _notify(self, listener: Listener, told: dict[str, Any], identity: UUID, bodies: dict[Event, bytes]) -> Sent:
        at = self._heard[listener.id] = self._clock()
        body = bundle(listener, told, identity=identity, at=at, base=self._base, bodies=bodies)
        headers = {**dict(listener.headers), "Content-Type": FHIR_JSON, "Idempotency-Key": str(identity)}
        return self._post("POST", listener.endpoint, headers=headers, body=body, timeout_s=listener.timeout_s)

    def _plain(self, listener: Listener, event: Event) -> Sent:
        """Tell as R4 itself says: the resource by PUT when a payload is asked for, else an empty POST."""
        headers = {**dict(listener.headers), "Idempotency-Key": f"{listener.id}/{event.number}"}
        address, method, body = listener.endpoint, "POST", b""
        if listener.has_payload:
            with self._store.snapshot() as view:
                found = view.version(event.resource_type, event.id, event.version)
            address = f"{listener.endpoint.rstrip('/')}/{event.resource_type}/{event.id}"
            body = found.body if found else b""
            method = "PUT" if body else "DELETE"
            headers["Content-Type"] = FHIR_JSON
        return self._post(method, address, headers=headers, body=body, timeout_s=listener.timeout_s)

    def _arrived(self, tx: Transaction, job: outbox.Job, listener: Listener) -> None:
        outbox.finish(tx, job)
        if job.payload == HANDSHAKE:
            _set_status(tx, listener.id, "active")

    def _given_up(self, job: outbox.Job, reason: str) -> None:
        def unit(tx: Transaction) -> None:
            outbox.drop(tx, OUTBOX, job.subject)
            _set_status(tx, job.subject, "error", reason)

        self._store.write(unit).result()


def _subscription(view: Snapshot, subscription: str) -> dict[str, Any] | None:
    stored = view.current(SUBSCRIPTION, subscription)
    return None if stored is None or stored.is_deleted else formats.read(stored.body)


def _body(view: Snapshot, listener: Listener, event: Event) -> bytes:
    if listener.content is not Content.FULL:
        return b""
    found = view.version(event.resource_type, event.id, event.version)
    return found.body if found else b""


def _set_status(tx: Transaction, subscription: str, shown: str, error: str = "") -> None:
    resource = _subscription(tx, subscription)
    if resource is None or resource["status"] in (shown, "off"):
        return
    resource = {**resource, "status": shown}
    resource.pop("error", None)
    if error:
        resource["error"] = error
    tx.put(Prepared(SUBSCRIPTION, subscription, resource, index.rows_of(resource)))
