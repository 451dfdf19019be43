"""A subscription's events as a stream that stays open, for screens: ``$events`` with ``Accept: text/event-stream``.

Each message is the notification Bundle that ``$events`` gives, its number the last event's, so that a reader who comes
back with ``Last-Event-ID`` misses nothing (https://html.spec.whatwg.org/multipage/server-sent-events.html). What is
sent is asked of the engine as any call is, so scopes hold and every disclosure has its audit row.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

from samspill.fhir.contracts import Answer, Call, Caller
from samspill.http.fhir.contracts import Engine
from samspill.http.fhir.refusing import HttpRefusal

EVENT_STREAM = "text/event-stream"
LOOK_S = 0.2
"""Pause between two looks for new events; one look serves every stream."""
QUIET_S = 15.0
"""A comment is sent after so long a silence, so that whoever stands between does not close the line."""
LIFE_S = 3600.0
"""A stream is closed then; the reader comes back with a new token and the number it had."""
STREAMS_MAX = 1_000
CALLER_STREAMS_MAX = 100
"""Of them for one caller, so that nobody takes everybody's."""
AT_ONCE_MAX = 50
_BEYOND = 10**17
"""Above any event: asks how a subscription stands, and for no event."""

Perform = Callable[[Call], Awaitable[Answer]]


def is_asked(call: Call) -> bool:
    """Answer whether a call asks for a stream."""
    path = call.path
    is_events = len(path) == 3 and (path[0], path[2]) == ("Subscription", "$events")
    return is_events and call.method == "GET" and EVENT_STREAM in call.accept


class Watch:
    """Looks for new events of the subscriptions that are streamed, once for all their readers."""

    def __init__(self, look: Callable[[tuple[str, ...]], Awaitable[dict[str, int]]]) -> None:
        """Begin without readers.

        Args:
            look: tells the newest event number of each subscription.
        """
        self._look = look
        self._readers: dict[str, int] = {}
        self._callers: dict[str, int] = {}
        self._newest: dict[str, int] = {}
        self._looked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        """How many read now."""
        return sum(self._readers.values())

    def check_room(self, caller: str) -> None:
        """Refuse (503, or 429 where the caller has too many) one more reader."""
        if self.count >= STREAMS_MAX:
            text = "Too many streams are open. Try again in a moment."
            raise HttpRefusal(503, "throttled", text, ("Retry-After", "5"))
        if self._callers.get(caller, 0) >= CALLER_STREAMS_MAX:
            text = f"You have {CALLER_STREAMS_MAX} open streams, and may have no more. Close one first."
            raise HttpRefusal(429, "throttled", text, ("Retry-After", "5"))

    def join(self, subscription: str, caller: str) -> None:
        """Take a reader in."""
        self._readers[subscription] = self._readers.get(subscription, 0) + 1
        self._callers[caller] = self._callers.get(caller, 0) + 1
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def leave(self, subscription: str, caller: str) -> None:
        """Let a reader go."""
        self._callers[caller] -= 1
        if not self._callers[caller]:
            del self._callers[caller]
        self._readers[subscription] -= 1
        if not self._readers[subscription]:
            del self._readers[subscription]
            self._newest.pop(subscription, None)

    async def newer(self, subscription: str, than: int, *, wait_s: float) -> int:
        """Return the newest event's number once it is above ``than``, or ``than`` itself when the wait is over."""
        end = asyncio.get_running_loop().time() + wait_s
        while self._newest.get(subscription, 0) <= than:
            left = end - asyncio.get_running_loop().time()
            if left <= 0 or self._task is None:
                return than
            try:
                await asyncio.wait_for(self._looked.wait(), left)
            except TimeoutError:
                return than
        return self._newest[subscription]

    async def _run(self) -> None:
        try:
            while self._readers:
                self._newest = await self._look(tuple(self._readers))
                self._looked.set()
                self._looked = asyncio.Event()
                await asyncio.sleep(LOOK_S)
        finally:
            self._task = None
            self._looked.set()


async def open_stream(
    call: Call, perform: Perform, watch: Watch, last_event_id: str, *, caller: str, life_s: float = LIFE_S
) -> AsyncIterator[bytes]:
    """Open a stream: what was missed first, then what comes.

    Args:
        call: the call that asked for it.
        perform: asks the engine.
        watch: tells of new events.
        last_event_id: the number the reader has; empty for from now on.
        caller: the reader's name.
        life_s: how long the reader's token lasts; the stream is closed then, or after ``LIFE_S``.

    Raises:
        HttpRefusal: 400 for a number that is none, 503 when too many read already, 429 when this caller does.
        RefusedAnswer: what the engine refuses.
    """
    watch.check_room(caller)
    if last_event_id and not (last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 19):
        raise HttpRefusal(400, "value", "Last-Event-ID must be the number of an event.")
    # asked before the stream opens, so that a refusal is an answer with its own status
    answer = await perform(replace(call, accept="", query=(("eventsSinceNumber", str(_BEYOND)),)))
    if answer.status != 200:
        raise RefusedAnswer(answer)
    watch.check_room(caller)  # others came in meanwhile
    number = int(last_event_id) if last_event_id else _total(answer)
    return _messages(call, perform, watch, number, caller, min(life_s, LIFE_S))


class RefusedAnswer(Exception):
    """The engine refused before the stream was open.

    Attributes:
        answer: what it said.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


async def _messages(
    call: Call, perform: Perform, watch: Watch, number: int, caller: str, life_s: float
) -> AsyncIterator[bytes]:
    subscription = call.path[1]
    end = asyncio.get_running_loop().time() + life_s
    watch.join(subscription, caller)
    try:
        yield b"retry: 2000\n\n"
        while asyncio.get_running_loop().time() < end:
            left = max(0.0, end - asyncio.get_running_loop().time())
            newest = await watch.newer(subscription, number, wait_s=min(QUIET_S, left))
            if newest <= number:
                yield b": still here\n\n"
                continue
            last = min(newest, number + AT_ONCE_MAX)
            window = (("eventsSinceNumber", str(number + 1)), ("eventsUntilNumber", str(last)))
            answer = await perform(replace(call, accept="", query=(*call.query, *window)))
            if answer.status != 200 or not isinstance(answer.body, bytes):
                return
            number = last
            yield b"id: %d\nevent: event-notification\ndata: %s\n\n" % (number, answer.body)
    finally:
        watch.leave(subscription, caller)


def _total(answer: Answer) -> int:
    """Return how many events there have been, from a notification's status."""
    rows: list[dict[str, Any]] = json.loads(_bytes(answer))["entry"][0]["resource"]["parameter"]
    return next(int(row["valueString"]) for row in rows if row["name"] == "events-since-subscription-start")


def _bytes(answer: Answer) -> bytes:
    if not isinstance(answer.body, bytes):
        raise TypeError("a notification is whole")
    return answer.body


def performing(engine: Engine, caller: Caller, run: Callable[[Callable[[], Answer]], Awaitable[Answer]]) -> Perform:
    """Return what asks the engine in a thread."""

    async def perform(call: Call) -> Answer:
        return await run(lambda: engine.perform(call, caller))

    return perform
