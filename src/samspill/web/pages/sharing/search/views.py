"""The page that tries a search: the engine is called in this process, by the signed-in role, for reading only."""

from time import perf_counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from samspill.fhir.contracts import Call, Caller
from samspill.kernel.people import Capacity, Person
from samspill.web.pages.sharing.opening import filled
from samspill.web.pages.sharing.search import answers
from samspill.web.pages.sharing.search.forms import SearchForm
from samspill.web.pages.sharing.search.query import Search, as_curl
from samspill.web.pages.sharing.views import base_of, request_id
from samspill.web.pages.sharing.words import Word
from samspill.web.record import Record
from samspill.web.requests import demand

SCOPES = (("*", "rs"),)
"""system/*.rs: read and search everything, in demo mode only. Need-based access takes its place when it is made."""

EXAMPLES: tuple[tuple[str, Word], ...] = (
    ("Patient?_count=5", _("De fem første pasientene.")),
    ("Observation?code=85354-9&_sort=-date&_count=5", _("De fem nyeste blodtrykkene.")),
    ("Encounter?_include=Encounter:subject&_count=3", _("Tre opphold, og pasientene de gjelder.")),
    ("Observation?_summary=count", _("Bare hvor mange målinger det er.")),
    ("Observation?kode=85354-9", _("Et søk med en skrivefeil: se hvordan tjeneren svarer.")),
)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Show the form; when it is sent, search and show the answer."""
    person = demand(request, Capacity.DEVELOP)

    def fill(record: Record) -> dict[str, Any]:
        return _filled(request, record, person)

    closed, context = filled(fill)
    return render(
        request, "sharing/search.html", {"closed": closed, "person_id": person.id, "examples": EXAMPLES, **context}
    )


def _filled(request: HttpRequest, record: Record, person: Person) -> dict[str, Any]:
    types, prefix = record.reports.resource_types(), record.prefix
    if request.method != "POST":
        return {"form": SearchForm(types=types, prefix_path=prefix)}
    form = SearchForm(request.POST, types=types, prefix_path=prefix)
    if not form.is_valid():
        return {"form": form}
    asked, base = form.search, base_of(request, record)
    answer = _ask(record, asked, person=person, base=base)
    sent = {name: request.POST.get(name, "") for name in form.fields if name != "onward"}
    return {
        "form": form,
        "asked": asked,
        "types": types,
        "answer": answer,
        "is_onward": bool(form.cleaned_data["onward"]),
        "sent": sent.items(),
        "curl": as_curl(asked, base),
    }


def _ask(record: Record, asked: Search, *, person: Person, base: str) -> answers.Shown:
    """Search as the API would for a caller with this role's name; the audit row is written with the answer."""
    path = (*asked.path, "_search") if asked.by_post else asked.path
    name = request_id()
    call = Call("POST" if asked.by_post else "GET", path, query=asked.pairs, base=base, request=name)
    begun = perf_counter()
    answer = record.engine.perform(call, Caller(person.id, SCOPES))
    return answers.shown(answer, request=name, ms=max(1, round((perf_counter() - begun) * 1000)))
