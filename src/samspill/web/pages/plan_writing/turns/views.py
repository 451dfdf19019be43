"""Turning a measure to its next state, and moving it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samspill.kernel.clock import now
from samspill.plan import api as plan
from samspill.plan.contracts import Invalid, MeasureState, MeasureView, PortfolioFilter, Stale
from samspill.web.components.words import MEASURE_STATE_LOOKS
from samspill.web.pages.plan.presenters.changes import Event
from samspill.web.pages.plan_writing.inputs import INVALID, add_errors, error_rows, number
from samspill.web.pages.plan_writing.side_by_side import STALE, since_opened
from samspill.web.pages.plan_writing.standing import Standing, open_standing, standing
from samspill.web.pages.plan_writing.turns.forms import MoveForm, StateForm
from samspill.web.requests import signed_in_person


@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Offer the states that the person may turn the measure to, or turn it.

    Raises:
        NotAllowed: the measure is not the person's to turn.
    """
    here = standing(request, measure_id)
    plan.check_may_report(measure=here.measure, version=here.version, by=here.by, at=here.at)
    if request.method == "POST":
        return _turn(request, here)
    return _state_page(request, here, StateForm(turns=here.rights.turns, initial={"revision": here.measure.revision}))


def _turn(request: HttpRequest, here: Standing) -> HttpResponse:
    if request.POST.get("to") == here.measure.state.value:  # the same form sent twice, or two who wanted the same
        return _turned(request, here, here.measure.state)
    opened = number(request.POST.get("revision", ""))
    if opened is not None and opened != here.measure.revision:
        return _state_meanwhile(request, here, opened=opened)
    form = StateForm(request.POST, turns=here.rights.turns)
    if not form.is_valid():
        return _state_page(request, here, form, status=INVALID)
    try:
        plan.change_state(
            measure_id=here.measure.id,
            version_id=here.version.id,
            to=form.cleaned_data["to"],
            why=form.cleaned_data["why"],
            revision=form.cleaned_data["revision"],
            by=here.by,
            at=here.at,
        )
    except Invalid as invalid:
        add_errors(form, invalid.errors)
        return _state_page(request, here, form, status=INVALID)
    except Stale:
        return _state_meanwhile(request, standing(request, here.measure.id), opened=form.cleaned_data["revision"])
    return _turned(request, here, form.cleaned_data["to"])


def _state_meanwhile(request: HttpRequest, here: Standing, *, opened: int) -> HttpResponse:
    form = StateForm(_newer(request, here.measure), turns=here.rights.turns)
    form.is_valid()  # where the wanted state cannot be reached any more, the form says so
    return _state_page(request, here, form, status=STALE, changes=_since(here, opened))


def _state_page(
    request: HttpRequest, here: Standing, form: StateForm, *, status: int = 200, changes: tuple[Event, ...] = ()
) -> HttpResponse:
    chosen = str(form["to"].value() or "")
    context = {
        "here": here,
        "form": form,
        "errors": list(error_rows(form)) if form.is_bound else [],
        "choices": [(to.value, MEASURE_STATE_LOOKS[to], to.value == chosen) for to in here.rights.turns],
        "stops": MeasureState.STOPPED in here.rights.turns,
        "changes": changes,
    }
    return render(request, "plan_writing/state.html", context, status=status)


def _turned(request: HttpRequest, here: Standing, to: MeasureState) -> HttpResponse:
    messages.success(request, _("Fasen er nå «%(state)s».") % {"state": MEASURE_STATE_LOOKS[to].word})
    return HttpResponseRedirect(here.back)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Offer the groups that the measure may move to, or move it.

    Raises:
        NotAllowed: the person does not keep the plan.
    """
    plan.check_may_keep_plan(by=signed_in_person(request), at=now())
    here = open_standing(request, measure_id)
    if not here.version.open_for_text:
        return render(request, "plan_writing/closed.html", {"here": here})
    areas = plan.portfolio(version_id=here.version.id, where=PortfolioFilter()).areas
    if request.method != "POST":
        initial = {"revision": here.measure.revision}
        return _move_page(request, here, MoveForm(areas=areas, stands_in=here.measure.group_id, initial=initial))
    if request.POST.get("group") == str(here.measure.group_id):  # the same form sent twice
        return _moved(request, here)
    form = MoveForm(request.POST, areas=areas, stands_in=here.measure.group_id)
    if not form.is_valid():
        return _move_page(request, here, form, status=INVALID)
    opened = form.cleaned_data["revision"]
    try:
        plan.move_measure(
            measure_id=here.measure.id,
            version_id=here.version.id,
            group_id=form.cleaned_data["group"],
            revision=opened,
            by=here.by,
            at=here.at,
            why=form.cleaned_data["why"],
        )
    except Stale:
        again = open_standing(request, measure_id)
        form = MoveForm(_newer(request, again.measure), areas=areas, stands_in=again.measure.group_id)
        form.is_valid()
        return _move_page(request, again, form, status=STALE, changes=_since(again, opened))
    return _moved(request, here)


def _move_page(
    request: HttpRequest, here: Standing, form: MoveForm, *, status: int = 200, changes: tuple[Event, ...] = ()
) -> HttpResponse:
    errors = list(error_rows(form)) if form.is_bound else []
    context = {"here": here, "form": form, "errors": errors, "changes": changes}
    return render(request, "plan_writing/move.html", context, status=status)


def _moved(request: HttpRequest, here: Standing) -> HttpResponse:
    messages.success(request, _("Tiltaket er flyttet."))
    return HttpResponseRedirect(here.back)


def _newer(request: HttpRequest, measure: MeasureView) -> QueryDict:
    """Return what was sent, as if the form had been opened just now."""
    posted = request.POST.copy()
    posted["revision"] = str(measure.revision)
    return posted


def _since(here: Standing, opened: int) -> tuple[Event, ...]:
    history = plan.history(measure_id=here.measure.id)
    return since_opened(history, version=here.version, revisions=here.measure.revision - opened)
