"""Language and colours: chosen by a plain form, kept in a cookie each."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from samspill.kernel.refusals import Invalid
from samspill.kernel.texts import say
from samspill.web.requests import safe_way
from samspill.web.signing_in.contracts import open_to_all

SCHEME_COOKIE = "samspill_colours"
SCHEMES = (("auto", _("Som enheten"), "Monitor"), ("light", _("Lyst"), "Sun"), ("dark", _("Mørkt"), "Moon"))
"""Value, word and icon of each colour scheme."""
KEPT_SECONDS = 365 * 24 * 60 * 60


def chosen_scheme(request: HttpRequest) -> str:
    """Return ``auto``, ``light`` or ``dark``."""
    chosen = request.COOKIES.get(SCHEME_COOKIE, "")
    return chosen if chosen in {value for value, _word, _icon in SCHEMES} else "auto"


@open_to_all
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language."""
    known = {code for code, _name in settings.LANGUAGES}
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, request.POST.get("language", ""), known)


@open_to_all
@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's colours."""
    return _keep(request, SCHEME_COOKIE, request.POST.get("scheme", ""), {value for value, _word, _icon in SCHEMES})


def _keep(request: HttpRequest, cookie: str, value: str, known: set[str]) -> HttpResponse:
    if value not in known:
        raise Invalid(say("Valget finnes ikke."), remedy=say("Gå tilbake og velg ett av dem som står på siden."))
    response = HttpResponseRedirect(safe_way(request, request.POST.get("next", "/"), otherwise="/"))
    response.set_cookie(
        cookie, value, max_age=KEPT_SECONDS, secure=settings.SAMSPILL.https, httponly=True, samesite="Lax"
    )
    return response
