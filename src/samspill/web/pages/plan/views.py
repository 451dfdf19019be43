"""The pages that read the plan: translate, ask, translate back."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from samspill.kernel.clock import now
from samspill.kernel.people import Capacity
from samspill.kernel.refusals import NotFound
from samspill.kernel.texts import say
from samspill.plan import api as plan
from samspill.plan.contracts import (
    AreaId,
    ChangeView,
    MeasureId,
    PortfolioFilter,
    PortfolioView,
    VersionId,
    VersionView,
)
from samspill.web.community import today
from samspill.web.pages.plan import csv_files
from samspill.web.pages.plan.addresses import OVERVIEW, VERSION, VIEW, version_query, with_query, writing_address
from samspill.web.pages.plan.forms import FilterForm, SinceForm
from samspill.web.pages.plan.presenters.areas import area_shown
from samspill.web.pages.plan.presenters.change_list import change_list
from samspill.web.pages.plan.presenters.changes import Arrivals, Teller
from samspill.web.pages.plan.presenters.measures import columns
from samspill.web.pages.plan.presenters.one_measure import measure_page
from samspill.web.pages.plan.presenters.own import own_page
from samspill.web.pages.plan.presenters.portfolio import portfolio_page
from samspill.web.pages.plan.presenters.versions import version_choices, version_shown
from samspill.web.pages.plan.symbols import symbols
from samspill.web.requests import demand, signed_in_person

CHANGES_A_PAGE = 100
CHANGES_AT_ONCE = 500


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show the plan as areas and years, or as a picture; the filter lives in the URL."""
    versions = plan.versions()
    if not versions:
        return _no_plan(request)
    current_id = _current_id(versions)
    version_id = _asked_version(request, versions, current_id)
    form, shown, others = _asked_portfolio(request, version_id)
    page = portfolio_page(
        shown, others, form, current_id=current_id, today=today(), is_overview=request.GET.get(VIEW) == OVERVIEW
    )
    context = {"page": page, "form": form, "symbols": symbols()}
    if _is_partial(request):
        part = render(request, "plan/parts/portfolio.html", context)
        part.headers["HX-Push-Url"] = page.address
        return part
    choices = version_choices(versions, chosen=version_id, page=request.path, query=request.GET.dict())
    new = _new_address(request, shown.version, {})
    return render(request, "plan/portfolio.html", {**context, "versions": choices, "new_address": new})


@require_safe
def portfolio_csv(request: HttpRequest) -> HttpResponse:
    """Return what the portfolio shows as a file for Excel."""
    versions = plan.versions()
    if not versions:
        return _no_plan(request)
    version_id = _asked_version(request, versions, _current_id(versions))
    _form, shown, _others = _asked_portfolio(request, version_id)
    return csv_files.csv_response(csv_files.portfolio_rows(shown), filename="portefolje.csv")


@require_safe
def area(request: HttpRequest, area_id: int) -> HttpResponse:
    """Show one area with its goals and measures, between those before and after it."""
    versions = plan.versions()
    current_id = _current_id(versions)
    version_id = _asked_version(request, versions, current_id)
    whole = plan.portfolio(version_id=version_id, where=PortfolioFilter())
    found = [one for one in whole.areas if one.id == area_id] or [
        plan.area(version_id=version_id, area_id=AreaId(area_id))
    ]
    query = version_query(version_id, current_id=current_id)
    shown = [
        area_shown(
            one, whole.version, query=query, today=today(), picture_heads=columns(whole.version.years, one.measures)
        )
        for one in whole.areas
    ]
    here = [one.id for one in shown].index(found[0].id)
    context = {
        "area": shown[here],
        "before": shown[here - 1] if here else None,
        "after": shown[here + 1] if here + 1 < len(shown) else None,
        "plan_version": version_shown(whole.version, current_id=current_id),
        "symbols": symbols(),
        "lang": version_shown(whole.version, current_id=current_id).lang,
        "plan_address": with_query(reverse("plan:portfolio"), query),
        "new_address": _new_address(request, whole.version, {"omrade": str(area_id)}),
    }
    return render(request, "plan/area.html", context)


@require_safe
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show everything about one measure, as one version has it."""
    asked = _version_in_query(request)
    found = plan.measure(measure_id=MeasureId(measure_id), version_id=asked)
    version = plan.version(version_id=found.version_id)
    current = plan.current_version()
    current_id = current.id if current else None
    page = measure_page(
        found,
        version,
        having=plan.versions_with(measure_id=found.id),
        history=plan.history(measure_id=found.id),
        current_id=current_id,
        rights=plan.rights(measure=found, version=version, by=signed_in_person(request), at=now()),
        today=today(),
    )
    plan_address = with_query(reverse("plan:portfolio"), version_query(version.id, current_id=current_id))
    context = {"page": page, "status_words": version.status_words, "plan_address": plan_address}
    return render(request, "plan/measure.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the person's organisation or role answers for."""
    person = demand(request, Capacity.REPORT_STATUS)
    current = plan.current_version()
    if current is None:
        return _no_plan(request)
    measures = plan.measures_of(by=person, version_id=current.id)
    page = own_page(measures, current, current_id=current.id, today=today())
    return render(request, "plan/mine.html", {"page": page, "status_words": current.status_words})


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what has changed since a day."""
    versions = plan.versions(with_discarded=True)
    form = SinceForm(request.GET)
    since = form.since(_last_adopted(versions) or today() - timedelta(days=30))
    everything = "alle" in request.GET
    found = _all_changes(since) if everything else _page_of_changes(since, request.GET.get("eldre_enn", ""))
    page = change_list(
        found,
        Teller(versions, current_id=_current_id(versions), arrivals=_arrivals(found)),
        since=since,
        adopted_on=_last_adopted(versions),
        today=today(),
        page_size=None if everything else CHANGES_A_PAGE,
        is_later_page=bool(request.GET.get("eldre_enn")),
    )
    shown_form = form if form.errors else SinceForm(initial={"fra": since})
    return render(request, "plan/changes.html", {"page": page, "form": shown_form})


@require_safe
def changes_csv(request: HttpRequest) -> HttpResponse:
    """Return everything that has changed since a day as a file for Excel."""
    versions = plan.versions()
    since = SinceForm(request.GET).since(_last_adopted(versions) or today() - timedelta(days=30))
    return csv_files.csv_response(csv_files.change_rows(_all_changes(since)), filename=f"endringer-{since}.csv")


def _no_plan(request: HttpRequest) -> HttpResponse:
    may_import = plan.may_keep_plan(by=signed_in_person(request), at=now())
    address = writing_address("imports:new") if may_import else ""
    return render(request, "plan/no_plan.html", {"import_address": address, "may_import": may_import})


def _new_address(request: HttpRequest, version: VersionView, query: dict[str, str]) -> str:
    if not (version.open_for_text and plan.may_keep_plan(by=signed_in_person(request), at=now())):
        return ""
    return writing_address("plan_writing:new", query={VERSION: str(version.id), **query})


def _asked_portfolio(request: HttpRequest, version_id: VersionId) -> tuple[FilterForm, PortfolioView, PortfolioView]:
    """Return the filter, what fits it, and what fits all of it but the status. Nothing is read twice."""
    everything = plan.portfolio(version_id=version_id, where=PortfolioFilter())
    form = FilterForm(request.GET, everything=everything)
    where = form.where()
    read = {PortfolioFilter(): everything}
    for wanted in (where, form.where_any_status()):
        if wanted not in read:
            read[wanted] = plan.portfolio(version_id=version_id, where=wanted)
    return form, read[where], read[form.where_any_status()]


def _is_partial(request: HttpRequest) -> bool:
    headers = request.headers
    return "HX-Request" in headers and headers.get("HX-History-Restore-Request") != "true"


def _version_in_query(request: HttpRequest) -> VersionId | None:
    asked = request.GET.get(VERSION, "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 18:
        raise NotFound(say("Vi finner ikke denne versjonen av planen."), remedy=say("Velg en versjon fra porteføljen."))
    return VersionId(int(asked))


def _asked_version(request: HttpRequest, versions: tuple[VersionView, ...], current_id: VersionId | None) -> VersionId:
    asked = _version_in_query(request) or current_id
    if asked is None:
        raise NotFound(say("Det finnes ingen plan ennå."), remedy=say("Be sekretariatet om å legge inn planen."))
    if asked not in {one.id for one in versions}:
        return plan.version(version_id=asked).id
    return asked


def _current_id(versions: tuple[VersionView, ...]) -> VersionId | None:
    current = plan.current_version()
    return current.id if current else (versions[0].id if versions else None)


def _last_adopted(versions: tuple[VersionView, ...]) -> date | None:
    return max((one.adopted_on for one in versions if one.adopted_on), default=None)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _page_of_changes(since: date, before: str) -> tuple[ChangeView, ...]:
    """Return one page of changes, and one more to tell whether there are older ones."""
    before_id = int(before) if before.isdecimal() and len(before) <= 18 else None
    return plan.changes(since=_start_of(since), limit=CHANGES_A_PAGE + 1, before_id=before_id)


def _arrivals(found: tuple[ChangeView, ...]) -> Arrivals:
    return plan.arrivals(since=found[-1].at, until=found[0].at) if found else {}


def _all_changes(since: date) -> tuple[ChangeView, ...]:
    found: tuple[ChangeView, ...] = ()
    part = plan.changes(since=_start_of(since), limit=CHANGES_AT_ONCE)
    while part:
        found += part
        part = plan.changes(since=_start_of(since), limit=CHANGES_AT_ONCE, before_id=part[-1].id)
    return found
