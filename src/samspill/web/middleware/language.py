"""The reader's language: the one chosen, else the one the browser asks for, else the community's own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

Handler = Callable[[HttpRequest], HttpResponse]

BOKMAL = "nb"
_ALSO_CALLED = {"no": BOKMAL, "nb": BOKMAL, "nn": "nn", "en": "en"}
"""``no`` is what many browsers send for bokmål."""


def reader_language(get_response: Handler) -> Handler:
    """Speak the reader's language while the request is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = chosen_language(
            cookie=request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            accepted=request.headers.get("Accept-Language", ""),
            otherwise=settings.SAMSPILL.language,
        )
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def chosen_language(*, cookie: str, accepted: str, otherwise: str) -> str:
    """Return ``nb``, ``nn`` or ``en``.

    Args:
        cookie: The language the reader has chosen here, or an empty string.
        accepted: The browser's Accept-Language header.
        otherwise: The language for those who have said nothing that Samspill speaks.
    """
    if cookie in {code for code, _ in settings.LANGUAGES}:
        return cookie
    for tag, _ in parse_accept_lang_header(accepted):
        if language := _ALSO_CALLED.get(tag.split("-")[0]):
            return language
    return otherwise
