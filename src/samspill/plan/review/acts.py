"""What a person does with an import: receive, try again, decide, finish, drop."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from samspill.kernel.organisations import Register
from samspill.kernel.people import Person
from samspill.kernel.texts import say
from samspill.plan import api as plan
from samspill.plan.contracts import PlanId, VersionId, VersionState
from samspill.plan.review import refusing, rules, store, supervising
from samspill.plan.review.contracts import (
    Incoming,
    InvalidWords,
    KeptFile,
    RowView,
    RunId,
    RunState,
    RunView,
    Verdict,
    Words,
)
from samspill.plan.review.drafting import draft_of
from samspill.plan.review.folder import ImportFolder
from samspill.plan.review.looking import understood
from samspill.plan.review.models import ImportRun
from samspill.plan.review.reader import Bounds
from samspill.plan.review.rows import is_unasked
from samspill.plan.review.wording import problems_of


def receive(*, incoming: Sequence[Incoming], folder: ImportFolder, by: Person, at: datetime) -> tuple[RunView, bool]:
    """Take files of one plan in; nothing is read yet.

    Returns:
        The run, and whether it is new: the same files, in whatever order and under whatever names, are the same run
        until it is dropped, or the draft it became is discarded.

    Raises:
        MayNotImport: the person does not keep the plan.
        ImportRefused: no file, or too many.
        Unreadable: a file is too large.
    """
    rules.check_may_import(by, day=day_of(at))
    rules.check_can_receive(len(incoming))
    folder.tidy(at=at)
    files = tuple({file.sha256: file for file in (folder.keep(one) for one in incoming)}.values())
    fingerprint = fingerprint_of(files)
    try:
        with transaction.atomic():
            run = store.run_of_files(fingerprint)
            if run is not None and not _was_discarded(run):
                return store.view(run, at=at), False
            if run is not None:
                store.free_files(run)
            run = store.add_run(files=files, fingerprint=fingerprint, by=by, at=at)
    except IntegrityError:
        # Somebody sent the same files in the same moment; the database let one of the two through.
        run = store.run_of_files(fingerprint)
        if run is None:
            raise
        return store.view(run, at=at), False
    return store.view(run, at=at), True


def _was_discarded(run: ImportRun) -> bool:
    if run.version is None:
        return False
    return plan.version(version_id=VersionId(run.version)).state is VersionState.DISCARDED


def fingerprint_of(files: Sequence[KeptFile]) -> str:
    """Return what tells the same files from others."""
    together = "\n".join(sorted(file.sha256 for file in files))
    return f"files-{hashlib.sha256(together.encode()).hexdigest()}"


def begin(*, run_id: RunId, folder: ImportFolder, by: Person, clock: supervising.Clock) -> supervising.Attempt:
    """Make the reading of a run one's own; give it to ``supervising.start`` or ``supervising.supervise``.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
        ImportRefused: it is being read already, or is past reading.
    """
    at = clock()
    rules.check_may_import(by, day=day_of(at))
    with transaction.atomic():
        run = locked(run_id)
        attempt = supervising.claim(run, at=at)
        if attempt is None:
            rules.check_can_turn(RunState(run.state), RunState.READING)
            raise refusing.busy()
    bounds = Bounds(file_bytes=folder.file_bytes_max)
    return supervising.Attempt(run_id=run_id, number=attempt, folder=folder, clock=clock, bounds=bounds)


def decide(
    *,
    run_id: RunId,
    path: str,
    verdict: Verdict,
    revision: int,
    register: Register,
    by: Person,
    at: datetime,
    words: Words | None = None,
) -> RowView:
    """Decide on one row, and return it as it stands then.

    Args:
        run_id: the run.
        path: the row.
        verdict: accept it as it stands, correct it, or drop it.
        revision: the decision's number when the form was opened; 0 when there was none.
        register: the community's organisations.
        by: who decides.
        at: when.
        words: what it shall say, with CORRECT.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run or row.
        ImportRefused: the run is not up for review, or the row cannot be accepted or dropped.
        InvalidWords: the corrected words cannot be kept.
        StaleDecision: somebody decided on the row after the form was opened.
    """
    rules.check_may_import(by, day=day_of(at))
    with transaction.atomic():
        run = locked(run_id)
        rules.check_can_review(RunState(run.state))
        view = row_of(run, path, register, at)
        if view.revision != revision:
            raise refusing.stale(view)
        kept = _words_kept(view, verdict, words)
        rules.check_can_decide(view, verdict)
        store.decide(run, {path: kept}, verdict, by=by, at=at)
        return row_of(run, path, register, at)


def take_back(*, run_id: RunId, path: str, register: Register, by: Person, at: datetime) -> RowView:
    """Take the decision on a row back, and return it as it stands then.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run or row.
        ImportRefused: the run is not up for review.
    """
    rules.check_may_import(by, day=day_of(at))
    with transaction.atomic():
        run = locked(run_id)
        rules.check_can_review(RunState(run.state))
        store.undo(run, path)
        return row_of(run, path, register, at)


def accept_unasked(*, run_id: RunId, register: Register, by: Person, at: datetime) -> int:
    """Accept every row that asks nothing and is not decided yet; return how many.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
        ImportRefused: the run is not up for review.
    """
    rules.check_may_import(by, day=day_of(at))
    with transaction.atomic():
        run = locked(run_id)
        rules.check_can_review(RunState(run.state))
        views = understood(run, register=register, at=at).views
        words: Mapping[str, Words | None] = {view.row.path: view.row.proposal for view in views if is_unasked(view)}
        store.decide(run, words, Verdict.ACCEPT, by=by, at=at)
        return len(words)


def accept_together(*, run_id: RunId, paths: Sequence[str], register: Register, by: Person, at: datetime) -> int:
    """Accept several rows that a person has looked at, in one act; return how many.

    A row that somebody has decided on in the meantime is left as it was decided, and so is one that must be decided by
    itself.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run, or it has no such row.
        ImportRefused: the run is not up for review.
    """
    rules.check_may_import(by, day=day_of(at))
    with transaction.atomic():
        run = locked(run_id)
        rules.check_can_review(RunState(run.state))
        known = {view.row.path: view for view in understood(run, register=register, at=at).views}
        if not known.keys() >= set(paths):
            raise refusing.no_such_row()
        chosen = [known[path] for path in paths if rules.can_accept_together(known[path])]
        store.decide(run, {view.row.path: view.row.proposal for view in chosen}, Verdict.ACCEPT, by=by, at=at)
        return len(chosen)


def drop(*, run_id: RunId, folder: ImportFolder, by: Person, at: datetime) -> None:
    """Drop an import: what was read and decided is removed, and so are files that no other import holds.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
        ImportRefused: it is in the plan already, or dropped.
    """
    rules.check_may_import(by, day=day_of(at))
    with transaction.atomic():
        run = locked(run_id)
        rules.check_can_turn(RunState(run.state), RunState.DROPPED)
        store.forget_reading(run)
        store.turn(run, RunState.DROPPED, at=at, by_name=by.name)
        unheld = store.files_only_in(run)
        transaction.on_commit(lambda: folder.forget(unheld))


def finish(*, run_id: RunId, register: Register, by: Person, at: datetime, plan_id: PlanId | None = None) -> VersionId:
    """Make a draft version of what was reviewed, in one transaction; a second time gives the same version.

    Rows that ask nothing and were not decided come along as they stand.

    Raises:
        MayNotImport: the person does not keep the plan.
        NoSuchImport: there is no such run.
        ImportRefused: a decision is missing, or nothing is left.
        PlanRefused: the plan does not take the version.
    """
    rules.check_may_import(by, day=day_of(at))
    with transaction.atomic():
        run = locked(run_id)
        if run.version is not None:
            return VersionId(run.version)
        rules.check_can_review(RunState(run.state))
        held = understood(run, register=register, at=at)
        rules.check_can_finish(RunState(run.state), held.views)
        draft = draft_of(held.plan, held.views, fingerprint=run.fingerprint, import_id=run.pk)
        version_id = plan.create_version(draft=draft, by=by, at=at, plan_id=plan_id, why=_why(run))
        store.turn(run, RunState.ACCEPTED, at=at, by_name=by.name, version=version_id)
        return version_id


def _why(run: ImportRun) -> str:
    return str(say("Importert fra %(files)s.", files=", ".join(file.name for file in run.files.order_by("position"))))


def _words_kept(view: RowView, verdict: Verdict, words: Words | None) -> Words | None:
    if verdict is Verdict.DROP:
        return None
    if verdict is Verdict.ACCEPT:
        return view.row.proposal
    if type(words) is not type(view.row.proposal):
        raise TypeError(f"the row {view.row.path} was corrected with other words than its own kind")
    if problems := problems_of(words):
        raise InvalidWords(say("Noe må rettes før raden kan lagres."), errors=problems)
    return words


def locked(run_id: RunId) -> ImportRun:
    """Return the run, locked until the transaction ends.

    Raises:
        NoSuchImport: there is no such run.
    """
    run = store.lock(run_id)
    if run is None:
        raise refusing.not_there()
    return run


def row_of(run: ImportRun, path: str, register: Register, at: datetime) -> RowView:
    """Return one row of a run.

    Raises:
        NoSuchImport: the run has no such row.
    """
    views = understood(run, register=register, at=at).views
    view = next((view for view in views if view.row.path == path), None)
    if view is None:
        raise refusing.no_such_row()
    return view


def day_of(at: datetime) -> date:
    """Return the calendar day it is for the readers at a moment."""
    return timezone.localtime(at).date()
