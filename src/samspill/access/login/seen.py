"""Used proofs, remembered until they are too old to be taken: in memory for one process, in SQLite for several."""

from datetime import datetime
from pathlib import Path
from threading import Lock

from pysqlite3 import dbapi2

from samspill.access.login.contracts import StoreSilent

FORGET_EACH_SECONDS = 10
_BUSY_SECONDS = 2.0


class SeenInMemory:
    """For tests, and for a deployment of one process that may forget at a restart."""

    is_local = True

    def __init__(self) -> None:
        self._until: dict[bytes, datetime] = {}
        self._forgotten_at: datetime | None = None
        self._lock = Lock()

    def is_seen(self, key: bytes, *, at: datetime) -> bool:
        """Answer whether a proof has been used."""
        until = self._until.get(key)
        return until is not None and until > at

    def keep(self, key: bytes, *, until: datetime, at: datetime) -> bool:
        """Remember a proof; ``False`` when it was already."""
        with self._lock:
            self._forget(at)
            if self.is_seen(key, at=at):
                return False
            self._until[key] = until
            return True

    def _forget(self, at: datetime) -> None:
        if self._forgotten_at and abs((at - self._forgotten_at).total_seconds()) < FORGET_EACH_SECONDS:
            return
        self._forgotten_at = at
        self._until = {key: until for key, until in self._until.items() if until > at}


class SeenInSqlite:
    """One small file that every process of the machine shares.

    What is committed survives a killed process. It is not waited for on the disk (``synchronous = NORMAL``): after a
    power cut a proof would have to be replayed within its few seconds, before the machine is up again.
    """

    is_local = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: dbapi2.Connection | None = None
        self._forgotten_at: datetime | None = None

    def is_seen(self, key: bytes, *, at: datetime) -> bool:
        """Answer whether a proof has been used.

        Raises:
            StoreSilent: the file cannot be read.
        """
        sql = "SELECT 1 FROM seen WHERE key = ? AND until_us > ?"
        with self._lock:
            try:
                return self._open().execute(sql, (key, _us(at))).fetchone() is not None
            except dbapi2.Error as error:
                raise StoreSilent from error

    def keep(self, key: bytes, *, until: datetime, at: datetime) -> bool:
        """Remember a proof; ``False`` when somebody did before, in whichever process.

        Raises:
            StoreSilent: the file cannot be written.
        """
        sql = (
            "INSERT INTO seen (key, until_us) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET until_us = excluded.until_us WHERE until_us <= ?"
        )
        with self._lock:
            try:
                connection = self._open()
                self._forget(connection, at)
                return bool(connection.execute(sql, (key, _us(until), _us(at))).rowcount == 1)
            except dbapi2.Error as error:
                raise StoreSilent from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> dbapi2.Connection:
        if self._connection is None:
            connection = dbapi2.connect(
                str(self._path), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, until_us INTEGER) WITHOUT ROWID")
            connection.execute("CREATE INDEX IF NOT EXISTS seen_until ON seen (until_us)")
            self._path.chmod(0o600)
            self._connection = connection
        return self._connection

    def _forget(self, connection: dbapi2.Connection, at: datetime) -> None:
        if self._forgotten_at and abs((at - self._forgotten_at).total_seconds()) < FORGET_EACH_SECONDS:
            return
        self._forgotten_at = at
        connection.execute("DELETE FROM seen WHERE until_us <= ?", (_us(at),))


def _us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
