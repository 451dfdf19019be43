"""Asks an ASGI application for an address, without a socket."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.factories.loops import run_apart


@dataclass(frozen=True)
class Told:
    """An answer."""

    status: int
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


def get(application: Any, address: str) -> Told:
    """Send GET for an address (``/path?query``, or absolute) and return the answer."""
    parts = urlsplit(address)
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    run_apart(application(scope, receive, send))
    return Told(sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]))
