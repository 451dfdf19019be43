"""A closed-loop HTTP/1.1 client on bare asyncio sockets: each connection sends its next call when the answer is there.

It costs the client some 0.1 ms of CPU a request, so that a server on the same two cores is what is measured. It speaks
only what the measured servers speak: Content-Length or chunked bodies, keep-alive.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, its header lines as they came, and its whole body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's value, or nothing."""
        wanted = name.lower().encode()
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == wanted:
                return value.strip().decode()
        return ""


class Broken(Exception):
    """The server closed the connection before it had answered."""


class _Protocol(asyncio.Protocol):
    """Collects one answer at a time; the caller never sends the next call before it has it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        self.buffer = bytearray()
        self.body_at = -1
        self.length = -1
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.body_at < 0:
            if (end := self.buffer.find(HEAD_END)) < 0:
                return
            self.body_at = end + len(HEAD_END)
            self.length = _length(bytes(self.buffer[:end]).lower())
        if self.length >= 0:
            if len(self.buffer) >= self.body_at + self.length:
                self._give(bytes(self.buffer[self.body_at : self.body_at + self.length]))
        elif self.buffer.endswith(b"0\r\n\r\n"):
            body = _joined(bytes(self.buffer[self.body_at :]))
            if body is not None:
                self._give(body)

    def _give(self, body: bytes) -> None:
        head = bytes(self.buffer[: self.body_at - len(HEAD_END)])
        self.buffer.clear()
        self.body_at = self.length = -1
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(Broken(str(exc or "closed")))


def _length(head: bytes) -> int:
    """Return how many bytes the body has; -1 when it comes in chunks."""
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        return int(head[at + 17 : head.find(b"\r\n", at + 2) if head.find(b"\r\n", at + 2) > 0 else len(head)])
    return -1 if b"\r\ntransfer-encoding:" in head else 0


def _joined(chunks: bytes) -> bytes | None:
    """Return the body that came in chunks, or nothing while the last one is still to come."""
    at, body = 0, bytearray()
    while (end := chunks.find(b"\r\n", at)) >= 0:
        size = int(chunks[at:end].split(b";")[0], 16)
        if size == 0:
            return bytes(body)
        at = end + 2
        if at + size + 2 > len(chunks):
            return None
        body += chunks[at : at + size]
        at += size + 2
    return None


class Line:
    """One kept-alive connection to a server; opened when first used, and anew when the server has closed it."""

    def __init__(self, base_url: str, headers: Mapping[str, str]) -> None:
        place = urlsplit(base_url)
        self.host, self.port = place.hostname or "127.0.0.1", place.port or 80
        self.path = place.path
        lines = {"Host": f"{self.host}:{self.port}", "Accept": "application/fhir+json", **headers}
        self._head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._protocol: _Protocol | None = None

    def call(self, method: str, path: str, body: bytes = b"", **more: str) -> bytes:
        """Return the bytes of a call; ``path`` is below the base, or begins with a slash when it is whole."""
        whole = path if path.startswith("/") else f"{self.path}/{path}"
        head = f"{method} {whole} HTTP/1.1\r\n{self._head}"
        for name, value in more.items():
            head += f"{name.replace('_', '-')}: {value}\r\n"
        if body:
            head += f"Content-Type: application/fhir+json\r\nContent-Length: {len(body)}\r\n"
        return head.encode() + b"\r\n" + body

    async def send(self, call: bytes) -> Answer:
        """Send one call and wait for its answer."""
        loop = asyncio.get_running_loop()
        if self._protocol is None or self._protocol.closed:
            _, self._protocol = await loop.create_connection(_Protocol, self.host, self.port)
        self._protocol.waiting = loop.create_future()
        assert self._protocol.transport is not None
        self._protocol.transport.write(call)
        return await self._protocol.waiting

    def close(self) -> None:
        """Close the connection."""
        if self._protocol is not None and self._protocol.transport is not None:
            self._protocol.transport.close()


@dataclass(slots=True)
class Tally:
    """What one cell counted: milliseconds per answer, answers that were not as expected, and the seconds it took."""

    milliseconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def miss(self, what: str) -> None:
        """Count an error by its kind."""
        self.errors[what] = self.errors.get(what, 0) + 1

    @property
    def per_second(self) -> float:
        """Right answers a second."""
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the milliseconds that this share of the answers stayed within."""
        if not self.milliseconds:
            return float("nan")
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


Next = Callable[[Line], bytes | None]
"""Makes the next call for a line; ``None`` ends the line's loop."""


async def closed_loop(
    lines: list[Line],
    next_call: Next,
    *,
    good: frozenset[int],
    seconds: float = float("inf"),
    on_answer: Callable[[Answer], None] | None = None,
) -> Tally:
    """Keep every line busy until the time is up or the calls run out; each line has at most one call under way.

    A broken connection or another status than ``good`` is counted as an error, and its time is not among the answers'.
    """
    tally = Tally()
    start = time.perf_counter()

    async def one(line: Line) -> None:
        while (began := time.perf_counter()) - start < seconds and (call := next_call(line)) is not None:
            try:
                answer = await line.send(call)
            except (Broken, OSError) as error:
                tally.miss(type(error).__name__)
                continue
            if answer.status not in good:
                tally.miss(str(answer.status))
                continue
            tally.milliseconds.append((time.perf_counter() - began) * 1000)
            if on_answer is not None:
                on_answer(answer)

    await asyncio.gather(*(one(line) for line in lines))
    tally.seconds = time.perf_counter() - start
    return tally


def run(work: Awaitable[Tally]) -> Tally:
    """Run one cell to its end."""

    async def whole() -> Tally:
        return await work

    return asyncio.run(whole())
