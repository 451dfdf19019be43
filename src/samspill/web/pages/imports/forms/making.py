"""Which form corrects which row."""

from datetime import date
from typing import Any

from samspill.kernel.organisations import Register
from samspill.plan.review import api as review
from samspill.plan.review.contracts import MeasureWords, PlanWords, ReviewView, RowKind, RowView
from samspill.web.pages.imports.forms.correction import Correction
from samspill.web.pages.imports.forms.heads import AreaCorrection, GoalCorrection, GroupCorrection, PlanCorrection
from samspill.web.pages.imports.forms.measures import MeasureCorrection

_FORMS: dict[RowKind, type[Correction]] = {
    RowKind.PLAN: PlanCorrection,
    RowKind.GOAL: GoalCorrection,
    RowKind.AREA: AreaCorrection,
    RowKind.GROUP: GroupCorrection,
}


def correction_for(view: RowView, *, whole: ReviewView, register: Register, day: date, data: Any = None) -> Correction:
    """Return the form that corrects a row, filled with what stands there, or with what was written.

    Args:
        view: the row.
        whole: the review it belongs to; the plan's own years and status words are the ones to choose from.
        register: the organisations to choose from.
        day: the day it is.
        data: what was written.
    """
    # A dropped row is opened with its words as they were understood.
    form = _FORMS.get(view.row.kind)
    if form is not None:
        return form(data, row=view.row, words=view.words, revision=view.revision)
    return MeasureCorrection(
        data,
        row=view.row,
        words=view.words,
        revision=view.revision,
        plan=_plan_words(whole),
        organisations=register.on(day),
        suggested=review.suggest(_responsible(view), register, day=day),
    )


def _plan_words(whole: ReviewView) -> PlanWords:
    words = whole.rows[0].words
    if not isinstance(words, PlanWords):
        raise TypeError("the first row of a review is the plan's own")
    return words


def _responsible(view: RowView) -> str:
    words = view.row.proposal
    return words.responsible[0].text if isinstance(words, MeasureWords) and words.responsible else ""
