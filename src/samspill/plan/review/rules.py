"""What is allowed in an import: who may, in which state, and what must be decided before it is finished."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from samspill.kernel.people import Capacity, Person
from samspill.kernel.texts import Text, say
from samspill.plan.importing.contracts import Flag
from samspill.plan.review.contracts import (
    FILES_MAX,
    ImportRefused,
    MayNotImport,
    MeasureWords,
    RowView,
    RunState,
    Verdict,
    Words,
)

RUN_TURNS: Mapping[RunState, frozenset[RunState]] = {
    RunState.RECEIVED: frozenset({RunState.READING, RunState.DROPPED}),
    RunState.READING: frozenset({RunState.READY, RunState.REFUSED, RunState.STOPPED, RunState.DROPPED}),
    RunState.STOPPED: frozenset({RunState.READING, RunState.DROPPED}),
    RunState.REFUSED: frozenset({RunState.READING, RunState.DROPPED}),
    RunState.READY: frozenset({RunState.ACCEPTED, RunState.DROPPED}),
    RunState.ACCEPTED: frozenset(),
    RunState.DROPPED: frozenset(),
}
"""Where an import may go. A refused file may be tried again: a newer Samspill may read what an older could not."""

SILENT_AFTER = timedelta(seconds=20)
"""The reader tells that it lives at least every other second; SQLite may make a writer wait, but not this long."""

AWAITS_READER = frozenset({RunState.RECEIVED, RunState.READING})
"""Where somebody is expected to be at work on it."""

NEEDS_WORDS = frozenset({Flag.TITLE_LOST, Flag.EMPTY_MEASURE, Flag.AREA_MISSING})
"""Doubts that ask for words the document has lost."""

HEADS = frozenset({Flag.HEADS_INHERITED, Flag.HEADS_FROM_TWIN, Flag.HEADS_REPEATED})
"""Doubts about a whole table's columns, repeated on each of its rows."""

_STATE_WORDS: Mapping[RunState, Text] = {
    RunState.RECEIVED: say("mottatt"),
    RunState.READING: say("leses"),
    RunState.STOPPED: say("stoppet"),
    RunState.REFUSED: say("kunne ikke leses"),
    RunState.READY: say("klar for gjennomgang"),
    RunState.ACCEPTED: say("lagt i planen"),
    RunState.DROPPED: say("forkastet"),
}


def run_state_word(state: RunState) -> Text:
    """Return the bokmål word for where an import is."""
    return _STATE_WORDS[state]


def standing(state: RunState, *, heard_at: datetime, at: datetime) -> RunState:
    """Return where an import is for whoever looks at it: one whose reader has gone silent has stopped."""
    silent = state in AWAITS_READER and at - heard_at > SILENT_AFTER
    return RunState.STOPPED if silent else state


# Who the person is


def check_may_import(person: Person, *, day: date) -> None:
    """Refuse anyone who does not keep the plan.

    Raises:
        MayNotImport: the role has ended or not begun, or does not let its holder change the plan.
    """
    if day not in person.valid:
        raise MayNotImport(
            say("Rollen «%(role)s» gjelder ikke %(day)s.", role=person.role, day=day.isoformat()),
            remedy=say("Logg inn med en rolle som gjelder, eller be sekretariatet om å forlenge den."),
        )
    if not person.may(Capacity.KEEP_PLAN):
        raise MayNotImport(
            say("Du kan ikke importere planer."),
            why=say("Rollen «%(role)s» gir ikke rett til å endre planen.", role=person.role),
            remedy=say("Send dokumentet til sekretariatet, så importerer de det."),
        )


def may_import(person: Person, *, day: date) -> bool:
    """Tell whether the person may import and review plans."""
    return _holds(check_may_import, person, day=day)


# Which state the thing is in


def check_can_receive(files: int) -> None:
    """Refuse an import without files, or with more than one plan can have.

    Raises:
        ImportRefused: none, or too many.
    """
    if files == 0:
        raise ImportRefused(
            say("Ingen fil er valgt."), remedy=say("Velg plandokumentet, og trykk «Les planen» en gang til.")
        )
    if files > FILES_MAX:
        raise ImportRefused(
            say("Du har valgt %(count)s filer.", count=files),
            why=say("Filene i én import er den samme planen, og kan være høyst %(max)s.", max=FILES_MAX),
            remedy=say("Importer én plan om gangen."),
        )


def check_can_turn(now: RunState, to: RunState) -> None:
    """Refuse a turn that does not follow from where the import is.

    Raises:
        ImportRefused: ``RUN_TURNS`` has no such turn.
    """
    if to not in RUN_TURNS[now]:
        raise ImportRefused(
            say(
                "Importen kan ikke gå fra «%(now)s» til «%(to)s».",
                now=run_state_word(now),
                to=run_state_word(to),
            ),
            remedy=say("Last siden på nytt for å se hvor den står."),
        )


def can_turn(now: RunState, to: RunState) -> bool:
    """Tell whether the turn follows from where the import is."""
    return _holds(check_can_turn, now, to)


def check_can_review(state: RunState) -> None:
    """Refuse a decision on an import that is not up for review.

    Raises:
        ImportRefused: it is not read yet, or it is finished or dropped.
    """
    if state is not RunState.READY:
        raise ImportRefused(
            say("Importen kan ikke gjennomgås nå."),
            why=say("Den er «%(state)s».", state=run_state_word(state)),
            remedy=say("Last siden på nytt for å se hvor den står."),
        )


def can_review(state: RunState) -> bool:
    """Tell whether rows may be decided on."""
    return _holds(check_can_review, state)


def check_can_decide(view: RowView, verdict: Verdict) -> None:
    """Refuse to accept a row that cannot be kept as it stands, and to drop what the plan cannot be without.

    Raises:
        ImportRefused: the row has a problem, or is the plan itself.
    """
    if verdict is Verdict.ACCEPT and view.row.problems:
        raise ImportRefused(
            say("Raden kan ikke godtas slik den står."),
            why=view.row.problems[0],
            remedy=say("Rett raden, eller ta den ut."),
        )
    if verdict is Verdict.DROP and view.row.path == "plan":
        raise ImportRefused(
            say("Det som gjelder hele planen, kan ikke tas ut."),
            remedy=say("Rett det, eller forkast hele importen."),
        )


def can_decide(view: RowView, verdict: Verdict) -> bool:
    """Tell whether the verdict may be given on the row."""
    return _holds(check_can_decide, view, verdict)


def can_accept_together(view: RowView) -> bool:
    """Tell whether a row may be accepted as one of several that somebody has looked at.

    Where something is missing that only a person may know, that row is decided by itself.
    """
    undecided = view.decision is None and not view.dropped_above
    return undecided and not NEEDS_WORDS.intersection(view.row.flags) and can_decide(view, Verdict.ACCEPT)


def asks_years_alone(view: RowView) -> bool:
    """Tell whether all a row asks is if the years above its table's columns are right: one answer goes for them all."""
    flags = frozenset(view.row.flags)
    return bool(flags) and flags <= HEADS and _years_told(view.words) and can_accept_together(view)


def _years_told(words: Words) -> bool:
    years = [cell.year for cell in words.cells] if isinstance(words, MeasureWords) else []
    return None not in years and len(set(years)) == len(years)


def check_can_finish(state: RunState, rows: Iterable[RowView]) -> None:
    """Refuse to finish while a row that asks for a person's decision has none.

    Raises:
        ImportRefused: the import is not up for review, a decision is missing, or every measure is dropped.
    """
    check_can_review(state)
    views = tuple(rows)
    waiting = sum(view.waits for view in views)
    if waiting:
        raise ImportRefused(
            say("Importen kan ikke legges i planen ennå."),
            why=_why_waiting(waiting),
            remedy=say("Godta, rett eller ta ut hver av dem."),
        )
    if not any(view.row.kind == "measure" and keeps(view) for view in views):
        raise ImportRefused(
            say("Importen kan ikke legges i planen."),
            why=say("Alle tiltakene er tatt ut."),
            remedy=say("Behold minst ett tiltak, eller forkast importen."),
        )


def can_finish(state: RunState, rows: Iterable[RowView]) -> bool:
    """Tell whether the import may become a version of the plan."""
    return _holds(check_can_finish, state, rows)


def keeps(view: RowView) -> bool:
    """Tell whether the row comes along into the plan as things stand."""
    dropped = view.decision is not None and view.decision.verdict is Verdict.DROP
    return not dropped and not view.dropped_above


def _why_waiting(waiting: int) -> Text:
    if waiting == 1:
        return say("Én rad må vurderes først.")
    return say("%(count)s rader må vurderes først.", count=waiting)


def _holds(check: Callable[..., None], /, *values: object, **named: object) -> bool:
    try:
        check(*values, **named)
    except ImportRefused:
        return False
    return True
