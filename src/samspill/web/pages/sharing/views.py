"""How the FHIR server stands: the store, what was loaded, what the server can do, and who listens."""

from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from samspill.fhir.contracts import Call, Caller
from samspill.kernel.clock import now
from samspill.web.pages.sharing.opening import shown
from samspill.web.pages.sharing.presenters import conformance as capability
from samspill.web.pages.sharing.presenters import state as presenting
from samspill.web.pages.sharing.presenters.subscriptions import shown_subscriptions
from samspill.web.record import Record, whole
from samspill.web.requests import signed_in_person

COUNT_WAIT_S = 0.7
"""How long a page waits for a counting; then it shows the last one, and says that a new one is under way."""


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Show how the record store stands."""

    def fill(record: Record) -> dict[str, Any]:
        return {
            "at": now(),
            "base": base_of(request, record),
            "counted": presenting.counted(record.reports, wait_s=COUNT_WAIT_S),
            "store": presenting.store(record),
            "traffic": presenting.traffic(record.reports.standing().traffic),
            "loads": record.reports.loads(),
            "subscriptions": shown_subscriptions(record.reports.subscriptions()),
        }

    return shown(request, "sharing/state.html", fill)


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Show the number of resources alone, for a page that waits for them."""

    def fill(record: Record) -> dict[str, Any]:
        return {
            "base": base_of(request, record),
            "counted": presenting.counted(record.reports, wait_s=COUNT_WAIT_S),
        }

    template = "sharing/parts/counts.html" if getattr(request, "htmx", False) else "sharing/counts.html"
    return shown(request, template, fill)


@require_safe
def loads(request: HttpRequest) -> HttpResponse:
    """Show what was loaded from files."""

    def fill(record: Record) -> dict[str, Any]:
        found = record.reports.loads()
        return {"rows": presenting.load_rows(found), "unfinished": found.unfinished, "place": record.place}

    return shown(request, "sharing/loads.html", fill)


@require_safe
def conformance(request: HttpRequest) -> HttpResponse:
    """Show what the server can do, as its CapabilityStatement says, and what it cannot."""

    def fill(record: Record) -> dict[str, Any]:
        statement = _statement(request, record)
        asked = request.GET.get("type", "")
        one = capability.one_type(statement, asked, record.reports)
        names = record.reports.resource_types()
        return {"server": capability.server(statement), "types": names, "asked": asked, "one": one}

    return shown(request, "sharing/conformance.html", fill)


def _statement(request: HttpRequest, record: Record) -> capability.Statement:
    """Ask the engine itself, as anyone can; the call leaves an audit row like any other."""
    call = Call("GET", ("metadata",), base=base_of(request, record), request=request_id())
    answer = record.engine.perform(call, Caller(signed_in_person(request).id, ()))
    return capability.read(whole(answer))


@require_safe
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Show who listens, and how it goes."""

    def fill(record: Record) -> dict[str, Any]:
        found = shown_subscriptions(record.reports.subscriptions())
        return {"subscriptions": found, "base": base_of(request, record)}

    return shown(request, "sharing/subscriptions.html", fill)


def request_id() -> str:
    """Return an id for a call made by a page, as the API gives its own; it stands in the audit row."""
    return f"page-{token_hex(6)}"


def base_of(request: HttpRequest, record: Record) -> str:
    """Return the absolute address of the FHIR base as the reader reached this server."""
    return request.build_absolute_uri(record.prefix)
