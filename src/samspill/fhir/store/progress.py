"""How far a long piece of work has come, by its name."""

from samspill.fhir.store.contracts import Snapshot, Transaction


def place_of(snapshot: Snapshot, name: str) -> int:
    """Return how far it has come; 0 when it has not begun."""
    rows = snapshot.select("SELECT place FROM progress WHERE name = ?", (name,))
    return int(rows[0][0]) if rows else 0


def set_place(tx: Transaction, name: str, place: int) -> None:
    """Remember how far it has come."""
    sql = "INSERT INTO progress (name, place) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET place = excluded.place"
    tx.run(sql, (name, place))
