"""Takes a request's body in: bounded in size, in time, in how many large ones at once, and in what gzip swells to."""

import asyncio
import zlib
from collections.abc import Iterator
from contextlib import AsyncExitStack

from starlette.types import Receive

from samspill.http.fhir.refusing import HttpRefusal

PIECE_SECONDS_MAX = 30.0
PLACE_SECONDS_MAX = 60.0
BODY_SECONDS_MAX = 300.0
BYTES_A_SECOND_MIN = 16 * 1024
"""What a body must come at on the whole, beyond the time that one piece is given."""

LARGE_BYTES = 1024 * 1024
LARGE_AT_ONCE = 8
"""Bodies over a megabyte that are held at the same time; the next sender waits in its own network buffers."""

MEMBERS_MAX = 4096
SLICE_BYTES = 64 * 1024

DRAINED_BYTES_MAX = 64 * 1024 * 1024
"""Most clients read no answer before they have sent everything, so some of what is too large is read and dropped."""


class Gone(Exception):
    """The caller went away before the body was whole."""


class Bodies:
    """Receives bodies within bounds."""

    def __init__(self, *, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self._places = asyncio.Semaphore(LARGE_AT_ONCE)

    async def receive(self, receive: Receive, *, told: int | None) -> bytes:
        """Return the whole body as it was sent.

        Args:
            told: what Content-Length says; ``None`` when it says nothing.

        Raises:
            HttpRefusal: 413 when it is too large, 408 when it comes too slowly, 503 when too many large ones come in.
            Gone: the caller left.
        """
        if told is not None and told > self.bytes_max:
            await self._drain(receive)
            raise self.too_large()
        try:
            async with AsyncExitStack() as held:
                return await self._timed(receive, held)
        except TimeoutError as error:
            raise HttpRefusal(408, "timeout", "The body did not come in time.") from error

    async def _timed(self, receive: Receive, held: AsyncExitStack) -> bytes:
        """Take pieces in, each in time and all of them fast enough; the rest of a large body needs one of the places.

        A place is not taken before a megabyte has come, and is lost by who sends slowly: eight callers who send a byte
        now and then would else keep everybody waiting who sends without telling the length.
        """
        clock = asyncio.get_running_loop().time
        begun = clock()
        pieces: list[bytes] = []
        taken = 0
        has_place = False
        async with asyncio.timeout(PIECE_SECONDS_MAX) as patience:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                piece = message.get("body", b"")
                taken += len(piece)
                if taken > self.bytes_max:
                    raise self.too_large()
                pieces.append(piece)
                if not message.get("more_body", False):
                    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
                if taken > LARGE_BYTES and not has_place:
                    patience.reschedule(None)
                    begun += await self._place(held)
                    has_place = True
                latest = begun + PIECE_SECONDS_MAX + min(taken / BYTES_A_SECOND_MIN, BODY_SECONDS_MAX)
                patience.reschedule(min(clock() + PIECE_SECONDS_MAX, latest))

    async def _place(self, held: AsyncExitStack) -> float:
        """Wait for a place among the large bodies, and return how many seconds that took."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            async with asyncio.timeout(PLACE_SECONDS_MAX):
                await held.enter_async_context(self._places)
        except TimeoutError as error:
            text = "As many large bodies come in as are taken at once. Try again soon."
            raise HttpRefusal(503, "throttled", text, ("Retry-After", "10")) from error
        return clock() - begun

    async def _drain(self, receive: Receive) -> None:
        taken = 0
        try:
            async with asyncio.timeout(PIECE_SECONDS_MAX):
                while taken < DRAINED_BYTES_MAX:
                    message = await receive()
                    taken += len(message.get("body", b""))
                    if not message.get("more_body", False):
                        return
        except TimeoutError:
            return

    def too_large(self) -> HttpRefusal:
        """Return the refusal of a body over the bound."""
        return HttpRefusal(413, "too-long", f"The body is larger than {self.bytes_max} bytes. Send it in parts.")

    def plain(self, body: bytes, encoding: str) -> bytes:
        """Undo a Content-Encoding, never producing more than the bound.

        Raises:
            HttpRefusal: 415 for another encoding than gzip, 400 when it is broken, 413 when it swells too much.
        """
        if encoding in ("", "identity"):
            return body
        if encoding not in ("gzip", "x-gzip"):
            raise HttpRefusal(
                415, "not-supported", "Only gzip is taken as Content-Encoding.", ("Accept-Encoding", "gzip")
            )
        try:
            return b"".join(self._unpacked(memoryview(body)))
        except zlib.error as error:
            raise HttpRefusal(400, "structure", "The body is not the gzip that Content-Encoding says.") from error

    def _unpacked(self, packed: memoryview) -> Iterator[bytes]:
        """Yield what gzip members hold, one after the other.

        Bytes are handed over in slices, and members are counted: each end of a member costs a copy of what follows it,
        so 32 megabytes of empty members would else keep a thread busy for hours.
        """
        room, place, members = self.bytes_max + 1, 0, 0
        while place < len(packed):
            members += 1
            if members > MEMBERS_MAX:
                raise HttpRefusal(413, "too-costly", f"The gzip body has more than {MEMBERS_MAX} members.")
            machine = zlib.decompressobj(wbits=31)
            while not machine.eof:
                if place == len(packed):
                    raise HttpRefusal(400, "structure", "The gzip body ends before its end.")
                slice_ = packed[place : place + SLICE_BYTES]
                piece = machine.decompress(slice_, room)
                place += len(slice_) - len(machine.unused_data)
                room -= len(piece)
                if room <= 0:
                    raise self.too_large()
                yield piece
