"""Pages for what did not go well. None of them needs the database, and none shows more than the reader should know."""

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samspill.kernel import refusals
from samspill.kernel.refusals import Refused
from samspill.web.texts import translate

METHOD_NOT_ALLOWED = 405
log = structlog.get_logger(__name__)

STATUS_OF: tuple[tuple[type[Refused], int], ...] = (
    (refusals.NotFound, 404),
    (refusals.NotAllowed, 403),
    (refusals.Stale, 409),
    (refusals.Invalid, 422),
)
REFUSED_STATUS = 409
"""What was asked for collides with how things stand."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an error page says."""

    title: str
    what: str
    remedy: str = ""
    why: str = ""
    reference: str = ""


class ErrorPage(HttpResponse):
    """A whole page that says what did not go well."""


def page(status: int, explanation: Explanation, headers: Mapping[str, str] | None = None) -> ErrorPage:
    """Return an error page; it is drawn without a session, so that it also works when the database does not."""
    context = {
        "status": status,
        "explanation": explanation,
        "language": get_language() or settings.SAMSPILL.language,
    }
    return ErrorPage(render_to_string("errors/page.html", context), status=status, headers=headers)


def status_of(refused: Refused) -> int:
    """Return the status a refusal is answered with."""
    return next((status for kind, status in STATUS_OF if isinstance(refused, kind)), REFUSED_STATUS)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:  # noqa: ARG001  (every error page takes one)
    """Show a refusal."""
    explanation = Explanation(
        title=_title(status_of(refusal)),
        what=translate(refusal.what),
        why=translate(refusal.why) if refusal.why else "",
        remedy=translate(refusal.remedy) if refusal.remedy else "",
    )
    return page(status_of(refusal), explanation)


def _title(status: int) -> str:
    titles = {404: _("Vi finner ikke dette"), 403: _("Du har ikke tilgang"), 422: _("Noe må rettes")}
    return titles.get(status, _("Det lar seg ikke gjøre nå"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read (handler400)."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return page(
        400,
        Explanation(
            title=_("Vi forstår ikke forespørselen"),
            what=_("Adressen eller skjemaet var ikke slik vi venter."),
            remedy=_("Gå tilbake og prøv én gang til. Ingenting er endret."),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (handler403)
    """Answer one who may not (handler403)."""
    return page(
        403,
        Explanation(
            title=_("Du har ikke tilgang"),
            what=_("Rollen din gir ikke tilgang til denne siden."),
            remedy=_("Be sekretariatet om hjelp, eller bytt til en rolle som har tilgang."),
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (handler404)
    """Answer an address that leads nowhere (handler404)."""
    return page(
        404,
        Explanation(
            title=_("Vi finner ikke siden"),
            what=_("Adressen er feil, eller siden er flyttet."),
            remedy=_("Sjekk at adressen er skrevet riktig, eller begynn fra forsiden."),
        ),
    )


def method_not_allowed(request: HttpRequest, *, allowed: str) -> HttpResponse:  # noqa: ARG001
    """Answer an act that the address does not take."""
    return page(
        METHOD_NOT_ALLOWED,
        Explanation(
            title=_("Dette kan ikke gjøres slik"),
            what=_("Adressen tar bare imot skjemaer, eller bare visning."),
            remedy=_("Gå tilbake og bruk knappen på siden. Ingenting er endret."),
        ),
        headers={"Allow": allowed},
    )


def too_large(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer more than may be sent."""
    return page(
        413,
        Explanation(
            title=_("Filen er for stor"),
            what=_("Du kan sende inn filer på opptil %(size)s MB.") % {"size": settings.SAMSPILL.import_mb_max},
            why=_("Grensen holder Samspill rask for alle."),
            remedy=_("Lagre dokumentet med mindre bilder eller som PDF, og send det på nytt. Ingenting er endret."),
        ),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """Answer a form that does not come from a page of ours."""
    return page(
        403,
        Explanation(
            title=_("Skjemaet er for gammelt"),
            what=_("Vi kunne ikke bekrefte at skjemaet kom fra deg. Ingenting er endret."),
            why=_("Det skjer når siden har stått åpen lenge, eller når nettleseren ikke tar imot informasjonskapsler."),
            remedy=_("Gå tilbake, last siden på nytt og send skjemaet igjen."),
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw (handler500): logged once, and shown as a reference number."""
    reference = secrets.token_hex(4)
    log.error(
        "unexpected_error", reference=reference, method=request.method, path=request.path, exc_info=sys.exc_info()
    )
    response = page(
        500,
        Explanation(
            title=_("Noe gikk galt hos oss"),
            what=_("Samspill fikk ikke gjort det du ba om. Det er ikke din feil."),
            remedy=_("Prøv igjen om litt. Hjelper det ikke, oppgi referansen til dem som drifter Samspill."),
            reference=reference,
        ),
    )
    setattr(response, "_has_been_logged", True)  # noqa: B010  (Django's own mark: not to be logged a second time)
    return response
