"""Pages about Samspill itself: the accessibility statement, and every component on one page."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samspill.kernel.clock import now
from samspill.kernel.organisations import Party
from samspill.plan.contracts import MeasureState, Status, VersionState
from samspill.web.signing_in import open_to_all


@open_to_all
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show what is done for everyone to be able to use Samspill, and what is not yet."""
    return render(request, "about/accessibility.html")


class StyleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Tittel"), help_text=_("Si hva som skal bli annerledes, og for hvem."))
    description = forms.CharField(label=_("Beskrivelse"), required=False, widget=forms.Textarea)
    year = forms.ChoiceField(label=_("År"), choices=[("2026", "2026"), ("2027", "2027")])
    due = forms.DateField(label=_("Frist"), widget=forms.DateInput(attrs={"type": "date"}))
    status = forms.ChoiceField(
        label=_("Status"), choices=[("planned", _("Planlagt")), ("done", _("Ferdigstilt"))], widget=forms.RadioSelect
    )
    told = forms.BooleanField(label=_("Partene har fått beskjed"), required=False)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component, to be looked at and checked; in demo mode only."""
    messages.success(request, _("Statusen er lagret."))
    messages.warning(request, _("To av radene må ses på av et menneske."))
    at = now()
    context: dict[str, Any] = {
        "statuses": list(Status),
        "own_words": {Status.DONE: "Utført", Status.NOT_STARTED: "Ikke påbegynt"},
        "measure_states": list(MeasureState),
        "version_states": list(VersionState),
        "parties": list(Party),
        "form": StyleForm(),
        "form_with_errors": StyleForm({"name": "", "due": "", "year": "2026"}, auto_id="feil_%s"),
        "page": Paginator(range(200), 10).get_page(request.GET.get("side", 7)),
        "at": at,
        "earlier": at - timedelta(days=400),
    }
    return render(request, "about/style.html", context)
