"""What a request carries in Samspill: the person who is signed in, and safe ways onward."""

from urllib.parse import unquote_plus

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from samspill.kernel.national_numbers import holds_national_number
from samspill.kernel.people import Capacity, Person
from samspill.kernel.refusals import NotAllowed
from samspill.kernel.texts import say


def person_of(request: HttpRequest) -> Person | None:
    """Return the person who is signed in, or ``None``."""
    person = getattr(request, "person", None)
    return person if isinstance(person, Person) else None


def signed_in_person(request: HttpRequest) -> Person:
    """Return the person who is signed in, on a page that only such persons reach.

    Raises:
        LookupError: the page was opened to everyone by mistake.
    """
    person = person_of(request)
    if person is None:
        raise LookupError("a page for signed-in persons was reached without one")
    return person


def demand(request: HttpRequest, capacity: Capacity) -> Person:
    """Return the person, whose role must allow this.

    Raises:
        NotAllowed: the role does not allow it.
    """
    person = signed_in_person(request)
    if not person.may(capacity):
        raise NotAllowed(
            say("Rollen din gir ikke tilgang til denne siden."),
            why=say("Du er logget inn som %(role)s.", role=person.name),
            remedy=say("Be sekretariatet om hjelp, eller bytt til en rolle som har tilgang."),
        )
    return person


def safe_way(request: HttpRequest, address: str, *, otherwise: str) -> str:
    """Return an address to go on to: the asked one when it stays on this site and holds no person's number."""
    stays = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address.startswith("/") and stays and not _holds_number(address) else otherwise


def way_back(request: HttpRequest) -> str:
    """Return the address of this page, to come back to; the front page's when a person's number was typed in it."""
    return without_number(request.get_full_path())


def without_number(address: str) -> str:
    """Return an address as it is, or the front page's: numbers stand in no address that Samspill writes."""
    return "/" if _holds_number(address) else address


def _holds_number(address: str) -> bool:
    return holds_national_number(unquote_plus(address).replace("|", " "))
