"""Puts a sound SQLite in the place of the system's before Django loads one.

Debian 12's SQLite 3.40.1 has the WAL-reset corruption bug (3.7.0 to 3.51.2); pysqlite3 carries 3.53.
"""

import sys

SAFE_VERSION = (3, 51, 3)
"""The first version without the WAL-reset bug."""


def use_sound_sqlite() -> None:
    """Let ``import sqlite3`` mean pysqlite3 in this process."""
    import pysqlite3  # noqa: PLC0415  (the swap must come before anything imports sqlite3)

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def sqlite_version() -> tuple[int, ...]:
    """Return the version of the SQLite in use."""
    import sqlite3  # noqa: PLC0415  (whatever the name means now)

    return tuple(int(part) for part in sqlite3.sqlite_version.split("."))
