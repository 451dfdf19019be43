"""The demo's OpenID provider as one ASGI application: HTTP in, one call to the provider's door, HTTP out."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from samspill.access.contracts import Presented, TokenRefused
from samspill.access.login.provider.contracts import Rejected
from samspill.access.login.provider.metadata import DISCOVERY, PATHS
from samspill.http.fhir.addresses import Bases
from samspill.http.fhir.refusing import HttpRefusal
from samspill.http.login.contracts import Provider
from samspill.http.login.page import STYLE, message_page, sign_in_page
from samspill.kernel.refusals import Refused

PREFIX = "/id"
"""Where the provider stands on the server."""

FORM_BYTES_MAX = 64 * 1024
FIELDS_MAX = 50
_FORM = "application/x-www-form-urlencoded"
_QUIET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


class ProviderEndpoints:
    """Answers below the provider's issuer."""

    def __init__(self, open_provider: Callable[[], Provider], clock: Callable[[], datetime]) -> None:
        """Begin.

        Args:
            open_provider: makes the provider; called for each request, and quick when it is made.
            clock: the present moment.
        """
        self._open = open_provider
        self._clock = clock

    def application(self, hosts: tuple[str, ...]) -> ASGIApp:
        """Return the application; other host names than these are refused, as below the FHIR base."""
        routes = [
            Route(DISCOVERY, self.metadata),
            Route(PATHS["jwks"], self.jwks),
            Route(PATHS["par"], self.push, methods=["POST"]),
            Route(PATHS["authorize"], self.sign_in, methods=["GET"]),
            Route(PATHS["authorize"], self.chosen, methods=["POST"]),
            Route(PATHS["token"], self.token, methods=["POST"]),
            Route(PATHS["userinfo"], self.userinfo, methods=["GET", "POST"]),
            Route(PATHS["revocation"], self.revoke, methods=["POST"]),
            Route(PATHS["end_session"], self.end_session, methods=["GET"]),
        ]
        handlers = {Rejected: _not_done, TokenRefused: _not_done}
        return _OurHosts(Starlette(routes=routes, exception_handlers=handlers), hosts)

    async def _opened(self) -> Provider:
        """Return the provider; one that cannot be made is a fault of the server's, and says what is to be mended."""
        try:
            return await run_in_threadpool(self._open)
        except Refused as refused:
            raise Rejected("server_error", str(refused), status=500) from refused

    async def metadata(self, _: Request) -> Response:
        """Answer ``/.well-known/openid-configuration``."""
        provider = await self._opened()
        return JSONResponse(provider.metadata(), headers=_QUIET)

    async def jwks(self, _: Request) -> Response:
        """Answer with the public keys."""
        provider = await self._opened()
        return JSONResponse(provider.jwks(), headers=_QUIET)

    async def push(self, request: Request) -> Response:
        """Take a pushed request."""
        provider, form = await self._opened(), await _form(request)
        answer = await run_in_threadpool(partial(provider.push, form, _proofs(request), at=self._clock()))
        return JSONResponse(answer, status_code=201, headers=_QUIET)

    async def token(self, request: Request) -> Response:
        """Give tokens out."""
        provider, form = await self._opened(), await _form(request)
        answer = await run_in_threadpool(partial(provider.token, form, _proofs(request), at=self._clock()))
        return JSONResponse(answer, headers=_QUIET)

    async def sign_in(self, request: Request) -> Response:
        """Show the sign-in page for a pushed request."""
        provider = await self._opened()
        try:
            asking = provider.asking(_once(request.query_params.multi_items()), at=self._clock())
        except Rejected as rejected:
            return _page(message_page("Innloggingen kan ikke begynne", rejected.description), status=400)
        text = sign_in_page(asking, provider.issuer + PATHS["authorize"])
        return _page(text, form_action=f"'self' {asking.back_to}")

    async def chosen(self, request: Request) -> Response:
        """Send the browser back with a code."""
        provider = await self._opened()
        try:
            address = provider.chosen(await _form(request), at=self._clock())
        except Rejected as rejected:
            return _page(message_page("Innloggingen kan ikke fullføres", rejected.description), status=400)
        return RedirectResponse(address, status_code=303, headers=_QUIET)

    async def userinfo(self, request: Request) -> Response:
        """Answer with what is known of the person."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        provider = await self._opened()
        url = provider.issuer + PATHS["userinfo"]
        shown = Presented(scheme.lower(), token.strip(), _proofs(request), request.method, url)
        claims = await run_in_threadpool(partial(provider.userinfo, shown, at=self._clock()))
        return JSONResponse(claims, headers=_QUIET)

    async def revoke(self, request: Request) -> Response:
        """End a session by its refresh token."""
        provider, form = await self._opened(), await _form(request)
        await run_in_threadpool(partial(provider.revoke, form, at=self._clock()))
        return Response(status_code=200, headers=_QUIET)

    async def end_session(self, request: Request) -> Response:
        """Send the browser back after a logout; nothing of it is remembered here."""
        provider = await self._opened()
        address = provider.end_session(_once(request.query_params.multi_items()))
        if address is None:
            return _page(message_page("Du er logget ut", "Demoens innlogging husker deg ikke."))
        return RedirectResponse(address, status_code=303, headers=_QUIET)


class _OurHosts:
    """Answers to the host names of the server only (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._bases = Bases(hosts, is_https=False)  # only the names are looked at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        app = self._app
        if scope["type"] == "http":
            try:
                self._bases.of(dict(scope["headers"]).get(b"host", b""))
            except HttpRefusal as refusal:
                app = JSONResponse(
                    {"error": "invalid_request", "error_description": refusal.diagnostics}, status_code=400
                )
        await app(scope, receive, send)


async def _not_done(_: Request, error: Exception) -> Response:
    """Answer a request that was refused, as OAuth and RFC 9449 have it."""
    if isinstance(error, TokenRefused):
        denial = error.denial()
        return Response(status_code=denial.status, headers={**_QUIET, **dict(denial.headers)})
    if not isinstance(error, Rejected):
        raise error
    headers: Mapping[str, str] = {"DPoP-Nonce": error.nonce} if error.nonce else {}
    content = {"error": error.error, "error_description": error.description}
    return JSONResponse(content, status_code=error.status, headers={**_QUIET, **headers})


async def _form(request: Request) -> dict[str, str]:
    """Read a form, whose fields stand once each (RFC 6749, section 3.2)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Rejected("invalid_request", f"Send a form: {_FORM}.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES_MAX:
            raise Rejected("invalid_request", "The form is too long.", status=413)
    try:
        return _once(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
        )
    except ValueError as error:
        raise Rejected("invalid_request", "The form cannot be read.") from error


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Rejected("invalid_request", "A parameter stands twice.")
    return found


def _proofs(request: Request) -> tuple[str, ...]:
    return tuple(part.strip() for header in request.headers.getlist("dpop") for part in header.split(","))


def _page(text: str, *, status: int = 200, form_action: str = "'none'") -> Response:
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {form_action}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    return HTMLResponse(text, status_code=status, headers={**_QUIET, "Content-Security-Policy": policy})
