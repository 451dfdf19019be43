"""Grants in the record store's table."""

from samspill.access.facts import Select, Write
from samspill.access.grants.contracts import EMERGENCY, Grant


class GrantTable:
    """Grants kept in the record store; read and written in the caller's transaction."""

    def __init__(self, select: Select, write: Write) -> None:
        self._select = select
        self._write = write

    def of(self, person: str) -> tuple[Grant, ...]:
        """Return the grants to a person's data."""
        rows = self._select(
            "SELECT id, person, holder, organisation, reason, starts, ends, data_class"
            " FROM access_grant WHERE person = ? AND kind = ?",
            (person, EMERGENCY),
        )
        return tuple(Grant(*row) for row in rows)

    def keep(self, grant: Grant) -> None:
        """Keep a new grant."""
        self._write(
            "INSERT INTO access_grant (id, person, kind, holder, organisation, reason, starts, ends, data_class)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                grant.id,
                grant.person,
                grant.kind,
                grant.holder,
                grant.organisation,
                grant.reason,
                grant.starts,
                grant.ends,
                grant.data_class,
            ),
        )
