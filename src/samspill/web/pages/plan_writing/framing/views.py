"""Changing what a draft says around its measures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samspill.kernel.clock import now
from samspill.kernel.refusals import NotFound
from samspill.kernel.texts import say
from samspill.plan import api as plan
from samspill.plan.contracts import AreaId, Invalid, VersionId, VersionView
from samspill.web.pages.plan.addresses import VERSION, area_address, with_query
from samspill.web.pages.plan_writing.framing.forms import AreaForm, VersionForm, area_initial, version_initial
from samspill.web.pages.plan_writing.inputs import INVALID, add_errors, error_rows
from samspill.web.pages.plan_writing.side_by_side import STALE
from samspill.web.pages.plan_writing.standing import asked_version
from samspill.web.pages.plan_writing.versions.presenters import draft_on_its_way
from samspill.web.requests import signed_in_person

NO_AREA = plan.AreaFrame("", None, (), ())
KEPT_FIELDS = {"base", "why", "new_group"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A field whose words in the store are not those that were written."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of this kind shows, and where it leads."""

    template: str
    version: VersionView
    back: str
    saved: str
    """What is said when it is saved."""


@require_http_methods(["GET", "HEAD", "POST"])
def edit_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show a draft's own words as a form, or take what was written.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
    """
    by, at = signed_in_person(request), now()
    plan.check_may_keep_plan(by=by, at=at)
    version = plan.version(version_id=VersionId(version_id))
    page = Page("edit_version", version, reverse("plan_writing:versions"), _("Endringene er lagret."))
    frame = plan.version_frame(version_id=version.id)
    if not version.open_for_text:
        return _closed(request, page, form=VersionForm(request.POST, years=frame.years) if request.POST else None)

    def save(form: VersionForm) -> str:
        said = form.cleaned_data
        plan.edit_version(version_id=version.id, draft=form.frame(), mark=said["base"], by=by, at=at, why=said["why"])
        return page.back

    fresh = VersionForm(initial=version_initial(frame), years=frame.years)
    form = VersionForm(request.POST, years=frame.years) if request.method == "POST" else fresh
    return _answer(request, page, form, fresh, save)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_area(request: HttpRequest, area_id: int) -> HttpResponse:
    """Show an area's own words as a form, or take what was written.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such area.
    """
    by, at = signed_in_person(request), now()
    plan.check_may_keep_plan(by=by, at=at)
    version_id, frame = plan.area_frame(area_id=AreaId(area_id))
    version = plan.version(version_id=version_id)
    back = area_address(AreaId(area_id), version_id)
    page = Page("edit_area", version, back, _("Endringene er lagret."))
    if not version.open_for_text:
        return _closed(request, page, form=AreaForm(request.POST, groups=frame.groups) if request.POST else None)

    def save(form: AreaForm) -> str:
        said = form.cleaned_data
        plan.edit_area(area_id=AreaId(area_id), draft=form.frame(), mark=said["base"], by=by, at=at, why=said["why"])
        return back

    fresh = AreaForm(initial=area_initial(frame), groups=frame.groups)
    form = AreaForm(request.POST, groups=frame.groups) if request.method == "POST" else fresh
    return _answer(request, page, form, fresh, save)


@require_http_methods(["GET", "HEAD", "POST"])
def new_area(request: HttpRequest) -> HttpResponse:
    """Show the empty form of an area, or make the area.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
    """
    by, at = signed_in_person(request), now()
    plan.check_may_keep_plan(by=by, at=at)
    version = _version_to_write_in(request)
    back = with_query(reverse("plan:portfolio"), {VERSION: str(version.id)})
    page = Page("new_area", version, back, _("Området er lagt til."))
    if not version.open_for_text:
        return _closed(request, page, form=AreaForm(request.POST, groups=()) if request.POST else None)

    def save(form: AreaForm) -> str:
        made = plan.create_area(version_id=version.id, draft=form.frame(), by=by, at=at, why=form.cleaned_data["why"])
        return area_address(made, version.id)

    fresh = AreaForm(groups=())
    form = AreaForm(request.POST, groups=()) if request.method == "POST" else fresh
    return _answer(request, page, form, fresh, save)


def _version_to_write_in(request: HttpRequest) -> VersionView:
    if asked := asked_version(request):
        return plan.version(version_id=asked)
    open_ = next((version for version in plan.versions() if version.open_for_text), None)
    found = open_ or plan.current_version()
    if found is None:
        raise NotFound(say("Det finnes ingen plan ennå."), remedy=say("Importer planen dere har først."))
    return found


def _answer(request: HttpRequest, page: Page, form: Any, fresh: Any, save: Callable[[Any], str]) -> HttpResponse:
    if not form.is_bound:
        return _page(request, page, form)
    if not form.is_valid():
        return _page(request, page, form, status=INVALID)
    try:
        onward = save(form)
    except Invalid as invalid:
        add_errors(form, {form.field_of(name): text for name, text in invalid.errors.items()})
        return _page(request, page, form, status=INVALID)
    except plan.ChangedMeanwhile as stale:
        return _meanwhile(request, page, form, fresh, stale)
    messages.success(request, page.saved)
    return HttpResponseRedirect(onward)


def _meanwhile(request: HttpRequest, page: Page, form: Any, fresh: Any, stale: plan.ChangedMeanwhile) -> HttpResponse:
    """Show what was written with what stands beside it; saving once more keeps what the form says then."""
    posted = request.POST.copy()
    posted["base"] = fresh.initial["base"]
    for name in fresh.fields.keys() - posted.keys():  # a group that somebody made meanwhile keeps its name
        posted[name] = fresh[name].value() or ""
    form.data = posted
    standing = [
        Standing(str(bound.label), _words(bound), _words(fresh[bound.name]))
        for bound in form
        if bound.name not in KEPT_FIELDS and bound.name in fresh.fields and _words(bound) != _words(fresh[bound.name])
    ]
    return _page(request, page, form, status=STALE, stale=stale, standing=standing)


def _words(bound: Any) -> str:
    value = bound.value()
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(value, "" if value is None else value)).replace("\r\n", "\n").strip()


def _page(
    request: HttpRequest,
    page: Page,
    form: Any,
    *,
    status: int = 200,
    stale: plan.ChangedMeanwhile | None = None,
    standing: Iterable[Standing] = (),
) -> HttpResponse:
    context = {
        "plan_version": page.version,
        "form": form,
        "back": page.back,
        "errors": list(error_rows(form)) if form.is_bound else [],
        "stale": stale,
        "standing": standing,
    }
    return render(request, f"plan_writing/{page.template}.html", context, status=status)


def _closed(request: HttpRequest, page: Page, *, form: Any) -> HttpResponse:
    """Say that the text is closed; what was written while it was closed is shown, so that it is not lost."""
    written = [
        Standing(str(bound.label), _words(bound), "") for bound in form or () if bound.name != "base" and _words(bound)
    ]
    context = {
        "plan_version": page.version,
        "back": page.back,
        "written": written,
        "open_version": draft_on_its_way(plan.versions(), page.version),
    }
    return render(request, "plan_writing/closed_frame.html", context, status=STALE if form else 200)
