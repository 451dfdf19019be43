"""The list of versions, what differs between two, and the acts on them."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samspill.kernel.clock import now
from samspill.kernel.refusals import NotFound
from samspill.kernel.texts import say
from samspill.plan import api as plan
from samspill.plan.contracts import Invalid, VersionId, VersionState, VersionView
from samspill.web.community import today
from samspill.web.components.words import VERSION_STATE_LOOKS
from samspill.web.pages.plan.addresses import VERSION
from samspill.web.pages.plan.words import field_word
from samspill.web.pages.plan_writing.inputs import INVALID, add_errors, error_rows, number
from samspill.web.pages.plan_writing.versions.forms import StartForm, TurnForm
from samspill.web.pages.plan_writing.versions.presenters import (
    TURN_WORDS,
    by_plan,
    draft_on_its_way,
    previous_of,
    version_rows,
    years_of_draft,
)
from samspill.web.requests import signed_in_person

BEFORE_ALL = datetime(1990, 1, 1, tzinfo=UTC)


@require_safe
def all_of_them(request: HttpRequest) -> HttpResponse:
    """Show every version, and to those who keep the plan what can be done with each."""
    keeps = plan.may_keep_plan(by=signed_in_person(request), at=now())
    versions = plan.versions(with_discarded=True)
    turned = [
        change
        for version in versions
        if version.adopted_on
        for change in plan.changes(since=BEFORE_ALL, version_id=version.id, limit=500)
        if change.measure_id is None
    ]
    rows = version_rows(versions, current=plan.current_version(), keeps=keeps, adoptions=turned)
    return render(request, "plan_writing/versions.html", {"plans": by_plan(rows), "keeps": keeps})


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask what a new working draft shall hold, or start it.

    Raises:
        NotAllowed: the person does not keep the plan.
        PlanRefused: the plan has a version on its way already.
    """
    by, at = signed_in_person(request), now()
    plan.check_may_keep_plan(by=by, at=at)
    version = plan.version(version_id=VersionId(version_id))
    first, last = min(head.year for head in version.years), max(head.year for head in version.years)
    years = {"first": first, "next_": last + 1}
    if request.method != "POST":
        if draft := draft_on_its_way(plan.versions(), version):
            messages.info(request, _("Planen har allerede et utkast på vei: «%(title)s».") % {"title": draft.title})
            return HttpResponseRedirect(reverse("plan_writing:versions"))
        return _start_page(request, version, StartForm(initial={"title": version.title}, **years))
    form = StartForm(request.POST, **years)
    if not form.is_valid():
        return _start_page(request, version, form, status=INVALID)
    said = form.cleaned_data
    try:
        draft_id = plan.start_version(
            from_id=version.id,
            by=by,
            at=at,
            title=said["title"],
            years=years_of_draft(version.years, with_next=said["next_year"], without_first=said["drop_first"]),
        )
    except Invalid as invalid:
        add_errors(form, invalid.errors)
        return _start_page(request, version, form, status=INVALID)
    messages.success(request, _("Arbeidsutkastet er klart. Her kan du endre teksten."))
    return HttpResponseRedirect(f"{reverse('plan:portfolio')}?{VERSION}={draft_id}")


def _start_page(request: HttpRequest, version: VersionView, form: StartForm, *, status: int = 200) -> HttpResponse:
    errors = list(error_rows(form)) if form.is_bound else []
    context = {"plan_version": version, "form": form, "errors": errors, "can_drop": len(version.years) > 1}
    return render(request, "plan_writing/start.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def turn(request: HttpRequest, version_id: int, to: str) -> HttpResponse:
    """Ask for confirmation before a version is turned to its next state, or turn it.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version or state.
        PlanRefused: the version cannot go there from where it is.
    """
    by, at = signed_in_person(request), now()
    plan.check_may_keep_plan(by=by, at=at)
    version = plan.version(version_id=VersionId(version_id))
    next_ = _state(to)
    if version.state is next_:  # the same form sent twice
        return _turned(request, version)
    if request.method != "POST":
        form = TurnForm(to=next_, initial={"adopted_on": today()})
        return _turn_page(request, version, next_, form)
    form = TurnForm(request.POST, to=next_)
    if not form.is_valid():
        return _turn_page(request, version, next_, form, status=INVALID)
    said = form.cleaned_data
    try:
        plan.turn_version(
            version_id=version.id,
            to=next_,
            by=by,
            at=at,
            why=said["why"],
            adopted_on=said.get("adopted_on"),
            adopted_in=said.get("adopted_in", ""),
        )
    except Invalid as invalid:
        add_errors(form, invalid.errors)
        return _turn_page(request, version, next_, form, status=INVALID)
    return _turned(request, plan.version(version_id=version.id))


def _state(slug: str) -> VersionState:
    if slug not in {state.value for state in TURN_WORDS}:
        raise NotFound(say("Vi finner ikke siden."), remedy=say("Velg hva du vil gjøre fra listen over versjoner."))
    return VersionState(slug)


def _turn_page(
    request: HttpRequest, version: VersionView, to: VersionState, form: TurnForm, *, status: int = 200
) -> HttpResponse:
    adopted = next((one for one in plan.versions() if _is_replaced(one, version)), None)
    context = {
        "plan_version": version,
        "to": to,
        "adopts": to is VersionState.ADOPTED,
        "discards": to is VersionState.DISCARDED,
        "act": TURN_WORDS[to],
        "can_turn": to in version.turns,
        "replaced": adopted if to is VersionState.ADOPTED else None,
        "form": form,
        "errors": list(error_rows(form)) if form.is_bound else [],
    }
    return render(request, "plan_writing/turn.html", context, status=status)


def _is_replaced(one: VersionView, by: VersionView) -> bool:
    return one.plan_id == by.plan_id and one.state is VersionState.ADOPTED and one.id != by.id


def _turned(request: HttpRequest, version: VersionView) -> HttpResponse:
    words = {"title": version.title, "state": str(VERSION_STATE_LOOKS[version.state].word).lower()}
    messages.success(request, _("«%(title)s» er nå %(state)s.") % words)
    return HttpResponseRedirect(reverse("plan_writing:versions"))


@require_safe
def compare(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show what is different in a version from another, by default from the one before it.

    Raises:
        NotFound: there is no such version, or nothing to compare it with.
    """
    versions = plan.versions()
    version = plan.version(version_id=VersionId(version_id))
    asked = number(request.GET.get("med", ""))
    other = plan.version(version_id=VersionId(asked)) if asked else previous_of(versions, version)
    if other is None:
        raise NotFound(
            say("Det er ingen tidligere versjon å sammenligne med."),
            remedy=say("Gå tilbake til listen over versjoner."),
        )
    found = plan.comparison(before_id=other.id, after_id=version.id)
    others = [one for one in versions if one.plan_id == version.plan_id and one.id != version.id]
    context = {
        "comparison": found,
        "changed": [
            (one, [(field_word(text.field), text.before, text.after) for text in one.rewordings])
            for one in found.changed
        ],
        "others": others,
        "other": other,
        "plan_version": version,
    }
    return render(request, "plan_writing/compare.html", context)
