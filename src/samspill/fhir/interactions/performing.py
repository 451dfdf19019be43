"""From a call to its answer: routed, allowed, performed, and one durable audit row left."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from samspill.fhir.contracts import Answer, Call, Caller, Soon
from samspill.fhir.entries import entry_of
from samspill.fhir.interactions import answering, binaries, operations, searching, writing
from samspill.fhir.interactions.asking import Ask, Room, check_format, check_text
from samspill.fhir.interactions.capabilities import capabilities
from samspill.fhir.interactions.create import Create
from samspill.fhir.interactions.delete import Delete
from samspill.fhir.interactions.history import history
from samspill.fhir.interactions.patch import patch
from samspill.fhir.interactions.reading import read, shown_or_refused, vread
from samspill.fhir.interactions.references import check_targets
from samspill.fhir.interactions.routing import LETTERS, Interaction, Route, route
from samspill.fhir.interactions.update import Update
from samspill.fhir.interactions.writing import Write
from samspill.fhir.outcomes import HIDDEN, Refusal
from samspill.fhir.store.contracts import AuditEntry, Dialect, Snapshot, Stored, TooLong
from samspill.kernel.national_numbers import holds_national_number

READS: Mapping[Interaction, Callable[[Ask, Snapshot], Answer]] = {
    Interaction.READ: read,
    Interaction.VREAD: vread,
    Interaction.HISTORY_INSTANCE: history,
    Interaction.HISTORY_TYPE: history,
    Interaction.HISTORY_SYSTEM: history,
    Interaction.SEARCH_TYPE: searching.search,
    Interaction.SEARCH_SYSTEM: searching.search,
    Interaction.COMPARTMENT: searching.search,
    Interaction.CAPABILITIES: capabilities,
}
WRITES: Mapping[Interaction, Callable[[Ask], Write]] = {
    Interaction.CREATE: Create,
    Interaction.UPDATE: Update,
    Interaction.DELETE: Delete,
    Interaction.PATCH: patch,
}


def check(ask: Ask) -> None:
    """Check what can be checked of a routed call at once.

    Raises:
        Refusal: 406 for another format, 403 for what the scopes do not allow.
    """
    if not binaries.may_be_content(ask):
        check_format(ask.call)
    check_text(ask.call.query)
    letter = LETTERS.get(ask.route.interaction)
    if letter is not None:
        ask.demand(letter, ask.route.resource_type)


def writer(ask: Ask) -> Callable[[Ask], Write] | None:
    """Return what makes the write of a call that writes one resource."""
    if ask.route.interaction is Interaction.OPERATION:
        return operations.found(ask).write
    return WRITES.get(ask.route.interaction)


def entry(ask: Ask, answer: Answer) -> AuditEntry:
    """Return the audit row of an answered call."""
    return noted(ask.call, ask.caller, ask.route, answer)


def noted(call: Call, caller: Caller, found: Route | None, answer: Answer) -> AuditEntry:
    """Return the audit row of a call, also of one that led nowhere."""
    if found is None:
        return entry_of(caller.name, "unknown", "", "", answer.status, call.request)
    name = _named(found)
    resource_type = answer.resource_type or found.resource_type
    shown_id = answer.id or found.id
    if holds_national_number(shown_id):  # sent as an id, where nothing can be stored under it
        shown_id = HIDDEN
    return entry_of(caller.name, name, resource_type, shown_id, answer.status, call.request, answer.version)


def _named(found: Route) -> str:
    """Return an interaction's name; an operation that is not served is not named as the caller named it."""
    if not found.operation:
        return found.interaction.value
    return f"${found.operation}" if found.operation in operations.TABLE else "operation"


@dataclass(slots=True)
class Started:
    """A call that has been started: its answer comes once it is durable.

    Attributes:
        soon: of a thread that begins several calls; their audit rows are handed over together.
        ask: the routed call; ``None`` when it led nowhere.
        answer: what will be answered; ``None`` while a write or a look-up is under way.
        written: the write under way.
        kept: the audit row under way.
        fault: our own fault, which is raised once its audit row is durable.
    """

    room: Room
    call: Call
    caller: Caller
    soon: Soon | None = None
    ask: Ask | None = None
    answer: Answer | None = None
    written: "Future[Answer] | None" = None
    kept: "Future[None] | None" = None
    fault: Exception | None = None

    def finish(self) -> Answer:
        """Wait until the call and its audit row are durable."""
        if self.written is not None:
            try:
                return self.written.result()
            except Refusal as refusal:
                self.written = None
                self.refuse(refusal)
        if self.kept is not None:
            self.kept.result()
        return self.answered()

    def answered(self) -> Answer:
        """Return the answer of a call that only reads; it may be given when ``kept`` is done."""
        if self.fault is not None:
            raise self.fault
        assert self.answer is not None, "what is not written is answered"  # noqa: S101
        return self.answer

    def refuse(self, refusal: Refusal) -> None:
        """Answer with a refusal, and start its audit row."""
        found = self.ask.route if self.ask else None
        self.settle(answering.refused(refusal, found.resource_type if found else "", found.id if found else ""))

    def settle(self, answer: Answer) -> None:
        """Answer, and start the audit row."""
        self.answer = answer
        found = self.ask.route if self.ask else None
        self.kept = self.room.store.note(noted(self.call, self.caller, found, answer), self.soon)

    def look(self, ask: Ask) -> None:
        """Start a plain read: the newest version is all it needs of the store."""
        self.kept = self.room.store.look(ask.route.resource_type, ask.route.id, partial(self._seen, ask), self.soon)

    def _seen(self, ask: Ask, found: Stored | None) -> AuditEntry:
        """Answer with what was found, and return the audit row."""
        try:
            self.answer = shown_or_refused(ask, found)
        except Refusal as refusal:
            self.answer = answering.refused(refusal, ask.route.resource_type, ask.route.id)
        except Exception as error:  # noqa: BLE001  (it is raised where it is waited for)
            self.fault = error
            return noted(self.call, self.caller, None, Answer(500))
        return noted(self.call, self.caller, ask.route, self.answer)


def start(room: Room, call: Call, caller: Caller, *, is_entry: bool = False) -> Started:
    """Start a call: a read is answered at once, a write is on its way; both become durable later."""
    started = Started(room, call, caller)
    try:
        ask = started.ask = Ask(room, call, caller, route(call.method, call.path), is_entry)
        check(ask)
        make = writer(ask)
        if make is not None:
            started.written = writing.begin(room, lambda: make(ask), lambda answer: entry(ask, answer), check_targets)
        elif ask.route.interaction is Interaction.READ:
            started.look(ask)
        else:
            started.settle(_read(ask))
    except Refusal as refusal:
        started.refuse(refusal)
    return started


def start_if_quick(room: Room, call: Call, caller: Caller, soon: Soon | None = None) -> Started | None:
    """Start a call that takes no time worth a thread: a read, or a search that a glance answers.

    On PostgreSQL only a plain read is started so: whatever else it is asked must be waited for.

    Returns:
        ``None`` for any other call; nothing was done then that can be seen, and it leaves no audit row.
    """
    started = Started(room, call, caller, soon)
    try:
        ask = started.ask = Ask(room, call, caller, route(call.method, call.path))
        interaction = ask.route.interaction
        if binaries.may_be_content(ask):  # its content may be large, and is decoded
            return None
        if interaction is Interaction.READ:
            check(ask)
            started.look(ask)
        elif room.store.dialect is Dialect.POSTGRESQL:
            return None
        elif interaction is Interaction.SEARCH_TYPE:
            check(ask)
            query = searching.query_of(ask)
            if not searching.is_small(query):
                return None
            with room.store.glance() as view:
                answer = searching.shown(ask, view, query)
            started.settle(answer)
        elif interaction is Interaction.VREAD:
            check(ask)
            started.settle(_read(ask))
        else:
            return None
    except TooLong:
        return None
    except Refusal as refusal:
        started.refuse(refusal)
    return started


def _read(ask: Ask) -> Answer:
    store = ask.room.store
    if store.dialect is Dialect.POSTGRESQL and ask.route.interaction is Interaction.SEARCH_TYPE:
        query = searching.query_of(ask)
        if searching.is_small(query):
            with suppress(TooLong), store.glance() as view:
                return searching.shown(ask, view, query)
    with store.snapshot() as view:
        return read_on(ask, view)


def read_on(ask: Ask, view: Snapshot) -> Answer:
    """Answer a call that only reads, from a view."""
    answer = operations.found(ask).read if ask.route.interaction is Interaction.OPERATION else None
    return (answer or READS[ask.route.interaction])(ask, view)
