"""Where the running server answers: noted in the data folder, for commands that run beside it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from samspill.cli.contracts import ServerSettings

NOTE = "server-address"
DEMO_MARK = "demo"
ANSWER_SECONDS = 0.5


@contextmanager
def noted(settings: ServerSettings, address: str, *, is_demo: bool) -> Iterator[None]:
    """Keep the server's address (``http://127.0.0.1:8000``) in the data folder for as long as it serves.

    Args:
        settings: where the data folder is.
        address: where it answers.
        is_demo: whether it runs in demo mode; the note's second line says so.
    """
    note = settings.data / NOTE
    note.write_text(f"{address}\n{DEMO_MARK if is_demo else ''}", encoding="utf-8")
    try:
        yield
    finally:
        # Another server on the same data may have noted its own since.
        if _read(note) == address:
            note.unlink(missing_ok=True)


def address_of_server(settings: ServerSettings) -> str | None:
    """Return where people reach the running server, without the last slash; ``None`` when none answers.

    A server that was killed leaves its note behind, so the address is tried before it is told to anybody.
    """
    address = _read(settings.data / NOTE)
    if not address or not _answers(address):
        return None
    return f"https://{settings.hosts[0]}" if settings.https and settings.hosts else address


def port_of_server(settings: ServerSettings) -> int | None:
    """Return the port that a running server on the same data answers on; ``None`` when none does."""
    address = _read(settings.data / NOTE)
    return urlsplit(address).port if address and _answers(address) else None


def is_demo_server(settings: ServerSettings) -> bool:
    """Answer whether the running server on the same data was started in demo mode."""
    return port_of_server(settings) is not None and _read(settings.data / NOTE, line=1) == DEMO_MARK


def _read(note: Path, line: int = 0) -> str:
    try:
        return [*note.read_text(encoding="utf-8").splitlines(), "", ""][line].strip()
    except OSError:
        return ""


def _answers(address: str) -> bool:
    try:
        place = urlsplit(address)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=ANSWER_SECONDS):
            return True
    except (OSError, ValueError):
        return False
