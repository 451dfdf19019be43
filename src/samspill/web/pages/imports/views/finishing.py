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
NEW = "ny"


class PlanForm(forms.Form):
    """Which plan the version belongs to."""

    plan = forms.ChoiceField(
        label=gettext_lazy("Hvilken plan er dette?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg om dette er en ny plan eller neste versjon av en som finnes.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.choices = _plans()
        field = self.fields["plan"]
        if isinstance(field, forms.ChoiceField):
            field.choices = self.choices
        # With plans to choose among nothing is chosen beforehand: the wrong choice cannot be undone.
        if len(self.choices) == 1:
            self.initial["plan"] = NEW


def _plans() -> list[tuple[str, str]]:
    """Return the plans there are, each by its newest version's title, and last that it is a new one."""
    newest: dict[PlanId, str] = {}
    for version in plan.versions():
        newest.setdefault(version.plan_id, version.title)
    known = [(str(plan_id), _("Neste versjon av «%(title)s»") % {"title": title}) for plan_id, title in newest.items()]
    return [*known, (NEW, _("En ny plan"))]


def _consequence(form: PlanForm) -> str:
    """Return what each choice leads to; nothing where there is only one."""
    if len(form.choices) == 1:
        return ""
    return _(
        "Neste versjon: Tiltak som heter det samme på samme sted, beholder historikken sin. "
        "Ny plan: Alle tiltakene blir nye, og planen kommer i tillegg til dem som finnes. "
        "Valget kan ikke endres etterpå."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask which plan it is, then make the version."""
    person, at = demand(request, Capacity.KEEP_PLAN), now()
    run = review.run(run_id=RunId(run_id), by=person, at=at)
    if run.state is RunState.ACCEPTED:
        return HttpResponseRedirect(reverse("imports:one", args=[run_id]))
    whole = review.review(run_id=run.id, register=community().organisations, by=person, at=at)
    form = PlanForm(request.POST if request.method == "POST" else None)
    context = {
        "run": run,
        "tally": whole.tally,
        "form": form,
        "consequence": _consequence(form),
        "back": review_address(run_id, Standing()),
    }
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
            plan_id=None if chosen == NEW else PlanId(int(chosen)),
        )
    except PlanRefused as refused:
        form.add_error(None, " ".join(translate(sentence) for sentence in refused.sentences))
        context["is_kept"] = True
        return render(request, "imports/finish.html", context, status=REFUSED)
    messages.success(request, _("Importen er lagt i planen som et utkast."))
    return HttpResponseRedirect(version_address(version_id))
