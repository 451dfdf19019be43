"""Checkpoints fetched over a real socket: what is taken, and what is not."""

import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from samspill.fhir.auditing.api import Unreachable, Web

ANSWERS = {
    "/ok": (200, b"checkpoint"),
    "/none": (404, b"There is none."),
    "/broken": (500, b""),
    "/moved": (302, b""),
    "/large": (200, b"x" * 300_000),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", "/ok")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def base() -> Iterator[str]:
    with closing(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.close = server.server_close
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_what_is_there_is_fetched_and_what_is_not_is_none(base: str) -> None:
    web = Web()
    assert web(f"{base}/ok") == b"checkpoint"
    assert web(f"{base}/none") is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/broken", "It answered 500."),
        ("/moved", "It answered 302."),
        ("/large", "It answered too much."),
    ],
)
def test_an_answer_of_another_kind_is_not_taken(base: str, path: str, said: str) -> None:
    with pytest.raises(Unreachable, match=said):
        Web()(base + path)


def test_a_party_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="could not be reached"):
        Web()("http://127.0.0.1:1/audit/checkpoint")
