"""What a person sees of imports: the list, one run, its review, and the document beside it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from samspill.kernel.organisations import Register
from samspill.kernel.people import Person
from samspill.kernel.texts import Text
from samspill.plan.importing.contracts import FoundPlan
from samspill.plan.review import refusing, rules, store, suggestions
from samspill.plan.review.contracts import (
    Leaf,
    LeafHead,
    ReviewView,
    Row,
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
    _, views, warnings = views_of_run(found, register=register, at=at)
    return ReviewView(
        run=store.view(found, at=at),
        rows=views,
        tally=tally(views),
        leaves=store.leaf_heads(found),
        warnings=warnings,
    )


def leaf_of_row(*, run_id: RunId, row: Row, leaves: Sequence[LeafHead], by: Person, at: datetime) -> int:
    """Return the position of the leaf a row was read from; the first of its page when its words are not found there.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
    """
    own = [head.position for head in leaves if head.page == row.page and row.document in {"", head.document}]
    if len(own) <= 1:
        return own[0] if own else 0
    words = ["".join(found.verbatim.split()) for _, found in row.found]
    for one in store.leaves(_found(run_id, by, at), own):
        text = "".join("".join(line.split()) for line in lines_of(one))
        if any(word and word in text for word in words):
            return one.head.position
    return own[0]


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


def lines_of(one: Leaf) -> list[str]:
    """Return a leaf's lines in the order they are shown."""
    lines = []
    for block in one.blocks:
        if hasattr(block, "rows"):
            lines += [line.text for row in block.rows for cell in row for line in cell.lines]
        else:
            lines += [line.text for line in block.lines]
    return lines


def views_of_run(
    found: ImportRun, *, register: Register, at: datetime
) -> tuple[FoundPlan, tuple[RowView, ...], tuple[Text, ...]]:
    """Return what was understood of a run, its rows with what is decided, and the readers' warnings."""
    plan, warnings = store.reading_of(found)
    known = suggestions.naming(register, day=timezone.localtime(at).date())
    rows = rows_of(plan, known=known)
    return plan, views_of(rows, store.decisions_of(found, rows)), warnings


def _found(run_id: RunId, by: Person, at: datetime) -> ImportRun:
    rules.check_may_import(by, day=timezone.localtime(at).date())
    found = store.find(run_id)
    if found is None:
        raise refusing.not_there()
    return found
