"""Making a new measure."""

from dataclasses import replace
from threading import Lock
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samspill.kernel.clock import now
from samspill.plan import api as plan
from samspill.plan.contracts import (
    Act,
    AreaId,
    GroupId,
    Invalid,
    MeasureDraft,
    MeasureId,
    MeasureView,
    PortfolioFilter,
    PortfolioView,
    VersionView,
)
from samspill.web.pages.plan.addresses import VERSION, measure_address
from samspill.web.pages.plan_writing.inputs import INVALID, all_rows, error_rows
from samspill.web.pages.plan_writing.measures.bundle import HELPS, Bundle, filled, sent
from samspill.web.pages.plan_writing.measures.differences import is_same
from samspill.web.pages.plan_writing.measures.drafts import EMPTY, draft_of
from samspill.web.pages.plan_writing.measures.edit_views import ACT
from samspill.web.pages.plan_writing.measures.forms import PlaceForm
from samspill.web.pages.plan_writing.standing import asked_version
from samspill.web.pages.plan_writing.versions.presenters import draft_on_its_way
from samspill.web.requests import signed_in_person

_ONE_AT_A_TIME = Lock()
"""A form sent twice at once must find its own twin: looking and making is one step in this process."""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the empty form, or make the measure that was written.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
    """
    plan.check_may_keep_plan(by=signed_in_person(request), at=now())
    version = _version(asked_version(request))
    if version is None:
        return render(request, "plan_writing/no_version.html")
    if not version.open_for_text:
        open_version = draft_on_its_way(plan.versions(), version)
        return render(request, "plan_writing/closed_new.html", {"plan_version": version, "open_version": open_version})
    everything = plan.portfolio(version_id=version.id, where=PortfolioFilter())
    if request.method == "POST":
        return _take(request, everything)
    place = PlaceForm(areas=everything.areas, initial={"place": _asked_place(request)})
    return _page(request, everything, filled(EMPTY, version), place)


def _version(asked: Any) -> VersionView | None:
    if asked:
        return plan.version(version_id=asked)
    open_ = next((version for version in plan.versions() if version.open_for_text), None)
    return open_ or plan.current_version()


def _asked_place(request: HttpRequest) -> str:
    for prefix, name in (("g", "gruppe"), ("o", "omrade")):
        if request.GET.get(name, "").isdigit():
            return f"{prefix}{request.GET[name]}"
    return ""


def _take(request: HttpRequest, everything: PortfolioView) -> HttpResponse:
    act = request.POST.get(ACT, "")
    bundle = sent(request.POST, everything.version, kept=EMPTY, act=act)
    place = PlaceForm(request.POST, areas=everything.areas)
    if act in HELPS:
        unchecked = PlaceForm(areas=everything.areas, initial=request.POST.dict())
        return _page(request, everything, bundle, unchecked)
    if not all([place.is_valid(), bundle.is_valid()]):
        bundle.demand_title()
        return _page(request, everything, bundle, place, status=INVALID)
    try:
        with _ONE_AT_A_TIME:
            measure_id = _make(request, everything.version, bundle.draft(), place.cleaned_data)
    except Invalid as invalid:
        bundle.refuse(dict(invalid.errors))
        return _page(request, everything, bundle, place, status=INVALID)
    messages.success(request, _("Tiltaket er lagt til i planen som foreslått."))
    return HttpResponseRedirect(measure_address(measure_id, {VERSION: str(everything.version.id)}))


def _make(request: HttpRequest, version: VersionView, draft: MeasureDraft, place: dict[str, Any]) -> MeasureId:
    by, at = signed_in_person(request), now()
    kind, number = place["place"][0], int(place["place"][1:])
    group_name = place["group_name"] if kind == "o" else ""
    if twin := _twin(version, draft, kind=kind, number=number, group_name=group_name, by_id=by.id):
        return twin
    return plan.create_measure(
        version_id=version.id,
        draft=draft,
        by=by,
        at=at,
        group_id=GroupId(number) if kind == "g" else None,
        area_id=AreaId(number) if kind == "o" else None,
        group_name=group_name,
        why=request.POST.get("why", "").strip(),
    )


def _twin(
    version: VersionView, draft: MeasureDraft, *, kind: str, number: int, group_name: str, by_id: str
) -> MeasureId | None:
    """Return the measure that this very form made when it was sent the first time."""
    standing = plan.portfolio(version_id=version.id, where=PortfolioFilter())
    there: list[MeasureView] = [
        measure
        for area in standing.areas
        for group in area.groups
        if (group.id == number if kind == "g" else (area.id, group.name) == (number, group_name))
        for measure in group.measures
    ]
    same = [measure.id for measure in there if is_same(replace(draft, provenance=()), draft_of(measure))]
    return next((found for found in same if _made_by(found) == by_id), None)


def _made_by(measure_id: MeasureId) -> str:
    made = (change for change in plan.history(measure_id=measure_id) if change.act is Act.CREATED)
    return next((str(change.by_id) for change in made), "")


def _page(
    request: HttpRequest, everything: PortfolioView, bundle: Bundle, place: PlaceForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "plan_version": everything.version,
        "bundle": bundle,
        "place": place,
        "errors": all_rows([error_rows(place) if place.is_bound else [], bundle.errors]),
    }
    return render(request, "plan_writing/new.html", context, status=status)
