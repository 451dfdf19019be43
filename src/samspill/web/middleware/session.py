"""Who the reader is: put on the request, and asked for where a page needs it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from samspill.kernel.clock import now
from samspill.web.requests import person_of, way_back, without_number
from samspill.web.signing_in import sessions
from samspill.web.signing_in.contracts import SIGN_IN_ADDRESS, is_open_to_all

Handler = Callable[[HttpRequest], HttpResponse]


class SignedIn:
    """Put ``request.person`` there, and send whoever is not signed in to sign in first."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the person, unless the session has been idle too long."""
        at = now()
        setattr(request, "person", None)  # noqa: B010  (HttpRequest declares no such field)
        if sessions.is_idle(request, at=at):
            sessions.sign_out(request)
            messages.info(request, _("Du er logget ut fordi du ikke har brukt Samspill på en halvtime."))
        setattr(request, "person", sessions.signed_in(request, at=at))  # noqa: B010
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let a page that is open to all through; others need a person."""
        if person_of(request) is not None or is_open_to_all(view):
            return None
        if "HX-Request" in request.headers:
            # A part of a page was asked for: the whole page goes to sign in, and comes back to where it was.
            return HttpResponseClientRedirect(_sign_in_address(onward=_whole_page(request)))
        asked = way_back(request) if request.method in {"GET", "HEAD"} else "/"
        return HttpResponseRedirect(_sign_in_address(onward=asked))


def _whole_page(request: HttpRequest) -> str:
    try:
        whole = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:  # written by hand: no browser stands on such an address
        return "/"
    return without_number(f"{whole.path}?{whole.query}")


def _sign_in_address(*, onward: str) -> str:
    return f"{SIGN_IN_ADDRESS}?{urlencode({'next': onward})}"


def signed_in(get_response: Handler) -> SignedIn:
    """Return the middleware."""
    return SignedIn(get_response)
