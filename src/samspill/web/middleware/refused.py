"""A refusal becomes a page that says what happened, why, and what to do now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from samspill.kernel.refusals import Refused
from samspill.web import errors

Handler = Callable[[HttpRequest], HttpResponse]

IN_THE_PLACE_OF_THE_PAGE = {"HX-Retarget": "main", "HX-Reselect": "main", "HX-Reswap": "outerHTML"}
"""A part of a page that was asked for and refused must not be filled with a whole error page."""


class Refusals:
    """Show a refusal that a page has not shown itself, and give Django's bare 405 a page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; an act asked for in a way the page does not take gets a page that says so."""
        response = self.get_response(request)
        if response.status_code == errors.METHOD_NOT_ALLOWED and not response.content:
            response = errors.method_not_allowed(request, allowed=response.headers.get("Allow", ""))
        if isinstance(response, errors.ErrorPage) and "HX-Request" in request.headers:
            for name, value in IN_THE_PLACE_OF_THE_PAGE.items():
                response.headers[name] = value
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show an expected refusal; leave everything else to the 500 page."""
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        return None


def refusals(get_response: Handler) -> Refusals:
    """Return the middleware."""
    return Refusals(get_response)
