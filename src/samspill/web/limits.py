"""Stops a body that is larger or slower than anything Samspill takes in, before it fills the disk."""

import asyncio
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE_PATH = "/for-stor/"
"""The page that says so; the request is handed to it as a GET without a body."""

FORM_BYTES_MAX = 4 * 1024 * 1024
"""More than any form of words: only the pages that take files take more."""

DRAINED_FACTOR = 20
"""A browser reads no answer before it has sent its file, so what is too large is taken in and thrown away, up to so
many times the limit."""

LARGE_AT_ONCE = 4
"""Files that arrive at the same time; the next sender waits, and nothing of theirs lies on the disk yet."""

PIECE_SECONDS_MAX = 30.0
BODY_SECONDS_MAX = 900.0
"""100 MB in a quarter of an hour is a line of 1 Mbit/s."""


class BodyLimit:
    """An ASGI application in front of another one, that answers a too large body with the page that says so."""

    def __init__(self, application: ASGIApp, *, bytes_max: int, file_paths: Collection[str] | None = None) -> None:
        """Put the limit in front.

        Args:
            application: What answers.
            bytes_max: The most that a page which takes files is sent.
            file_paths: The pages that take files; the others take a form's worth. ``None`` means every page.
        """
        self.application = application
        self.bytes_max = bytes_max
        self.file_paths = file_paths
        self._places = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or to the page that refuses it.

        A body without a told length is cut off at the limit; the application then sees the sender gone.
        """
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        limit, told = self._limit(scope["path"]), _told_length(scope)
        body = _Body(receive, send, bytes_max=limit)
        if told is not None and told > limit:
            await self._refuse(scope, body)
        elif limit > FORM_BYTES_MAX and scope["method"] == "POST" and (told is None or told > FORM_BYTES_MAX):
            async with self._places:
                await self._hand_on(scope, body)
        else:
            await self._hand_on(scope, body)

    def _limit(self, path: str) -> int:
        takes_files = self.file_paths is None or path in self.file_paths
        return self.bytes_max if takes_files else min(FORM_BYTES_MAX, self.bytes_max)

    async def _hand_on(self, scope: Scope, body: "_Body") -> None:
        await self.application(scope, body.receive, body.send)
        if body.is_too_large and not body.is_answered:
            await self._refuse(scope, body)

    async def _refuse(self, scope: Scope, body: "_Body") -> None:
        await body.drain()
        await self.application(_as_refusal(scope), body.nothing, body.send)


class _Body:
    """One request's body on its way in, counted and timed, and whether it has been answered."""

    def __init__(self, receive: Receive, send: Send, *, bytes_max: int) -> None:
        self._receive = receive
        self._send = send
        self._bytes_max = bytes_max
        self._taken = 0
        self._whole = False
        self._nothing_told = False
        self._ends_at = time.monotonic() + BODY_SECONDS_MAX
        self.is_answered = False

    @property
    def is_too_large(self) -> bool:
        return self._taken > self._bytes_max

    async def receive(self) -> Message:
        """Return the next piece; the sender is gone when there is too much, or nothing comes."""
        if self._whole:
            return await self._receive()  # what comes now is only that the sender leaves
        message = await self._piece()
        return {"type": "http.disconnect"} if self.is_too_large else message

    async def send(self, message: Message) -> None:
        self.is_answered = True
        await self._send(message)

    async def drain(self) -> None:
        """Take the rest in and throw it away."""
        while not self._whole and self._taken <= self._bytes_max * DRAINED_FACTOR:
            await self._piece()

    async def nothing(self) -> Message:
        """Return an empty body, once."""
        if self._nothing_told:
            return await self._receive()
        self._nothing_told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _piece(self) -> Message:
        patience = max(0.0, min(PIECE_SECONDS_MAX, self._ends_at - time.monotonic()))
        try:
            message = await asyncio.wait_for(self._receive(), patience)
        except TimeoutError:
            message = {"type": "http.disconnect"}
        self._taken += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return message


def _told_length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _as_refusal(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name not in {b"content-length", b"content-type"}]
    path = {"path": TOO_LARGE_PATH, "raw_path": TOO_LARGE_PATH.encode(), "query_string": b""}
    return {**scope, **path, "method": "GET", "headers": headers}
