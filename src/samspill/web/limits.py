"""Stops a body that is larger than anything Samspill takes in, before it fills the disk."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE_PATH = "/for-stor/"
"""The page that says so; the request is handed to it as a GET without a body."""


class BodyLimit:
    """An ASGI application in front of another one, that answers a too large body with the page that says so."""

    def __init__(self, application: ASGIApp, *, bytes_max: int) -> None:
        self.application = application
        self.bytes_max = bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or to the page that refuses it.

        A body without a told length is cut off at the limit; the application then sees the sender gone.
        """
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        length = _told_length(scope)
        if length is None or length <= self.bytes_max:
            await self.application(scope, self._counted(receive), send)
            return
        await self.application(_as_refusal(scope), _empty, send)

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= self.bytes_max else {"type": "http.disconnect"}

        return counted


def _told_length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _as_refusal(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name not in {b"content-length", b"content-type"}]
    path = {"path": TOO_LARGE_PATH, "raw_path": TOO_LARGE_PATH.encode(), "query_string": b""}
    return {**scope, **path, "method": "GET", "headers": headers}


async def _empty() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
