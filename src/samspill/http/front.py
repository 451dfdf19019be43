"""The front of the server: what lies below the FHIR base goes straight to FHIR, everything else to the pages.

A router of patterns costs a plain read a fifth of its time, and passes over addresses with a line break (``%0a``).
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from samspill.http.fhir.addresses import PREFIX


class Front:
    """One ASGI application made of two."""

    def __init__(self, fhir: ASGIApp, others: ASGIApp) -> None:
        """Stand before both.

        Args:
            fhir: answers the FHIR base and everything below it.
            others: answers everything else, and the server's start and stop.
        """
        self._fhir = fhir
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the one it is for."""
        path = scope.get("path", "")
        is_fhir = scope["type"] == "http" and (path == PREFIX or path.startswith(f"{PREFIX}/"))
        await (self._fhir if is_fhir else self._others)(scope, receive, send)
