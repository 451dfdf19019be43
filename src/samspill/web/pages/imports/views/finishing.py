"""The last step: the reviewed import becomes a draft version of a plan."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from samspill.kernel.clock import now
from samspill.kernel.people import Capacity
from samspill.plan import api as plan
from samspill.plan.contracts import PlanId, PlanRefused
from samspill.plan.review import api as review
from samspill.plan.review.contracts import RunId, RunState
from samspill.web.community import community
from samspill.web.pages.imports.addresses import Standing, review_address, version_address
from samspill.web.requests import demand
from samspill.web.texts import translate

REFUSED = 409


class PlanForm(forms.Form):
    """Which plan the version belongs to."""

    plan = forms.ChoiceField(
        label=gettext_lazy("Hvilken plan er dette?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg om dette er en ny plan eller neste versjon av en som finnes.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["plan"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _plans()


def _plans() -> list[tuple[str, str]]:
    """Return the plans there are, each by its newest version's title."""
    newest: dict[PlanId, str] = {}
    for version in plan.versions():
        newest.setdefault(version.plan_id, version.title)
    known = [(str(plan_id), _("Neste versjon av «%(title)s»") % {"title": title}) for plan_id, title in newest.items()]
    return [("ny", _("En ny plan")), *known]


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask which plan it is, then make the version."""
    person, at = demand(request, Capacity.KEEP_PLAN), now()
    run = review.run(run_id=RunId(run_id), by=person, at=at)
    if run.state is RunState.ACCEPTED:
        return HttpResponseRedirect(reverse("imports:one", args=[run_id]))
    whole = review.review(run_id=run.id, register=community().organisations, by=person, at=at)
    form = PlanForm(request.POST if request.method == "POST" else None, initial={"plan": "ny"})
    context = {"run": run, "tally": whole.tally, "form": form, "back": review_address(run_id, Standing())}
    if request.method != "POST":
        return render(request, "imports/finish.html", context)
    if not form.is_valid():
        return render(request, "imports/finish.html", context, status=422)
    chosen = form.cleaned_data["plan"]
    try:
        version_id = review.finish(
            run_id=run.id,
            register=community().organisations,
            by=person,
            at=at,
            plan_id=None if chosen == "ny" else PlanId(int(chosen)),
        )
    except PlanRefused as refused:
        form.add_error(None, " ".join(translate(sentence) for sentence in refused.sentences))
        return render(request, "imports/finish.html", context, status=REFUSED)
    messages.success(request, _("Importen er lagt i planen som et utkast."))
    return HttpResponseRedirect(version_address(version_id))
