"""A page about the record store, or, when the store cannot be opened or read, the same page saying so."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspill.fhir.store.contracts import StoreFailure
from samspill.kernel.people import Capacity
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say
from samspill.web.record import Record, record
from samspill.web.requests import demand

AWAY = (
    say("Journalen svarer ikke nå."),
    say("Prøv igjen om litt. Varer det, sjekk at databasen kjører og har plass på disken."),
)


def shown(request: HttpRequest, template: str, fill: Callable[[Record], dict[str, Any]]) -> HttpResponse:
    """Show a page to those who may see it; ``fill`` reads what it needs from the open record.

    Raises:
        NotAllowed: the role does not allow it.
    """
    demand(request, Capacity.DEVELOP)
    closed, context = filled(fill)
    return render(request, template, {"closed": closed, **context})


def filled(fill: Callable[[Record], dict[str, Any]]) -> tuple[tuple[Text, ...], dict[str, Any]]:
    """Return why the record store cannot be read (nothing when it can), and what was read."""
    try:
        return (), fill(record())
    except Refused as refused:
        return refused.sentences, {}
    except StoreFailure:
        return AWAY, {}
