"""Sends requests one after the other over a connection that is kept, and judges each answer."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reliability.fhir_malformed.requesting import Request, Requests

from samspill.fhir.definitions import api as definitions

REFUSED_BY_THE_READER = b"Invalid HTTP request received."
"""What the HTTP reader says of a request that is none; it never reaches the server's code."""


@dataclass
class Verdict:
    """What came of many requests; the lists must be empty."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[tuple[float, int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    def join(self, other: "Verdict") -> None:
        """Take another one's findings in."""
        self.statuses += other.statuses
        self.seconds += other.seconds
        self.failed += other.failed
        self.silent += other.silent
        self.unnamed += other.unnamed

    def quantile(self, part: float) -> float:
        """The seconds that so large a part of the requests took at most."""
        return sorted(self.seconds)[int(part * (len(self.seconds) - 1))][0]


class Sender:
    """One caller."""

    def __init__(self, base_url: str, token: str) -> None:
        self._host, _, self._prefix = base_url.removeprefix("http://").partition("/")
        self._token = token
        self._connection: http.client.HTTPConnection | None = None

    def send(self, request: Request) -> tuple[int, bytes]:
        """Send a request; a connection that was closed meanwhile is opened anew, once."""
        for attempt in (1, 2):
            try:
                return self._send(request)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def _send(self, request: Request) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self._host, timeout=120)
        connection = self._connection
        path = f"/{self._prefix}/{request.path}" if request.path else f"/{self._prefix}"
        connection.putrequest(request.method, path, skip_accept_encoding=True)
        for name, value in {"authorization": f"Bearer {self._token}", **request.headers}.items():
            connection.putheader(name, value.encode("latin-1", "replace"))
        if request.body is not None:
            connection.putheader("content-length", str(len(request.body)))
        connection.endheaders(request.body)
        answer = connection.getresponse()
        body = answer.read()
        if answer.will_close:
            self.close()
        return answer.status, body

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def send_all(base_url: str, token: str, requests: Requests, seeds: Sequence[int], *, callers: int) -> Verdict:
    """Send the requests of some seeds from several callers at once."""
    verdicts = [Verdict() for _ in range(callers)]
    threads = [
        threading.Thread(target=_send_some, args=(Sender(base_url, token), requests, seeds[place::callers], verdict))
        for place, verdict in enumerate(verdicts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Verdict()
    for verdict in verdicts:
        whole.join(verdict)
    return whole


def _send_some(sender: Sender, requests: Requests, seeds: Sequence[int], verdict: Verdict) -> None:
    for seed in seeds:
        request = requests.one(seed)
        start = time.perf_counter()
        try:
            status, body = sender.send(request)
        except OSError as error:
            verdict.failed.append(f"{seed}: {error!r}: {request!r}")
            sender.close()
            continue
        verdict.seconds.append((time.perf_counter() - start, seed))
        judge(verdict, f"{seed}: {status} {request!r}\n    {body[:300]!r}", request, status, body)
    sender.close()


def judge(verdict: Verdict, what: str, request: Request, status: int, body: bytes) -> None:
    """Note what is wrong with an answer."""
    verdict.statuses[status] += 1
    if status >= 500:
        verdict.failed.append(what)
    if status < 400 or request.method == "HEAD" or body == REFUSED_BY_THE_READER:
        return
    issues = _issues(body)
    if not issues:
        verdict.silent.append(what)
    elif status in (400, 422) and not _is_named(request, issues):
        verdict.unnamed.append(what)


def _issues(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except ValueError:
        return []
    return found.get("issue", []) if found.get("resourceType") == "OperationOutcome" else []


def _is_named(request: Request, issues: list[dict[str, Any]]) -> bool:
    """Whether the first fault of a resource that can be read names its element."""
    if request.headers.get("content-type") != "application/fhir+json" or request.method not in ("POST", "PUT"):
        return True
    if issues[0]["code"] in ("too-costly", "too-long", "security", "throttled") or issues[0].get("expression"):
        return True
    return not _is_resource(request.body or b"") or any(name in issues[0]["diagnostics"] for name in NAMED)


NAMED = (
    "no JSON number",
    "is not JSON",
    "not UTF-8",
    "byte order mark",
    "The key",
    "(a lone surrogate)",
    "The query",
    "The address",
    "The path",
    "The gzip body",
    "not the gzip",
    "criteria",
    "If-None-Exist",
    "header",
    "earch parameter '",
    "The parameter ",
    "_type names",
)
"""Sentences about what has no element: a place in a text that is no JSON, a key that stands twice, a parameter."""


def _is_resource(body: bytes) -> bool:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("resourceType") in definitions.resource_types()


def memory_mb(pid: int) -> float:
    """Resident memory of a process and those it started, in megabytes."""
    return sum(_resident_mb(one) for one in (pid, *_children(pid)))


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        yield from map(int, (task / "children").read_text().split())
