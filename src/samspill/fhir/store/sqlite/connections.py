"""Connections to the SQLite file, and what its errors mean."""

from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from samspill.fhir.store.contracts import StoreBusy, StoreFull, StoreUnavailable
from samspill.fhir.store.refusals import StoreRefused
from samspill.kernel.texts import say

SOUND_VERSION = (3, 51, 3)
"""The first SQLite without the WAL-reset bug (3.7.0 to 3.51.2), which can corrupt a file that two connections use."""

BUSY_SECONDS = 20
STATEMENTS_KEPT = 128
"""Prepared statements a connection keeps; a search's statement may be long, and callers choose its shape."""

CACHE_KB = 65_536
"""What the connection that writes keeps of the file."""

Connection = Any
"""A ``pysqlite3`` connection; the package has no types."""

Cursor = Any
"""A ``pysqlite3`` cursor."""

# FULL: with NORMAL an acknowledged write is lost at a power cut. No mmap: a read error would kill the process.
_ALWAYS = ("PRAGMA synchronous=FULL", "PRAGMA temp_store=MEMORY")
_WRITING = (
    "PRAGMA analysis_limit=1000",
    f"PRAGMA cache_size=-{CACHE_KB}",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA journal_size_limit=67108864",
)
_READING = ("PRAGMA cache_size=-16384", "PRAGMA query_only=ON")


def check_version(version: tuple[int, ...] = dbapi2.sqlite_version_info) -> None:
    """Refuse a SQLite that can destroy the file.

    Raises:
        StoreRefused: it is older than ``SOUND_VERSION``.
    """
    if version < SOUND_VERSION:
        raise StoreRefused(
            say("SQLite %(version)s har en feil som kan ødelegge databasen.", version=".".join(map(str, version))),
            remedy=say("Installer pysqlite3 0.6.1 eller nyere."),
        )


def writing(path: Path) -> Connection:
    """Open the connection that writes; there is one in a process."""
    connection = _connection(path)
    if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise StoreRefused(
            say("Journalen %(file)s ligger på en disk der SQLite ikke kan skrive trygt.", file=str(path)),
            remedy=say("Legg den på en lokal disk, eller bruk PostgreSQL."),
        )
    return _prepared(connection, _WRITING)


def reading(path: Path) -> Connection:
    """Open a connection that only reads."""
    return _prepared(_connection(path), _READING)


def _connection(path: Path) -> Connection:
    return dbapi2.connect(
        str(path),
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS_KEPT,
    )


def _prepared(connection: Connection, pragmas: tuple[str, ...]) -> Connection:
    for pragma in (*_ALWAYS, *pragmas):
        connection.execute(pragma).fetchall()
    return connection


def meaning(error: BaseException) -> BaseException:
    """Return the store's word for a SQLite error, or the error itself when it is a mistake in the unit."""
    name = str(getattr(error, "sqlite_errorname", ""))
    # FULL is ENOSPC alone; a quota or a size limit is an IOERR, which the driver does not tell from a broken disk
    if "no such index" in str(error):  # a search names the one it means, and a first load makes them at its end
        return _caused(
            StoreBusy("The search index is being made after a large load. Try again in some minutes."), error
        )
    match name:
        case "SQLITE_FULL":
            return _caused(StoreFull("There is no room left where the record store lies."), error)
        case "SQLITE_BUSY" | "SQLITE_LOCKED":
            return _caused(StoreBusy("Another process is writing to the record store."), error)
        case "SQLITE_IOERR" | "SQLITE_CANTOPEN" | "SQLITE_READONLY" | "SQLITE_NOTADB" | "SQLITE_CORRUPT":
            return _caused(StoreUnavailable(f"The record store cannot be used: {error}."), error)
    return error


def _caused(failure: Exception, error: BaseException) -> Exception:
    failure.__cause__ = error
    return failure
