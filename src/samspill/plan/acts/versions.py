"""Acts on whole versions: make one, start a working draft from one, and turn one to its next state."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from samspill.kernel.people import Person
from samspill.kernel.texts import say
from samspill.plan import drafts, rules
from samspill.plan.acts.copying import draft_of
from samspill.plan.contracts import Act, NotFound, PlanId, VersionDraft, VersionId, VersionState, YearHead
from samspill.plan.differences import Difference
from samspill.plan.store import changes, views
from samspill.plan.store import versions as store
from samspill.plan.store.changes import Deed


def create_version(
    *, draft: VersionDraft, by: Person, at: datetime, plan_id: PlanId | None = None, why: str = ""
) -> VersionId:
    """Make a draft version of a whole plan, as a reviewed import gives it.

    The same content (``draft.fingerprint``) twice makes one version, whose id is returned both times. Without
    ``plan_id`` it is the first version of a new plan; with it the next version of that plan, and a measure whose area,
    group and title are those of exactly one measure in the plan's newest version is the same measure.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such plan.
        PlanRefused: the plan has a version on its way already.
        Invalid: something in the draft cannot be kept; ``errors`` says what, by ``area 1 measure 2 title``.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    draft = drafts.tidied_version(draft)
    drafts.check_version(draft)
    if there := store.with_fingerprint(draft.fingerprint):
        return there
    try:
        return _create(draft, Deed(_how_it_came(draft), by, at, why), plan_id)
    except IntegrityError:
        # Two who import the same file in the same moment: the other one was first.
        if there := store.with_fingerprint(draft.fingerprint):
            return there
        raise


def start_version(
    *, from_id: VersionId, by: Person, at: datetime, title: str = "", years: tuple[YearHead, ...] = (), why: str = ""
) -> VersionId:
    """Start a working draft with everything a version holds; each measure keeps its identity.

    Statuses reported so far, and those reported on the adopted version later, show in the draft as well. ``title`` and
    ``years`` are those of the version when left out; cells of years that are left out do not come along.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
        PlanRefused: the plan has a newer version on its way already.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    with transaction.atomic():
        source = views.one_version(from_id)
        store.lock_plan(source.plan_id)
        rules.check_can_start_version(store.states_in_plan(source.plan_id))
        tree = views.tree(from_id, with_provenance=True)
        draft = draft_of(tree, store.kind_of(from_id), title=title.strip() or source.title, years=years or source.years)
        drafts.check_version(draft)
        identities = tuple(measure.id for area in tree.areas for measure in area.measures)
        version_id, _ = store.insert_version(
            draft, plan_id=source.plan_id, at=at, identities=identities, follows=from_id
        )
        deed = Deed(Act.VERSION_STARTED, by, at, why)
        changes.keep(deed, [Difference("", source.title, draft.title)], version_id=version_id)
    return version_id


def turn_version(
    *,
    version_id: VersionId,
    to: VersionState,
    by: Person,
    at: datetime,
    why: str = "",
    adopted_on: date | None = None,
    adopted_in: str = "",
) -> None:
    """Turn a version to its next state (``rules.VERSION_TURNS``); adopting one supersedes the plan's adopted one.

    A discarded draft is kept with its history, and its content may come in again.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
        Invalid: ``adopted_on`` is missing or later than ``at`` when adopting, or ``why`` when turning back to draft or
            discarding.
        PlanRefused: the version cannot go from the state it is in to ``to``, or is to be discarded with statuses that
            were reported on measures of its own.
    """
    day = localdate(at)
    rules.check_may_keep_plan(by, day=day)
    with transaction.atomic():
        plan_id = views.one_version(version_id).plan_id
        store.lock_plan(plan_id)
        now = VersionState(store.lock_version(version_id).state)
        rules.check_can_turn_version(now, to)
        rules.check_turn_is_told(to, now=now, why=why, adopted_on=adopted_on, day=day)
        deed = Deed(Act.VERSION_TURNED, by, at, why)
        if to is VersionState.ADOPTED:
            _supersede(plan_id, deed)
        if to is VersionState.DISCARDED:
            rules.check_can_discard(store.reported_here_only(version_id))
        store.turn(version_id, to, adopted_on=adopted_on, adopted_in=adopted_in)
        changes.keep(deed, [Difference("state", now.value, to.value)], version_id=version_id)


def _create(draft: VersionDraft, deed: Deed, plan_id: PlanId | None) -> VersionId:
    with transaction.atomic():
        if plan_id is None:
            plan_id = store.new_plan(deed.at)
        elif not store.lock_plan(plan_id):
            raise NotFound(say("Vi finner ikke denne planen."), remedy=say("Velg en plan fra oversikten."))
        rules.check_can_start_version(store.states_in_plan(plan_id))
        identities = store.identities(draft, plan_id)
        version_id, measures = store.insert_version(draft, plan_id=plan_id, at=deed.at, identities=identities)
        changes.keep(deed, [Difference("", "", draft.title)], version_id=version_id)
        changes.keep_measures(deed, measures, version_id=version_id)
    return version_id


def _how_it_came(draft: VersionDraft) -> Act:
    measures = (measure for area in draft.areas for group in area.groups for measure in group.measures)
    return Act.IMPORTED if any(measure.provenance for measure in measures) else Act.CREATED


def _supersede(plan_id: PlanId, deed: Deed) -> None:
    adopted = store.adopted_in_plan(plan_id)
    if adopted is None:
        return
    store.supersede(adopted, deed.at)
    gone = Difference("state", VersionState.ADOPTED.value, VersionState.SUPERSEDED.value)
    changes.keep(deed, [gone], version_id=adopted)
