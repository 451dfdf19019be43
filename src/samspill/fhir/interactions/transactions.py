"""transaction: all entries or none (https://hl7.org/fhir/R4/http.html#trules).

Everything that does not depend on the store is done before the writer's turn: reading, validating, ids, references,
index rows. What does (criteria, conditional references, the version a patch is made on) is looked up on a snapshot and
looked up again inside the unit of work; if it changed meanwhile, the plan is made anew there.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.entries import entry_of
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import criteria, entries, linking, performing, responding, writing
from samspill.fhir.interactions.asking import Ask, Room
from samspill.fhir.interactions.create import Create
from samspill.fhir.interactions.criteria import Criteria
from samspill.fhir.interactions.delete import Delete
from samspill.fhir.interactions.entries import at_entry
from samspill.fhir.interactions.linking import Links
from samspill.fhir.interactions.references import check_targets
from samspill.fhir.interactions.routing import is_served, route
from samspill.fhir.interactions.writing import Write
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot, Stored, Transaction

ROWS_MAX = 500_000
"""Index rows of one transaction: eight seconds of the one writer's time on SQLite. 5,000 of Synthea's resources have
55,000."""

_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 2}


@dataclass(slots=True)
class Step:
    """One entry that writes."""

    index: int
    write: Write
    full_url: str


@dataclass(slots=True)
class Plan:
    """A transaction made ready.

    Attributes:
        steps: the writes, in the order they are carried out.
        reads: the entries that read, by their place; they see what was written.
        links: what references become.
        wanted: conditional references, with the search each stands for.
    """

    size: int
    steps: list[Step] = field(default_factory=list)
    reads: list[tuple[int, Ask]] = field(default_factory=list)
    links: Links = field(default_factory=Links)
    wanted: dict[str, tuple[int, Criteria]] = field(default_factory=dict)

    @property
    def is_conditional(self) -> bool:
        """Whether the store must be looked into before it is known what to do."""
        return bool(self.wanted) or any(step.write.is_conditional for step in self.steps)

    def settle(self, view: Snapshot | None) -> None:
        """Settle ids, replace references, and make the writes ready.

        Args:
            view: the store as it stands; ``None`` when nothing is conditional.
        """
        if view is not None:
            for step in self.steps:
                with at_entry(step.index):
                    step.write.resolve(view)
            self.links.searches.update(self._found(view))
        _check_overlap(self.steps, self.links.searches)
        for step in self.steps:
            if step.full_url and step.write.id:
                self.links.add(step.full_url, f"{step.write.resource_type}/{step.write.id}")
        rows = 0
        for step in self.steps:
            with at_entry(step.index):
                if step.write.resource is not None:
                    self.links.apply(step.write.resource, step.full_url)
                rows += step.write.make_ready()
        if rows > ROWS_MAX:
            text = f"The transaction has {rows} values to be searched for; at most {ROWS_MAX} are written at once."
            raise refusal(413, "too-costly", f"{text} Send it in parts.", "Bundle.entry")

    def holds(self, view: Transaction) -> bool:
        """Answer whether what was looked up is still so."""
        found = True
        for step in self.steps:
            with at_entry(step.index):
                found = step.write.holds(view) and found
        return found and (not self.wanted or self._found(view) == self.links.searches)

    def _found(self, view: Snapshot) -> dict[str, str]:
        return {text: _one(view, index, search) for text, (index, search) in self.wanted.items()}

    def carry_out(self, view: Transaction, changes: list[Stored]) -> list[Answer]:
        """Write, then read; the answers stand in the request's order."""
        answers: list[Answer] = [Answer(500)] * self.size
        view.expect([(step.write.resource_type, step.write.id) for step in self.steps if step.write.id])
        for step in self.steps:
            with at_entry(step.index):
                answers[step.index] = step.write.carry_out(view, changes)
        for index, ask in self.reads:
            with at_entry(index):
                answers[index] = performing.read_on(ask, view)
        return answers


def perform(room: Room, call: Call, caller: Caller, bundle: dict[str, Any]) -> Answer:
    """Do all entries of a transaction, or none.

    Raises:
        Refusal: the first reason found why it is not done.
    """
    body = call.body if isinstance(call.body, bytes) else formats.write(bundle)
    plan = _plan(room, call, caller, bundle)
    with _view(room, plan) as view:
        plan.settle(view)

    def again() -> Plan:
        return _plan(room, call, caller, formats.read(body))  # references were replaced in what was read before

    return room.store.write(lambda view: _unit(view, plan, again, room, call, caller)).result()


def _unit(view: Transaction, plan: Plan, again: Callable[[], Plan], room: Room, call: Call, caller: Caller) -> Answer:
    writing.lock(view, tuple(name for step in plan.steps for name in step.write.locks()))
    if not plan.holds(view):
        plan = again()
        plan.settle(view)
        plan.holds(view)
    check_targets(view, [step.write for step in plan.steps], room.settings)
    changes: list[Stored] = []
    answers = plan.carry_out(view, changes)
    for index, ask in plan.reads:
        view.note(performing.entry(ask, answers[index]))
    if room.on_change is not None and changes:
        room.on_change(view, changes)
    view.note(entry_of(caller.name, "transaction", "", "", 200, call.request))
    return Answer(200, responding.bundle("transaction-response", answers, call.base))


@contextmanager
def _view(room: Room, plan: Plan) -> Iterator[Snapshot | None]:
    if not plan.is_conditional:
        yield None
        return
    with room.store.snapshot() as view:
        yield view


def _plan(room: Room, call: Call, caller: Caller, bundle: dict[str, Any]) -> Plan:
    """Read and check every entry."""
    raw = entries.entries_of(bundle, room)
    plan = Plan(len(raw))
    full_urls: set[str] = set()
    for index, found in enumerate(raw):
        with at_entry(index):
            entry = entries.read(call, found, index)
            if entry.full_url and entry.full_url in full_urls:
                raise refusal(400, "duplicate", "Another entry has the same fullUrl.", "fullUrl")
            full_urls.add(entry.full_url)
            ask = Ask(room, entry.call, caller, route(entry.call.method, entry.call.path), is_entry=True)
            performing.check(ask)
            _add(plan, entry, ask)
    plan.steps.sort(key=lambda step: _ORDER[step.write.ask.call.method])
    return plan


def _add(plan: Plan, entry: entries.Entry, ask: Ask) -> None:
    make = performing.writer(ask)
    if make is None:
        plan.reads.append((entry.index, ask))
        return
    write = make(ask)
    plan.steps.append(Step(entry.index, write, entry.full_url))
    for text in linking.searches_in(write.resource) if write.resource is not None else ():
        plan.wanted.setdefault(text, (entry.index, _search(ask, text)))


def _search(ask: Ask, text: str) -> Criteria:
    name, _, query = text.partition("?")
    if not is_served(name):
        raise refusal(400, "value", "A conditional reference must begin with an R4 resource type.", "reference")
    return criteria.made(ask, name, criteria.parse(query), "a conditional reference", is_address=False)


def _one(view: Snapshot, index: int, search: Criteria) -> str:
    with at_entry(index):
        found = search.find(view)
        if len(found) == 1:
            return f"{search.resource_type}/{found[0]}"
        what = "nothing" if not found else f"more than one {search.resource_type}"
        code = "not-found" if not found else "multiple-matches"
        raise refusal(412, code, f"A conditional reference matches {what}; it must match exactly one.", "reference")


def _check_overlap(steps: list[Step], searches: Mapping[str, str]) -> None:
    """Refuse (400) a transaction that writes one resource twice, creates twice under the same criteria, or deletes what
    its criteria find."""
    seen: set[object] = set()
    gone = {
        f"{step.write.resource_type}/{found}"
        for step in steps
        if isinstance(step.write, Delete)
        for found in step.write.ids
    }
    for step in steps:
        with at_entry(step.index):
            for identity in _identities(step.write):
                if identity in seen:
                    text = "Another entry writes the same resource; a transaction may write each only once."
                    raise refusal(400, "duplicate", text, "request.url")
                seen.add(identity)
            if isinstance(step.write, Create) and f"{step.write.resource_type}/{step.write.id}" in gone:
                raise refusal(400, "conflict", "Another entry deletes the resource that ifNoneExist finds.", "request")
    if gone.intersection(searches.values()):
        raise refusal(
            400, "conflict", "An entry deletes the resource that a conditional reference finds.", "Bundle.entry"
        )


def _identities(write: Write) -> list[object]:
    if isinstance(write, Delete):
        return [(write.resource_type, found) for found in write.ids]
    own: list[object] = [(write.resource_type, write.id)]
    if isinstance(write, Create) and write.criteria is not None:
        searched = (write.resource_type, write.criteria.pairs)
        return [searched] if write.is_found else [*own, searched]
    return own
