"""What a person sees of imports: the list, one run, its review, and the document beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from samspill.kernel.organisations import Register
from samspill.kernel.people import Person
from samspill.kernel.texts import Text
from samspill.plan.importing.contracts import FoundPlan
from samspill.plan.review import refusing, rules, store, suggestions
from samspill.plan.review.contracts import (
    Leaf,
    ReviewView,
    RowView,
    RunId,
    RunState,
    RunView,
)
from samspill.plan.review.models import ImportRun
from samspill.plan.review.rows import rows_of, tally, views_of

RUNS_SHOWN = 50


def runs(*, by: Person, at: datetime) -> tuple[RunView, ...]:
    """Return the newest imports, newest first.

    Raises:
        MayNotImport: the person does not keep the plan.
    """
    rules.check_may_import(by, day=timezone.localtime(at).date())
    return tuple(store.view(run, at=at) for run in store.newest(RUNS_SHOWN))


def run(*, run_id: RunId, by: Person, at: datetime) -> RunView:
    """Return an import.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
    """
    return store.view(_found(run_id, by, at), at=at)


def others_with_its_files(*, run_id: RunId, by: Person, at: datetime) -> tuple[RunView, ...]:
    """Return other imports that hold one of its files, newest first: the same plan may be on its way twice.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
    """
    found = _found(run_id, by, at)
    return tuple(store.view(other, at=at) for other in store.runs_with_files_of(found))


def review(*, run_id: RunId, register: Register, by: Person, at: datetime) -> ReviewView:
    """Return the whole review of an import that is read.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
        ImportRefused: it is not up for review.
    """
    found = _found(run_id, by, at)
    rules.check_can_review(RunState(found.state))
    held = understood(found, register=register, at=at)
    return ReviewView(
        run=store.view(found, at=at),
        rows=held.views,
        tally=tally(held.views),
        leaves=store.leaf_heads(found),
        warnings=held.warnings,
        places=held.places,
    )


def leaf(*, run_id: RunId, position: int, by: Person, at: datetime) -> Leaf:
    """Return a piece of the document.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run, or no such piece.
    """
    found = store.leaves(_found(run_id, by, at), [position])
    if not found:
        raise refusing.not_there()
    return found[0]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a run holds once it is read."""

    plan: FoundPlan
    views: tuple[RowView, ...]
    warnings: tuple[Text, ...]
    places: Mapping[str, int]


def understood(found: ImportRun, *, register: Register, at: datetime) -> Understood:
    """Return what was understood of a run: its rows with what is decided, warnings, and where the rows stand."""
    plan, warnings, places = store.reading_of(found)
    known = suggestions.naming(register, day=timezone.localtime(at).date())
    rows = rows_of(plan, known=known)
    return Understood(plan, views_of(rows, store.decisions_of(found, rows)), warnings, places)


def _found(run_id: RunId, by: Person, at: datetime) -> ImportRun:
    rules.check_may_import(by, day=timezone.localtime(at).date())
    found = store.find(run_id)
    if found is None:
        raise refusing.not_there()
    return found
