"""Acts on whole versions: make one, start a working draft from one, and turn one to its next state."""

from datetime import date, datetime

from samspill.kernel.people import Person
from samspill.plan.contracts import PlanId, VersionDraft, VersionId, VersionState, YearHead


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
        Invalid: something in the draft cannot be kept; ``errors`` says what, by ``area 1 measure 2 title``.
    """
    raise NotImplementedError


def start_version(
    *, from_id: VersionId, by: Person, at: datetime, title: str = "", years: tuple[YearHead, ...] = (), why: str = ""
) -> VersionId:
    """Start a working draft with everything a version holds; each measure keeps its identity.

    The newest reported status becomes the draft's own. ``title`` and ``years`` are those of the version when left out;
    cells of years that are left out do not come along.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
        PlanRefused: the plan has a newer version on its way already.
    """
    raise NotImplementedError


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

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
        Invalid: ``adopted_on`` is missing or later than ``at`` when adopting, or ``why`` when turning back to draft.
        PlanRefused: the version cannot go from the state it is in to ``to``.
    """
    raise NotImplementedError
