"""Headers that django.middleware.security and django-csp do not set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from samspill.web.requests import person_of

Handler = Callable[[HttpRequest], HttpResponse]

FEATURES_REFUSED = ("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb")  # fmt: skip
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES_REFUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def security_headers(get_response: Handler) -> Handler:
    """Set the headers on every answer; what a signed-in person sees is never kept by browser or proxy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if person_of(request) is not None:
            response.headers["Cache-Control"] = "no-store"
        else:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware
