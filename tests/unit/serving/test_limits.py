"""The body limit in front of the pages, and static files by their lasting names."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import Message, Receive, Scope, Send

from samspill.web.content_types import ReadableContentType
from samspill.web.limits import TOO_LARGE_PATH, BodyLimit
from samspill.web.static_files import LastingFiles


def run(act: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: where a browser test has been, this one has an event loop already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, act).result()


async def _tell(request: Request) -> PlainTextResponse:
    """Answer with what arrived, or say that the sender was cut off."""
    try:
        body = await request.body()
    except ClientDisconnect:
        return PlainTextResponse("cut off")
    return PlainTextResponse(f"{request.method} {request.url.path} {len(body)}")


def _ask(
    application: object,
    *,
    body: list[bytes],
    length: str | None,
    path: str = "/send/",
    ends: bool = True,
    left: list[Message] | None = None,
) -> str:
    """Send one request through the ASGI interface and return the answer's text; ``left`` gets what was not taken."""
    headers = [(b"content-length", length.encode())] if length is not None else []
    scope: Scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"a=1",
        "headers": headers, "root_path": "", "scheme": "http", "server": ("127.0.0.1", 80), "http_version": "1.1",
    }  # fmt: skip
    waiting = [
        {"type": "http.request", "body": part, "more_body": not ends or index < len(body) - 1}
        for index, part in enumerate(body)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    run(application(scope, receive, send))  # type: ignore[operator]
    if left is not None:
        left.extend(waiting)
    return b"".join(message.get("body", b"") for message in sent).decode()


@pytest.fixture
def limited() -> BodyLimit:
    return BodyLimit(Starlette(routes=[Route("/{path:path}", _tell, methods=["GET", "POST"])]), bytes_max=10)


def test_a_body_that_says_it_is_too_large_is_shown_the_page_that_refuses_it(limited: BodyLimit) -> None:
    assert _ask(limited, body=[b"x" * 11], length="11") == f"GET {TOO_LARGE_PATH} 0"


def test_a_body_that_hides_its_length_is_cut_off_at_the_limit(limited: BodyLimit) -> None:
    assert _ask(limited, body=[b"x" * 6, b"x" * 6], length=None) == "cut off"


def test_a_body_that_lies_about_its_length_is_cut_off_at_the_limit(limited: BodyLimit) -> None:
    assert _ask(limited, body=[b"x" * 6, b"x" * 6], length="3") == "cut off"


def test_an_application_that_gives_up_on_a_cut_off_body_is_answered_for_with_the_page(limited: BodyLimit) -> None:
    async def giving_up(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET":
            await limited.application(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass

    limit = BodyLimit(giving_up, bytes_max=10)
    assert _ask(limit, body=[b"x" * 6, b"x" * 6, b"x" * 6], length=None) == f"GET {TOO_LARGE_PATH} 0"


def test_a_refused_body_is_taken_in_first_so_that_its_sender_reads_the_answer(limited: BodyLimit) -> None:
    left: list[Message] = []
    answer = _ask(limited, body=[b"x" * 6, b"x" * 6, b"x" * 6], length="18", left=left)
    assert (answer, left) == (f"GET {TOO_LARGE_PATH} 0", [])


def test_a_refused_body_without_end_is_taken_in_only_so_far(limited: BodyLimit) -> None:
    left: list[Message] = []
    _ask(limited, body=[b"x" * 10] * 100, length="1000", left=left)
    assert len(left) == 79


def test_only_the_pages_that_take_files_are_sent_more_than_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samspill.web.limits.FORM_BYTES_MAX", 5)
    answer = Starlette(routes=[Route("/{path:path}", _tell, methods=["GET", "POST"])])
    limit = BodyLimit(answer, bytes_max=10, file_paths={"/files/"})
    said = [_ask(limit, body=[b"x" * 6], length="6", path=path) for path in ("/files/", "/send/")]
    assert said == ["POST /files/ 6", f"GET {TOO_LARGE_PATH} 0"]


def test_a_sender_who_falls_silent_is_taken_to_be_gone(limited: BodyLimit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samspill.web.limits.PIECE_SECONDS_MAX", 0.01)
    assert _ask(limited, body=[b"x"], length=None, ends=False) == "cut off"


@pytest.mark.parametrize(
    ("kind", "handed_on"),
    [
        (b"multipart/form-data; boundary=abc", True),
        (b"application/x-www-form-urlencoded; charset=UTF-8", True),
        (b"multipart/form-data; boundary=abc; charset=zlib", False),
        (b"multipart/form-data; boundary=abc; charset=utf-7", False),
        (b"text/plain; a*=nonsense''%41", False),
        (b"multipart/form-data; boundary=\xff", False),
    ],
)
def test_content_type_that_no_browser_says_is_not_handed_on(kind: bytes, handed_on: bool) -> None:
    seen: list[bytes] = []

    async def look(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.extend(value for name, value in scope["headers"] if name == b"content-type")

    scope: Scope = {"type": "http", "headers": [(b"content-type", kind)]}
    run(ReadableContentType(look)(scope, None, None))  # type: ignore[arg-type]
    assert seen == ([kind] if handed_on else [])


def test_a_body_at_the_limit_goes_through(limited: BodyLimit) -> None:
    assert _ask(limited, body=[b"x" * 10], length="10") == "POST /send/ 10"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("samspill.0123456789ab.css", "public, max-age=31536000, immutable"), ("samspill.css", "no-cache")],
)
def test_a_file_is_kept_for_long_only_under_a_name_that_holds_its_hash(tmp_path: Path, name: str, kept: str) -> None:
    (tmp_path / name).write_text("a{}")
    files = LastingFiles(directory=tmp_path)
    scope: Scope = {"type": "http", "method": "GET", "path": f"/{name}", "headers": [], "root_path": ""}
    response = run(files.get_response(name, scope))
    assert response.headers["cache-control"] == kept
    assert response.headers["x-content-type-options"] == "nosniff"


def test_static_files_never_leave_their_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("no")
    (tmp_path / "static").mkdir()
    application = Starlette(routes=[Mount("/static", app=LastingFiles(directory=tmp_path / "static"))])
    assert _ask(application, body=[b""], length="0", path="/static/../secret") != "no"
