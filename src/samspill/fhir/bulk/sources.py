"""Files of resources: found, told apart, and read line by line; gzip or not."""

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from samspill.fhir.bulk.contracts import BulkRefused
from samspill.kernel.texts import say

LINE_SUFFIXES = (".ndjson", ".jsonl")
SUFFIXES = (*LINE_SUFFIXES, ".json")
LINE_BYTES_MAX = 64 * 1024 * 1024
"""Longest line; a Bundle may stand on one."""

DOCUMENT_BYTES_MAX = 512 * 1024 * 1024
"""Largest file that holds one JSON document, unpacked; it is read whole."""

CHUNK_LINES = 500
CHUNK_BYTES = 1024 * 1024
"""What is prepared and written as one unit of work: some 50 ms of the writer's time."""

Line = tuple[int, bytes]
"""(number from 1, bytes without the line break)."""


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that are meant: a file as it is, a folder's NDJSON and JSON files in alphabetical order.

    Raises:
        BulkRefused: a path does not exist, or nothing is found.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                inner for inner in path.rglob("*") if inner.is_file() and _plain_name(inner).endswith(SUFFIXES)
            )
        elif path.is_file():
            found.append(path)
        else:
            raise BulkRefused(say("Vi finner ikke %(path)s.", path=str(path)), remedy=say("Sjekk skrivemåten."))
    if not found:
        raise BulkRefused(
            say("Mappen har ingen filer som kan lastes."),
            why=say("Vi ser etter filer som slutter på .ndjson, .jsonl eller .json, også med .gz."),
        )
    return list(dict.fromkeys(found))


def _plain_name(path: Path) -> str:
    return path.name.lower().removesuffix(".gz")


def fingerprint(path: Path) -> str:
    """Return what tells a file's content from all others: BLAKE2b of its bytes, about a second a gigabyte."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def lines_of(path: Path) -> Iterator[Line]:
    """Yield a file's resources as lines, blank ones left out: each line of NDJSON, or the one JSON document.

    Raises:
        BulkRefused: it cannot be read, a line or the document is too long, or gzip is broken.
    """
    try:
        with _opened(path) as file:
            if _is_lines(path, file):
                yield from _lines(path, file)
            else:
                yield 1, _document(path, file)
    except (OSError, EOFError, zlib.error) as error:
        raise BulkRefused(
            say("Filen %(path)s kan ikke leses til ende.", path=str(path)),
            why=say("Systemet sier: %(error)s.", error=str(error)),
            remedy=say("Det som er lest, er tatt vare på. Hent filen på nytt, og last den én gang til."),
        ) from error


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if is_packed else path.open("rb")  # type: ignore[return-value]


def _is_lines(path: Path, file: IO[bytes]) -> bool:
    """Tell NDJSON from one document: by the name, else by whether the first line closes what it opens."""
    name = _plain_name(path)
    if name.endswith(LINE_SUFFIXES):
        return True
    first = file.readline(LINE_BYTES_MAX).strip()
    rest = file.read(1) if first.endswith(b"}") else b""
    file.seek(0)
    return bool(rest) and first.startswith(b"{") and first.count(b"{") == first.count(b"}")


def _lines(path: Path, file: IO[bytes]) -> Iterator[Line]:
    number = 0
    while line := file.readline(LINE_BYTES_MAX + 1):
        number += 1
        if len(line) > LINE_BYTES_MAX:
            raise BulkRefused(
                say("Linje %(line)s i %(path)s er for lang.", line=number, path=str(path)),
                why=say("En linje kan ha opptil %(mb)s MB.", mb=LINE_BYTES_MAX // 1024**2),
            )
        if stripped := line.strip():
            yield number, stripped


def _document(path: Path, file: IO[bytes]) -> bytes:
    body = file.read(DOCUMENT_BYTES_MAX + 1)
    if len(body) > DOCUMENT_BYTES_MAX:
        raise BulkRefused(
            say("Filen %(path)s er for stor til å leses hel.", path=str(path)),
            remedy=say("Skriv den om til NDJSON, én ressurs på hver linje."),
        )
    return body


def chunks(lines: Iterable[Line], *, after: int = 0) -> Iterator[list[Line]]:
    """Gather lines into chunks, those up to and with number ``after`` passed by."""
    chunk: list[Line] = []
    size = 0
    for line in lines:
        if line[0] <= after:
            continue
        chunk.append(line)
        size += len(line[1])
        if len(chunk) >= CHUNK_LINES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
