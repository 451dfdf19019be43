"""Deciding on rows: accept, correct, drop, and accept several as one."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from samspill.kernel.clock import now
from samspill.kernel.people import Capacity, Person
from samspill.plan.review import api as review
from samspill.plan.review.contracts import (
    InvalidWords,
    ReviewView,
    RowView,
    RunId,
    StaleDecision,
    Verdict,
)
from samspill.web.community import community, local_day
from samspill.web.pages.imports.addresses import Standing, review_address, standing_of
from samspill.web.pages.imports.forms import Correction, correction_for
from samspill.web.pages.imports.presenters import ShownRow, shown_row, wanted
from samspill.web.pages.imports.sections import pages_of
from samspill.web.pages.imports.views.documents import document_beside
from samspill.web.pages.imports.words import waiting_words
from samspill.web.requests import demand

INVALID, STALE = 422, 409
TAKE_BACK = "undo"


@require_POST
def decide(request: HttpRequest, run_id: int) -> HttpResponse:
    """Accept a row as it stands, drop it, or take the decision back.

    Raises:
        StaleDecision: somebody decided on it in the meantime; the page that says so leads back.
    """
    person, at = demand(request, Capacity.KEEP_PLAN), now()
    path, act = request.POST.get("rad", ""), request.POST.get("valg", "")
    register = community().organisations
    common: dict[str, Any] = {"run_id": RunId(run_id), "path": path, "register": register, "by": person, "at": at}
    if act == TAKE_BACK:
        view = review.take_back(**common)
    else:
        view = review.decide(verdict=_verdict(act), revision=_revision(request), **common)
    return _decided(request, run_id, view, by=person, at=at)


def _decided(request: HttpRequest, run_id: int, view: RowView, *, by: Person, at: datetime) -> HttpResponse:
    where = replace(standing_of(request), path="")
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(review_address(run_id, where, path=view.row.path))
    register = community().organisations
    whole = review.review(run_id=RunId(run_id), register=register, by=by, at=at)
    context = _row_context(whole, where, shown_row(view, whole=whole, register=register))
    following = None if view.decision is None else _next_waiting(whole, where, view)
    if following is not None:
        # The next row takes the focus, and the document follows it.
        context["following"] = shown_row(following, whole=whole, register=register)
        context["leaf"] = document_beside(whole, Standing(path=following.row.path), by=by, at=at)
    return render(request, "imports/parts/decided.html", context)


def _next_waiting(whole: ReviewView, where: Standing, view: RowView) -> RowView | None:
    pages = pages_of(wanted(whole.rows, view=where.view))
    place = int(where.page or 1) - 1
    # A row just decided leaves the view of what is not decided; it is still on the reader's page.
    order = [one.row.path for one in whole.rows]
    here = order.index(view.row.path)
    shown = pages[place] if 0 <= place < len(pages) else []
    return next((one for one in shown if one.waits and order.index(one.row.path) > here), None)


def _row_context(whole: ReviewView, where: Standing, row: ShownRow) -> dict[str, Any]:
    return {
        "run": whole.run,
        "row": row,
        "where": where,
        "tally": whole.tally,
        "waiting": waiting_words(whole.tally.waiting_kinds),
        "can_finish": review.can_finish(whole.run.state, whole.rows),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show the form that corrects a row, or keep what was written."""
    person, at, where = demand(request, Capacity.KEEP_PLAN), now(), standing_of(request)
    register = community().organisations
    whole = review.review(run_id=RunId(run_id), register=register, by=person, at=at)
    view = whole.row(where.path)
    if view is None:
        raise review.no_such_row()
    data = request.POST if request.method == "POST" else None
    form = correction_for(view, whole=whole, register=register, day=local_day(at), data=data)
    if data is None:
        return _form_page(request, whole, view, form, by=person, at=at)
    if not form.is_valid():
        return _form_page(request, whole, view, form, by=person, at=at, status=INVALID)
    try:
        kept = review.decide(
            run_id=whole.run.id,
            path=view.row.path,
            verdict=Verdict.CORRECT,
            revision=form.cleaned_data["revision"],
            register=register,
            by=person,
            at=at,
            words=form.words(),
        )
    except InvalidWords as invalid:
        form.take_problems(invalid.errors)
        return _form_page(request, whole, view, form, by=person, at=at, status=INVALID)
    except StaleDecision as stale:
        return _stale_page(request, whole, stale, form, by=person, at=at)
    return _decided(request, run_id, kept, by=person, at=at)


def _stale_page(
    request: HttpRequest, whole: ReviewView, stale: StaleDecision, form: Correction, *, by: Person, at: datetime
) -> HttpResponse:
    """Show what stands now above what was written; saving once more keeps the latter."""
    form.data = {**request.POST.dict(), "revision": str(stale.newer.revision)}
    newer = shown_row(stale.newer, whole=whole, register=community().organisations)
    return _form_page(request, whole, stale.newer, form, by=by, at=at, status=STALE, stale=stale, newer=newer)


def _form_page(
    request: HttpRequest,
    whole: ReviewView,
    view: RowView,
    form: Correction,
    *,
    by: Person,
    at: datetime,
    status: int = 200,
    **also: Any,
) -> HttpResponse:
    where = standing_of(request)
    row = shown_row(view, whole=whole, register=community().organisations)
    in_place = bool(getattr(request, "htmx", False))
    context = {
        **_row_context(whole, where, row),
        "form": form,
        "fields": form.template,
        "in_place": in_place,
        "correcting_query": where.query,
        "back": review_address(whole.run.id, replace(where, path=""), path=view.row.path),
        **also,
    }
    context["leaf"] = document_beside(whole, Standing(path=view.row.path), by=by, at=at)
    if in_place:
        return render(request, "imports/parts/correcting.html", context, status=status)
    return render(request, "imports/correct.html", context, status=status)


@require_POST
def accept(request: HttpRequest, run_id: int) -> HttpResponse:
    """Accept several rows as one: those the form names, else every row that asks nothing."""
    person, at, where = demand(request, Capacity.KEEP_PLAN), now(), standing_of(request)
    register = community().organisations
    common: dict[str, Any] = {"run_id": RunId(run_id), "register": register, "by": person, "at": at}
    paths = request.POST.getlist("rader")
    count = review.accept_together(paths=paths, **common) if paths else review.accept_unasked(**common)
    said = ngettext("%(count)s rad er godtatt.", "%(count)s rader er godtatt.", count)
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(review_address(run_id, where))


def _verdict(act: str) -> Verdict:
    # A form of ours says accept or drop; anything else came by hand and is answered as the safest of the two.
    return Verdict.ACCEPT if act == Verdict.ACCEPT.value else Verdict.DROP


def _revision(request: HttpRequest) -> int:
    told = request.POST.get("revision", "0")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0
