"""GET /audit/checkpoint, /audit/checkpoint?old=N, /audit/witnessed?origin=NAME, /audit/key.

What is handed out holds sizes and hashes only, and is meant to be spread: so nobody is asked who they are.
"""

import re
from collections.abc import Callable
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from samspill.access.audit.api import HashesMissing
from samspill.fhir.store.contracts import StoreFailure

PREFIX = "/audit"
SIZE_MAX_DIGITS = 18

_SIZE = re.compile(rf"0|[1-9][0-9]{{0,{SIZE_MAX_DIGITS - 1}}}")


class PublicLog(Protocol):
    """The log as others see it."""

    def checkpoint(self) -> bytes | None:
        """Return the newest checkpoint; ``None`` when there is none."""

    def since(self, old: int) -> bytes | None:
        """Return the newest checkpoint with the proof that it follows the log of an old size."""

    def witnessed(self, origin: str) -> bytes | None:
        """Return the newest checkpoint that was kept of another party's log."""


def routes(log: Callable[[], PublicLog], key: Callable[[], str]) -> Mount:
    """Return what answers below ``/audit``.

    Args:
        log: gives the log; it may take a moment, and is called in a thread.
        key: gives the log's public key as it is handed out.
    """

    async def checkpoint(request: Request) -> Response:
        old = request.query_params.get("old")
        if old is None:
            return await _told(lambda: log().checkpoint())
        if not _SIZE.fullmatch(old):
            return PlainTextResponse("old is a size: a whole number without leading zeros.\n", status_code=400)
        return await _told(lambda: log().since(int(old)))

    async def witnessed(request: Request) -> Response:
        origin = request.query_params.get("origin", "")
        if not origin:
            return PlainTextResponse("origin is the name of a log.\n", status_code=400)
        return await _told(lambda: log().witnessed(origin))

    async def public_key(_: Request) -> Response:
        return PlainTextResponse(await run_in_threadpool(key) + "\n")

    return Mount(
        PREFIX,
        routes=[
            Route("/checkpoint", checkpoint, methods=["GET"]),
            Route("/witnessed", witnessed, methods=["GET"]),
            Route("/key", public_key, methods=["GET"]),
        ],
    )


async def _told(ask: Callable[[], bytes | None]) -> Response:
    try:
        answer = await run_in_threadpool(ask)
    except (HashesMissing, StoreFailure):
        return PlainTextResponse("The log cannot answer now.\n", status_code=503)
    if answer is None:
        return PlainTextResponse("There is none.\n", status_code=404)
    return PlainTextResponse(answer, headers={"Cache-Control": "no-store"})
