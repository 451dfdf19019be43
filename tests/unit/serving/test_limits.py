"""The body limit in front of the pages, and static files by their lasting names."""

import asyncio
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import Message, Scope

from samspill.web.limits import TOO_LARGE_PATH, BodyLimit
from samspill.web.static_files import LastingFiles


async def _tell(request: Request) -> PlainTextResponse:
    """Answer with what arrived, or say that the sender was cut off."""
    try:
        body = await request.body()
    except ClientDisconnect:
        return PlainTextResponse("cut off")
    return PlainTextResponse(f"{request.method} {request.url.path} {len(body)}")


def _ask(application: object, *, body: list[bytes], length: str | None, path: str = "/send/") -> str:
    """Send one request through the ASGI interface and return the answer's text."""
    headers = [(b"content-length", length.encode())] if length is not None else []
    scope: Scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"a=1",
        "headers": headers, "root_path": "", "scheme": "http", "server": ("127.0.0.1", 80), "http_version": "1.1",
    }  # fmt: skip
    waiting = [
        {"type": "http.request", "body": part, "more_body": index < len(body) - 1} for index, part in enumerate(body)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))  # type: ignore[operator]
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
    response = asyncio.run(files.get_response(name, scope))
    assert response.headers["cache-control"] == kept
    assert response.headers["x-content-type-options"] == "nosniff"


def test_static_files_never_leave_their_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("no")
    (tmp_path / "static").mkdir()
    application = Starlette(routes=[Mount("/static", app=LastingFiles(directory=tmp_path / "static"))])
    assert _ask(application, body=[b""], length="0", path="/static/../secret") != "no"
