"""Sends an answer: whole, or piece by piece when it does not fit in memory."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from starlette.types import Receive, Send

from samspill.fhir.contracts import Answer
from samspill.http.fhir.answering import GZIP_BYTES_MIN, Heads, gzip_pieces, gzipped, indented
from samspill.http.fhir.workers import Workers

_BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the caller wants the answer."""

    media_type: str = "application/fhir+json"
    is_indented: bool = False
    takes_gzip: bool = False
    is_head: bool = False
    correlation: bytes = b""


PLAIN = Wanted()


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer whose body is as it will be sent."""

    answer: Answer
    body: bytes | Iterator[bytes] | AsyncIterator[bytes]
    is_gzipped: bool
    wanted: Wanted


def ready(answer: Answer, wanted: Wanted) -> Ready:
    """Indent and compress as wanted; the costly part of answering, so it is done where the answer was made."""
    body = answer.body
    if isinstance(body, bytes):
        if wanted.is_indented and body and answer.content_type.endswith("json"):
            body = indented(body)
        is_gzipped = wanted.takes_gzip and len(body) >= GZIP_BYTES_MIN and not _is_encoded(answer)
        return Ready(answer, gzipped(body) if is_gzipped else body, is_gzipped, wanted)
    is_gzipped = wanted.takes_gzip and not _is_encoded(answer)
    return Ready(answer, iter(gzip_pieces(body)) if is_gzipped else body, is_gzipped, wanted)


def _is_encoded(answer: Answer) -> bool:
    return any(name.lower() == "content-encoding" for name, _ in answer.headers)


async def respond(done: Ready, heads: Heads, *, request: str, receive: Receive, send: Send, workers: Workers) -> None:
    """Send an answer."""
    answer, wanted, body = done.answer, done.wanted, done.body
    headers = heads.of(answer, request=request.encode(), correlation=wanted.correlation, content_type=wanted.media_type)
    headers.append((b"vary", b"Accept, Accept-Encoding, Authorization"))
    if done.is_gzipped:
        headers.append((b"content-encoding", b"gzip"))
    if isinstance(body, bytes) and answer.status not in _BODILESS:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if wanted.is_head or answer.status in _BODILESS:
        _drop(body)
        await send({"type": "http.response.body", "body": b""})
    elif isinstance(body, bytes):
        await send({"type": "http.response.body", "body": body})
    elif isinstance(body, AsyncIterator):
        await _stream(body, receive, send)
    else:
        await _stream(_in_threads(body, workers), receive, send)


async def _in_threads(pieces: Iterator[bytes], workers: Workers) -> AsyncIterator[bytes]:
    try:
        while (piece := await workers.run(lambda: next(pieces, None), is_begun=True)) is not None:
            yield piece
    finally:
        _drop(pieces)


async def _stream(pieces: AsyncIterator[bytes], receive: Receive, send: Send) -> None:
    """Send pieces as they come, until there are no more or the reader has gone."""
    left = asyncio.ensure_future(_until_gone(receive))
    coming: asyncio.Future[bytes | None] | None = None
    try:
        while not left.done():
            coming = asyncio.ensure_future(anext(pieces, None))
            await asyncio.wait((left, coming), return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                return
            piece = coming.result()
            if piece is None:
                await send({"type": "http.response.body", "body": b""})
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:
        for waiting in (left, coming):
            if waiting is not None and not waiting.done():
                waiting.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await waiting
        await pieces.aclose()  # type: ignore[attr-defined]  # they are generators


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _drop(body: object) -> None:
    """Close a stream that is not read to its end, so that what it holds open is let go."""
    close = getattr(body, "close", None)
    if close is not None:
        close()
