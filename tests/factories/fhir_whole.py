"""The whole FHIR side in this process, wired as ``main.py`` wires it: engine, bulk operations, subscriptions, HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.factories.fhir_server import Client, Heard, serving
from tests.factories.records import Clock

from samspill.fhir.api import Engine, Settings
from samspill.fhir.bulk import api as bulk
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store
from samspill.fhir.subscriptions.api import Subscriptions
from samspill.http.fhir.contracts import Limits

HOOKS = ("http://127.0.0.1:", "https://hooks.example.org/in")
JSON = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Whole:
    """A running server and what lies behind it."""

    client: Client
    store: Store
    import_folder: Path

    def audit(self) -> list[tuple[Any, ...]]:
        """Every audit row, whole."""
        with self.store.snapshot() as view:
            return view.select("SELECT * FROM audit ORDER BY id")

    def stays(self) -> Heard:
        """Read what can always be read; the server still answers."""
        return self.client.ask("GET", "/fhir/metadata", authorization="")


@contextmanager
def whole(folder: Path, location: str = "", *, limits: Limits | None = None) -> Iterator[Whole]:
    """Serve a record store, a new SQLite file unless its place is given."""
    clock = Clock()
    store = open_store(location or str(folder / "record.sqlite3"), clock=clock)
    imports = folder / "imports"
    imports.mkdir(exist_ok=True)
    subscriptions = Subscriptions(hooks=HOOKS)
    engine = Engine(
        store, clock=clock, settings=Settings(), on_change=subscriptions.on_change, checks=subscriptions.checks
    )
    room = bulk.Room(store, clock=clock, import_folder=imports, loading=bulk.Loading(workers=0))
    both = bulk.WithBulk(engine, bulk.Bulk(room, folder=folder / "bulk"))
    try:
        with serving(both, limits=limits) as client:
            yield Whole(client, store, imports)
    finally:
        both.close()
