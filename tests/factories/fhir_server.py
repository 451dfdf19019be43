"""A FHIR base on a loopback port, over any engine, and a plain caller of it."""

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from samspill.access.api import DemoTokens, Tokens, parse_scopes
from samspill.fhir.contracts import Answer, Begun, Call, Caller, Soon
from samspill.http.fhir.contracts import Engine, Limits
from samspill.http.fhir.endpoint import FhirEndpoint

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECRET = "a secret for tests only"


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Looked:
    """A read that was answered at once."""

    answer: Answer
    kept: Future[None] | None

    def answered(self) -> Answer:
        return self.answer


@dataclass
class Scripted:
    """An engine that answers what it is told to, and keeps what it was asked."""

    answer: Answer | Callable[[Call], Answer] = field(default_factory=lambda: Answer(200, b'{"resourceType":"Basic"}'))
    reads_at_once: bool = False
    audit_error: Exception | None = None
    calls: list[tuple[Call, Caller]] = field(default_factory=list)
    is_closed: bool = False

    def perform(self, call: Call, caller: Caller) -> Answer:
        self.calls.append((call, caller))
        return self.answer if isinstance(self.answer, Answer) else self.answer(call)

    def begin(self, call: Call, caller: Caller) -> tuple[Answer, Future[None] | None]:
        return self.perform(call, caller), None

    def read_at_once(self, call: Call, caller: Caller, soon: Soon | None = None) -> Begun | None:
        if not self.reads_at_once:
            return None
        audited: Future[None] = Future()
        threading.Timer(0.01, self._audit, [audited]).start()
        return Looked(self.perform(call, caller), audited)

    def _audit(self, audited: Future[None]) -> None:
        if self.audit_error:
            audited.set_exception(self.audit_error)
        else:
            audited.set_result(None)

    def newest_events(self, subscriptions: tuple[str, ...]) -> dict[str, int]:
        return dict.fromkeys(subscriptions, 0)

    def close(self) -> None:
        self.is_closed = True


@dataclass
class Client:
    """Calls the server; says who it is unless told otherwise."""

    port: int
    tokens: DemoTokens
    moment: list[datetime]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/fhir"

    def token(self, scope: str = "system/*.cruds", *, audience: str = "", name: str = "tester") -> str:
        return self.tokens.issue(
            scopes=parse_scopes(scope), audience=(audience or self.base,), name=name, at=self.moment[0]
        )

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Heard:
        """Send one request; header names are written with _ for -; ``authorization=""`` sends none."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("authorization", f"Bearer {self.token()}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {name: value for name, value in named.items() if value})
            answer = connection.getresponse()
            return Heard(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextmanager
def serving(
    engine: Engine, *, limits: Limits | None = None, tokens_of: Callable[[DemoTokens], Tokens] = lambda demo: demo
) -> Iterator[Client]:
    """Serve an engine at /fhir, beside a page at /; ``tokens_of`` says what takes tokens, given the client's."""
    moment = [AT]
    tokens = DemoTokens(SECRET)
    endpoint = FhirEndpoint(
        lambda: engine,
        tokens_of(tokens),
        hosts=("127.0.0.1", "[::1]"),
        is_https=False,
        clock=lambda: moment[0],
        limits=limits,
    )
    application = Starlette(routes=[Route("/fhir", endpoint), Mount("/fhir", app=endpoint)])
    config = uvicorn.Config(application, log_config=None, access_log=False, lifespan="off", port=0, host="127.0.0.1")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not (server.started or not thread.is_alive()):
            threading.Event().wait(0.005)
        yield Client(server.servers[0].sockets[0].getsockname()[1], tokens, moment)
    finally:
        server.should_exit = True
        thread.join()
