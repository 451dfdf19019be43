"""Grounds in the record store's table."""

from samspill.access.facts import Select, Write
from samspill.access.grounds.contracts import Ground, GroundKind


class GroundTable:
    """Grounds that were told to the record store; read and written in the caller's transaction."""

    def __init__(self, select: Select, write: Write) -> None:
        self._select = select
        self._write = write

    def of(self, person: str) -> tuple[Ground, ...]:
        """Return what is kept about a person."""
        rows = self._select(
            "SELECT person, kind, starts, ends, organisation, unit, holder, code FROM access_ground WHERE person = ?",
            (person,),
        )
        return tuple(Ground(person, GroundKind(kind), *more) for person, kind, *more in rows)

    def keep(self, kept: Ground) -> None:
        """Keep one more."""
        self._write(
            "INSERT INTO access_ground (person, kind, starts, ends, organisation, unit, holder, code)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.person,
                kept.kind.value,
                kept.starts,
                kept.ends,
                kept.organisation,
                kept.unit,
                kept.holder,
                kept.code,
            ),
        )
