"""Resources ready for the record store, with index rows that can be told from their bytes."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from samspill.fhir.formats.api import read
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.store.contracts import AuditEntry, Prepared, Store, Stored, Transaction

T = TypeVar("T")

SECOND = 1_000_000
START = 1_770_000_000_000_000
"""2026-02-02T02:40:00Z in microseconds."""


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> int:
        return self.at


def patient(name: str, *, family: str = "Prøve", born: int = 0, **more: Any) -> Prepared:
    """A Patient in its own compartment."""
    resource = {
        "resourceType": "Patient",
        "id": name,
        "name": [{"family": family}],
        "multipleBirthInteger": born,
        **more,
    }
    return Prepared("Patient", name, resource, rows(resource))


def observation(name: str, *, subject: str, value: str = "x", **more: Any) -> Prepared:
    """An Observation in its subject's compartment."""
    resource = {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "subject": {"reference": f"Patient/{subject}"},
        "valueString": value,
        **more,
    }
    return Prepared("Observation", name, resource, rows(resource))


def rows_of(stored: Stored) -> IndexRows:
    """Take the rows out of the stored bytes, as the real index does."""
    return rows(read(stored.body))


def rows(resource: dict[str, Any]) -> IndexRows:
    """Every kind of row, each from another element; not the real index, which has its own tests."""
    if resource["resourceType"] == "Patient":
        family, born = resource["name"][0]["family"], resource["multipleBirthInteger"]
        return IndexRows(
            string=[(1, 0, family.casefold(), family)],
            date=[(2, 0, born, born + 1)],
            token=[(3, 0, 0, family)],
            patients=(resource["id"],),
        )
    subject = resource["subject"]["reference"].removeprefix("Patient/")
    return IndexRows(
        token=[(4, 0, 77, resource["status"]), (4, 0, 77, resource["status"])],
        quantity=[(5, 0, 0, "", float(len(resource["valueString"])), 0.1)],
        reference=[(6, 0, 1, subject)],
        patients=(subject,),
    )


def entry(request: str, **more: Any) -> AuditEntry:
    return AuditEntry(
        **{
            "actor": "prøve",
            "interaction": "read",
            "resource_type": "",
            "id": "",
            "status": 200,
            "request": request,
            **more,
        }
    )


def written(store: Store, work: Callable[[Transaction], T]) -> T:
    """Run a unit of work and wait for it."""
    return store.write(work).result(timeout=60)


def put(store: Store, prepared: Prepared) -> Stored:
    return written(store, lambda tx: tx.put(prepared))


def delete(store: Store, resource_type: str, name: str) -> Stored | None:
    return written(store, lambda tx: tx.delete(resource_type, name))


def select(store: Store, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with store.snapshot() as snapshot:
        return snapshot.select(sql, values)


def requests(store: Store) -> list[str]:
    """The requests that have an audit row, in order."""
    return [request for (request,) in select(store, "SELECT request FROM audit ORDER BY id")]


def outcome(future: "Future[Any]") -> Any:
    """What a unit returned, or the name of what it raised."""
    error = future.exception(timeout=60)
    return type(error).__name__ if error else future.result()
