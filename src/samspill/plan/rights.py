"""What a person may do to a measure or the plan, for a page to ask before it offers anything.

The acts ask the same rules again; nothing rests on a page having asked.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from samspill.kernel.people import Person
from samspill.plan import rules
from samspill.plan.contracts import MeasureState, MeasureView, VersionView


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do to a measure as a version has it now."""

    report: bool
    """Report status: the person may, and the version takes reports."""
    edit: bool
    """Change its words: the person keeps the plan, and the version's text is open."""
    turns: tuple[MeasureState, ...]
    """The states the person may turn it to."""


def rights(*, measure: MeasureView, version: VersionView, by: Person, at: datetime) -> Rights:
    """Return what a person may do to a measure in the version it was read from."""
    day = localdate(at)
    takes_reports = rules.takes_reports(version.state)
    turns = tuple(to for to in measure.turns if rules.may_turn_measure(by, measure.responsible, to, day=day))
    return Rights(
        report=takes_reports and rules.may_report(by, measure.responsible, day=day),
        edit=rules.text_is_open(version.state) and rules.may_keep_plan(by, day=day),
        turns=turns if takes_reports else (),
    )


def may_keep_plan(*, by: Person, at: datetime) -> bool:
    """Tell whether a person may change the plan itself."""
    return rules.may_keep_plan(by, day=localdate(at))


def check_may_keep_plan(*, by: Person, at: datetime) -> None:
    """Refuse anyone who does not keep the plan.

    Raises:
        NotAllowed: the role has ended or not begun, or does not let its holder change the plan.
    """
    rules.check_may_keep_plan(by, day=localdate(at))


def check_may_report(*, measure: MeasureView, version: VersionView, by: Person, at: datetime) -> None:
    """Refuse a status from anyone who neither keeps the plan nor answers for the measure, or on a superseded version.

    Raises:
        NotAllowed: the person may not report for this measure.
        PlanRefused: the version is superseded.
    """
    rules.check_may_report(by, measure.responsible, day=localdate(at))
    rules.check_takes_reports(version.state)
