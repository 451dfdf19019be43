"""Takes away a Content-Type that cannot be read, before anything stumbles over it."""

from django.utils.http import parse_header_parameters
from starlette.types import ASGIApp, Receive, Scope, Send


class ReadableContentType:
    """An ASGI application in front of another one, that hands on only what a browser could have said.

    Django takes any of Python's codecs for a charset, also those that make no text or make half letters (``zlib``,
    ``utf-7``), and does not start on a header it cannot parse. Without the header the request has no form in it, and
    is refused as such.
    """

    def __init__(self, application: ASGIApp) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        if scope["type"] == "http":
            headers = [(name, value) for name, value in scope["headers"] if name != b"content-type" or _reads(value)]
            scope = {**scope, "headers": headers}
        await self.application(scope, receive, send)


def _reads(value: bytes) -> bool:
    try:
        _kind, said = parse_header_parameters(value.decode("ascii"))
    except (ValueError, LookupError):
        return False
    return said.get("charset", "utf-8").lower() in {"utf-8", "utf8"}
