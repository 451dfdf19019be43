"""Where the running server answers: noted in the data folder, for commands that run beside it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from samspill.cli.contracts import ServerSettings

NOTE = "server-address"
ANSWER_SECONDS = 0.5


@contextmanager
def noted(settings: ServerSettings, address: str) -> Iterator[None]:
    """Keep the server's address (``http://127.0.0.1:8000``) in the data folder for as long as it serves."""
    note = settings.data / NOTE
    note.write_text(address, encoding="utf-8")
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


def _read(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _answers(address: str) -> bool:
    try:
        place = urlsplit(address)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=ANSWER_SECONDS):
            return True
    except (OSError, ValueError):
        return False
