"""Privacy settings in the record store's table."""

from samspill.access.facts import Select, Write
from samspill.access.privacy.contracts import Setting, SettingKind


class SettingTable:
    """Settings that were told to the record store; read and written in the caller's transaction."""

    def __init__(self, select: Select, write: Write) -> None:
        self._select = select
        self._write = write

    def of(self, person: str) -> tuple[Setting, ...]:
        """Return what is kept about a person."""
        rows = self._select(
            "SELECT person, kind, starts, ends, data_class, document, organisation, holder"
            " FROM access_setting WHERE person = ?",
            (person,),
        )
        return tuple(Setting(person, SettingKind(kind), *more) for person, kind, *more in rows)

    def keep(self, kept: Setting) -> None:
        """Keep one more."""
        self._write(
            "INSERT INTO access_setting (person, kind, starts, ends, data_class, document, organisation, holder)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.person,
                kept.kind.value,
                kept.starts,
                kept.ends,
                kept.data_class,
                kept.document,
                kept.organisation,
                kept.holder,
            ),
        )
