"""The FHIR base as one ASGI application: a request becomes one call, its answer one response.

It is mounted by main.py; routing below the base is the engine's, since Bundle entries are routed alike. What is done
here has to be cheap (20 microseconds on a read): what the engine answers at once is answered by the event loop itself,
everything else in a few threads.
"""

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from functools import partial
from secrets import token_hex

from starlette.types import Receive, Scope, Send

from samspill.access.api import Tokens
from samspill.fhir.contracts import Answer, Call, Caller
from samspill.http.fhir import failing, live
from samspill.http.fhir.addresses import PREFIX, Bases, pairs, segments
from samspill.http.fhir.answering import Heads
from samspill.http.fhir.asking import Doorman, Head
from samspill.http.fhir.binaries import content_accept, content_type_of, is_content
from samspill.http.fhir.bodies import LARGE_BYTES, Bodies, Gone
from samspill.http.fhir.contracts import Engine, Limits
from samspill.http.fhir.national_numbers import check_holds_none
from samspill.http.fhir.negotiating import answer_type, body_type, without_format
from samspill.http.fhir.refusing import HttpRefusal
from samspill.http.fhir.sending import PLAIN, Ready, Wanted, ready, respond
from samspill.http.fhir.well_known import Authorization, smart_configuration
from samspill.http.fhir.workers import Workers

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ALLOW = ("Allow", ", ".join(METHODS))
_READING = frozenset({"GET", "HEAD"})
_WRITING = frozenset({"POST", "PUT", "PATCH"})
_FORM = "application/x-www-form-urlencoded"
_FORM_BYTES_MAX = 1024 * 1024
_SMART = (".well-known", "smart-configuration")
_OPEN = frozenset({("metadata",), _SMART})
"""What anyone may read: how to speak to the server at all."""

_NOBODY = Caller("anonymous", ())


class FhirEndpoint:
    """Answers everything below the FHIR base."""

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        tokens: Tokens,
        *,
        hosts: tuple[str, ...],
        is_https: bool,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        authorization: Authorization | None = None,
    ) -> None:
        """Make the endpoint; nothing is opened before the first request.

        Args:
            open_engine: opens the store and makes the engine; called once, in a thread.
            tokens: who can tell whom a bearer token speaks for.
            hosts: host names that are answered to; ``*`` means any.
            is_https: whether callers come through HTTPS.
            clock: the present moment, for the life of tokens.
            limits: how much is taken in at once.
            authorization: tells the metadata of the authorization server beside us, where there is one.
        """
        self._open_engine = open_engine
        self._engine: Engine | None = None
        self._opening = asyncio.Lock()
        self._limits = limits or Limits()
        self._doorman = Doorman(tokens, clock)
        self._authorization = authorization
        self._bases = Bases(hosts, is_https=is_https)
        self._heads = Heads(is_https=is_https)
        self._bodies = Bodies(bytes_max=self._limits.body_bytes_max)
        self._workers: Workers | None = None
        self._watch: live.Watch | None = None
        self._start = token_hex(4)
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        request = f"{self._start}-{next(self._numbers):x}"
        wanted = PLAIN
        workers = self._at_work()
        try:
            head = Head.of(scope)
            wanted = Wanted(takes_gzip=head.takes_gzip, is_head=scope["method"] == "HEAD", correlation=head.correlation)
            done = await self._answer(scope, receive, head, request, wanted, workers)
        except Gone:
            return
        except live.RefusedAnswer as refused:
            done = ready(refused.answer, wanted)
        except Exception as error:  # noqa: BLE001  (the outermost edge: everything becomes an OperationOutcome)
            done = ready(failing.answer(error, request=request, method=scope["method"]), wanted)
        await respond(done, self._heads, request=request, receive=receive, send=send, workers=workers)

    async def _answer(
        self, scope: Scope, receive: Receive, head: Head, request: str, wanted: Wanted, workers: Workers
    ) -> Ready:
        method = scope["method"]
        if method not in METHODS:
            raise HttpRefusal(405, "not-supported", "This method is not served.", _ALLOW)
        base = self._bases.of(head.headers.get(b"host", b""))
        if method == "OPTIONS":
            return ready(Answer(204, headers=(_ALLOW,)), wanted)
        path = segments(scope["raw_path"])
        is_open = path in _OPEN and method in _READING
        granted = None
        if not is_open:
            url = base.removesuffix(PREFIX) + scope["raw_path"].decode("latin-1")
            granted = await self._doorman.granted(head, method, url, base=base, request=request, workers=workers)
        caller = Caller(granted.name, granted.scopes) if granted else _NOBODY
        query = pairs(scope["query_string"])
        check_holds_none(path, query)
        body, content_type = None, ""
        is_binary = is_content(method, path)
        if method in _WRITING:
            body, content_type = await self._body(receive, head, workers, is_content=is_binary)
        if method == "POST" and path[-1:] == ("_search",):
            query, body = (*query, *_form(body or b"", content_type)), None
        query, asked_format, is_indented = without_format(query)
        accept = head.text(b"accept")
        if is_content(method, path):
            accept = content_accept(accept, asked_format, is_indented=is_indented)
        media_type = answer_type(
            "" if is_content(method, path) else accept.replace(live.EVENT_STREAM, "*/*"), asked_format
        )
        if is_indented or media_type != wanted.media_type:
            wanted = replace(wanted, media_type=media_type, is_indented=is_indented)
        if path == _SMART:
            return ready(await workers.run(partial(smart_configuration, self._authorization)), wanted)
        call = Call(
            method, path, query, body, content_type, accept, head.maybe(b"if-match"),
            head.maybe(b"if-none-match"), head.maybe(b"if-none-exist"), head.maybe(b"if-modified-since"),
            head.text(b"prefer"), base, request,
        )  # fmt: skip
        if live.is_asked(call):
            life_s = self._doorman.seconds_left(granted) if granted else 0.0
            return await self._stream(call, caller, head.text(b"last-event-id"), life_s, workers)
        return await self._perform(call, caller, wanted, workers)

    async def _stream(self, call: Call, caller: Caller, last_event_id: str, life_s: float, workers: Workers) -> Ready:
        """Keep a subscription's events coming, for as long as the token that asked for them lasts."""
        engine = self._engine or await self._opened(workers)
        if self._watch is None:
            self._watch = live.Watch(lambda named: workers.run(partial(engine.newest_events, named)))
        perform = live.performing(engine, caller, workers.run)
        named = caller.name
        messages = await live.open_stream(call, perform, self._watch, last_event_id, caller=named, life_s=life_s)
        return Ready(Answer(200, content_type=live.EVENT_STREAM), messages, is_gzipped=False, wanted=PLAIN)

    async def _body(
        self, receive: Receive, head: Head, workers: Workers, *, is_content: bool = False
    ) -> tuple[bytes, str]:
        content_type = (content_type_of if is_content else body_type)(head.text(b"content-type"))
        body = await self._bodies.receive(receive, told=head.length)
        encoding = head.text(b"content-encoding").strip().lower()
        if not encoding:
            return body, content_type
        if len(body) <= LARGE_BYTES // 16:
            return self._bodies.plain(body, encoding), content_type
        return await workers.run(partial(self._bodies.plain, body, encoding)), content_type

    async def _perform(self, call: Call, caller: Caller, wanted: Wanted, workers: Workers) -> Ready:
        engine = self._engine or await self._opened(workers)
        if call.method in _READING:
            begun = engine.read_at_once(call, caller, workers.bell.loop.call_soon)
            if begun is not None:
                if begun.kept is not None:
                    await workers.bell.wait(begun.kept)
                return ready(begun.answered(), wanted)

        def work() -> "tuple[Ready, Future[None] | None]":
            answer, audited = engine.begin(call, caller)
            return ready(answer, wanted), audited

        return await workers.run_until_kept(work)

    def _at_work(self) -> Workers:
        if self._workers is None:
            self._workers = Workers(
                asyncio.get_running_loop(), count=self._limits.threads, waiting_max=self._limits.waiting_max
            )
        return self._workers

    async def _opened(self, workers: Workers) -> Engine:
        async with self._opening:
            if self._engine is None:
                self._engine = await workers.run(self._open_engine)
            return self._engine

    async def warm_up(self) -> None:
        """Open the engine before the first request asks for it."""
        await self._opened(self._at_work())

    async def close(self) -> None:
        """Finish what was begun, and close the store."""
        async with self._opening:
            engine, self._engine = self._engine, None
            workers, self._workers = self._workers, None
            if workers is not None:
                await asyncio.to_thread(workers.close)
            if engine is not None:
                await asyncio.to_thread(engine.close)


def _form(body: bytes, content_type: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a POST search; an empty body needs no type."""
    if body and content_type != _FORM:
        raise HttpRefusal(415, "not-supported", f"A search by POST is a form; send it as {_FORM}.")
    return pairs(body, bytes_max=_FORM_BYTES_MAX)
