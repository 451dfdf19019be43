"""Changing a measure's words, also when somebody else has changed them meanwhile."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samspill.kernel import refusals
from samspill.kernel.clock import now
from samspill.plan import api as plan
from samspill.plan.contracts import ChangeView, Invalid, MeasureDraft, PlanRefused, Stale
from samspill.web.pages.plan_writing.inputs import INVALID, number
from samspill.web.pages.plan_writing.measures.bundle import HELPS, Bundle, filled, sent
from samspill.web.pages.plan_writing.measures.differences import fingerprints, is_same, merged, pairs
from samspill.web.pages.plan_writing.measures.drafts import draft_of
from samspill.web.pages.plan_writing.side_by_side import CHOICE, STALE, Pair, since_opened
from samspill.web.pages.plan_writing.standing import Standing, open_standing
from samspill.web.pages.plan_writing.versions.presenters import draft_on_its_way
from samspill.web.requests import signed_in_person

ACT, CHOSEN, OPEN = "act", "chosen", "open"
NOT_KEPT = {"csrfmiddlewaretoken", ACT, "revision"}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show a measure's words as a form, or take what was written.

    Raises:
        NotAllowed: the person does not keep the plan.
    """
    plan.check_may_keep_plan(by=signed_in_person(request), at=now())
    here = open_standing(request, measure_id)
    if request.method == "POST":
        return _take(request, here)
    if not here.version.open_for_text:
        return _closed(request, here)
    draft = draft_of(here.measure)
    return _page(request, here, filled(draft, here.version), base=fingerprints(draft))


def _take(request: HttpRequest, here: Standing) -> HttpResponse:
    posted, act = request.POST, request.POST.get(ACT, "")
    bundle = sent(
        posted,
        here.version,
        kept=draft_of(here.measure),
        act=act,
    )
    revision = number(posted.get("revision", "")) or 0
    if act in HELPS:
        return _page(request, here, bundle, base=posted.get("base", ""), revision=revision)
    if not bundle.is_valid():
        return _page(request, here, bundle, base=posted.get("base", ""), revision=revision, status=INVALID)
    mine = bundle.draft(was=here.measure.cells)
    if act in (CHOSEN, OPEN) and revision == here.measure.revision:
        return _take_chosen(request, here, mine)
    return _save(request, here, bundle, mine)


def _take_chosen(request: HttpRequest, here: Standing, mine: MeasureDraft) -> HttpResponse:
    """Go on from the page that showed two sets of words side by side."""
    act, standing = request.POST[ACT], draft_of(here.measure)
    found = _pairs(request, here, mine)
    if act == CHOSEN and any(not pair.choice for pair in found):
        asked = [replace(pair, missing=not pair.choice) for pair in found]
        return _side_by_side(request, here, asked, status=INVALID)
    draft = merged(mine, standing, found)
    bundle = filled(draft, here.version, why=request.POST.get("why", ""))
    if act == OPEN:
        return _page(request, here, bundle, base=fingerprints(standing))
    return _save(request, here, bundle, draft)


def _save(request: HttpRequest, here: Standing, bundle: Bundle, draft: MeasureDraft) -> HttpResponse:
    revision, base = number(request.POST.get("revision", "")) or 0, request.POST.get("base", "")
    try:
        plan.edit_measure(
            measure_id=here.measure.id,
            version_id=here.version.id,
            draft=draft,
            revision=revision,
            by=here.by,
            at=here.at,
            why=request.POST.get("why", "").strip(),
        )
    except Invalid as invalid:
        if not bundle.own.is_bound:  # put together from two sets of words: nothing was sent just like this
            return _page(request, here, bundle, base=base, status=INVALID, refused=invalid)
        bundle.refuse(dict(invalid.errors))
        return _page(request, here, bundle, base=base, revision=revision, status=INVALID)
    except Stale as stale:
        return _meanwhile(request, replace(here, measure=stale.newer), draft, opened=revision)
    except (refusals.NotAllowed, refusals.NotFound):
        raise
    except PlanRefused as refused:
        return _closed(request, here, written=_pairs(request, here, draft), refused=refused)
    return _saved(request, here)


def _meanwhile(request: HttpRequest, here: Standing, mine: MeasureDraft, *, opened: int) -> HttpResponse:
    """Answer a form that was opened before somebody changed the measure."""
    if is_same(mine, draft_of(here.measure)):
        return _saved(request, here)  # the same form sent twice, or two who wrote the same
    return _side_by_side(request, here, _pairs(request, here, mine), opened=opened)


def _pairs(request: HttpRequest, here: Standing, mine: MeasureDraft) -> list[Pair]:
    return pairs(
        mine,
        draft_of(here.measure),
        base=request.POST.get("base", ""),
        history=[change for change in _history(here) if change.version_id == here.version.id],
        posted=request.POST,
    )


def _history(here: Standing) -> tuple[ChangeView, ...]:
    return plan.history(measure_id=here.measure.id)


def _page(
    request: HttpRequest,
    here: Standing,
    bundle: Bundle,
    *,
    base: str,
    revision: int | None = None,
    status: int = 200,
    refused: Invalid | None = None,
) -> HttpResponse:
    context = {
        "here": here,
        "bundle": bundle,
        "errors": bundle.errors,
        "refused": refused,
        "base": base,
        "revision": here.measure.revision if revision is None else revision,
    }
    return render(request, "plan_writing/edit.html", context, status=status)


def _side_by_side(
    request: HttpRequest, here: Standing, found: list[Pair], *, opened: int | None = None, status: int = STALE
) -> HttpResponse:
    sent_fields = [
        (name, value)
        for name in request.POST
        if name not in NOT_KEPT and not name.startswith(CHOICE)
        for value in request.POST.getlist(name)
    ]
    since = here.measure.revision - (here.measure.revision if opened is None else opened)
    context = {
        "here": here,
        "pairs": found,
        "kept": sent_fields,
        "revision": here.measure.revision,
        "events": since_opened(_history(here), version=here.version, revisions=since),
    }
    return render(request, "plan_writing/edit_stale.html", context, status=status)


def _closed(
    request: HttpRequest, here: Standing, *, written: list[Pair] | None = None, refused: PlanRefused | None = None
) -> HttpResponse:
    """Say that the text is closed, and where it can be changed instead."""
    context = {
        "here": here,
        "written": written,
        "refused": refused,
        "open_version": draft_on_its_way(plan.versions(), here.version),
    }
    return render(request, "plan_writing/closed.html", context, status=STALE if refused else 200)


def _saved(request: HttpRequest, here: Standing) -> HttpResponse:
    messages.success(request, _("Endringene er lagret."))
    return HttpResponseRedirect(here.back)
