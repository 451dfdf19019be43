"""The status form, and the page that confirms what was reported."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samspill.plan import api as plan
from samspill.plan.contracts import Invalid, Stale
from samspill.web.community import local_day
from samspill.web.pages.plan.addresses import VERSION, with_query
from samspill.web.pages.plan_writing.inputs import INVALID, add_errors, error_rows, number
from samspill.web.pages.plan_writing.side_by_side import STALE, since_opened
from samspill.web.pages.plan_writing.standing import Standing, standing
from samspill.web.pages.plan_writing.status.forms import COMMENT_CHARS_MAX, StatusForm, first_year, year_labels
from samspill.web.pages.plan_writing.status.presenters import (
    Report,
    cards,
    cell_of,
    is_saved_already,
    next_to_report,
    settled,
    status_pairs,
)

FIELDS = {"year": "aar"}


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Ask how a year's work with a measure goes, or take the answer.

    Raises:
        NotAllowed: the person may not report for this measure.
    """
    here = standing(request, measure_id)
    plan.check_may_report(measure=here.measure, version=here.version, by=here.by, at=here.at)
    if request.method == "POST":
        return _take(request, here)
    years = list(year_labels(here.measure, here.version))
    year = first_year(years, asked=number(request.GET.get("aar", "")), today=local_day(here.at).year)
    return _page(request, here, _form(here, {"aar": year}))


def _form(here: Standing, initial: dict[str, Any]) -> StatusForm:
    initial["revision"] = here.measure.revision
    return StatusForm(measure=here.measure, version=here.version, initial=initial)


def _take(request: HttpRequest, here: Standing) -> HttpResponse:
    form = StatusForm(request.POST, measure=here.measure, version=here.version)
    if not form.is_valid():
        return _page(request, here, form, status=INVALID)
    said = form.cleaned_data
    written = Report(year=said["aar"], status=said["status"], comment=said["comment"])
    answer = settled(here.measure, written, request.POST)
    if request.POST.get("act") == "open":
        initial = {"aar": answer.year, "status": answer.status.value, "comment": answer.comment}
        return _page(request, here, _form(here, initial))
    try:
        plan.report_status(
            measure_id=here.measure.id,
            version_id=here.version.id,
            year=answer.year,
            status=answer.status,
            comment=answer.comment,
            revision=said["revision"],
            by=here.by,
            at=here.at,
        )
    except Invalid as invalid:
        add_errors(form, invalid.errors, fields=FIELDS)
        return _page(request, here, form, status=INVALID)
    except Stale as stale:
        if is_saved_already(stale.newer, written, here.by):
            return HttpResponseRedirect(_confirmation(here, written.year))
        return _stale(request, here, written, stale, opened=said["revision"])
    return HttpResponseRedirect(_confirmation(here, answer.year))


def _page(request: HttpRequest, here: Standing, form: StatusForm, *, status: int = 200) -> HttpResponse:
    context = {
        "here": here,
        "form": form,
        "errors": list(error_rows(form)) if form.is_bound else [],
        "cards": cards(here.version, str(form["status"].value() or "")),
        "cells": here.measure.cells,
        "comment_max": COMMENT_CHARS_MAX,
    }
    return render(request, "plan_writing/status.html", context, status=status)


def _stale(request: HttpRequest, here: Standing, written: Report, stale: Stale, *, opened: int) -> HttpResponse:
    history = plan.history(measure_id=here.measure.id)
    context = {
        "here": here,
        "refused": stale,
        "pairs": status_pairs(stale.newer, here.version, written, history),
        "events": since_opened(history, version=here.version, revisions=stale.newer.revision - opened),
        "kept": [("aar", written.year), ("status", written.status.value), ("comment", written.comment)],
        "revision": stale.newer.revision,
    }
    return render(request, "plan_writing/status_stale.html", context, status=STALE)


def _confirmation(here: Standing, year: int) -> str:
    address = reverse("plan_writing:reported", args=[here.measure.id])
    return with_query(address, {VERSION: str(here.version.id), "aar": str(year)})


@require_safe
def reported(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Confirm what stands for a year now, and lead on."""
    here = standing(request, measure_id)
    year = number(request.GET.get("aar", "")) or local_day(here.at).year
    mine = plan.measures_of(by=here.by, version_id=here.version.id)
    context = {
        "here": here,
        "year": year,
        "cell": cell_of(here.measure, year),
        "next": next_to_report(mine, after=here.measure, year=year, at=here.at),
        "mine_count": len(mine),
    }
    return render(request, "plan_writing/status_reported.html", context)
