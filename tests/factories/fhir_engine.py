"""A FHIR engine spoken to in the words of a request line, without HTTP."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from samspill.fhir.api import Engine, Settings
from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.store.contracts import Store

BASE = "http://localhost/fhir"
EVERYTHING = (("*", "cruds"),)
JSON = "application/fhir+json"


@dataclass(frozen=True)
class Heard:
    """An answer, its body read."""

    answer: Answer

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def json(self) -> Any:
        assert isinstance(self.answer.body, bytes)
        return json.loads(self.answer.body)

    @property
    def id(self) -> str:
        return self.answer.id

    @property
    def said(self) -> str:
        """The first issue's diagnostics."""
        return str(self.json["issue"][0]["diagnostics"])

    @property
    def code(self) -> str:
        return str(self.json["issue"][0]["code"])

    @property
    def ids(self) -> list[str]:
        """Ids of a Bundle's resources."""
        return [entry["resource"]["id"] for entry in self.json.get("entry", ()) if "resource" in entry]

    @property
    def statuses(self) -> list[str]:
        """What each entry of a response Bundle answered."""
        return [entry["response"]["status"] for entry in self.json["entry"]]


class Talk:
    """Speaks to an engine as one caller."""

    def __init__(
        self, store: Store, clock: Callable[[], int], scopes: tuple[tuple[str, str], ...] = EVERYTHING, **settings: Any
    ) -> None:
        self.store = store
        self.clock = clock
        self.engine = Engine(store, clock=clock, settings=Settings(**settings))
        self.caller = Caller("prøve", scopes)
        self._numbers = count(1)

    def call(self, method: str, url: str, body: Any = None, **more: Any) -> Call:
        path, _, query = url.partition("?")
        if isinstance(body, dict | list):
            body = json.dumps(body).encode()
        return Call(
            method,
            tuple(part for part in path.split("/") if part),
            tuple(parse_qsl(query, keep_blank_values=True)),
            body,
            **{"content_type": JSON if body else "", "base": BASE, "request": f"r{next(self._numbers)}", **more},
        )

    def __call__(self, method: str, url: str, body: Any = None, **more: Any) -> Heard:
        return Heard(self.engine.perform(self.call(method, url, body, **more), self.caller))

    def may(self, *scopes: tuple[str, str]) -> "Talk":
        """The same store, spoken to with other scopes."""
        return Talk(self.store, self.clock, scopes)

    def add(self, resource: dict[str, Any]) -> str:
        """Store a resource and return its id."""
        if "id" in resource:
            heard = self("PUT", f"{resource['resourceType']}/{resource['id']}", resource)
        else:
            heard = self("POST", resource["resourceType"], resource)
        assert heard.status in (200, 201), heard.answer.body
        return heard.id

    def audit(self) -> list[tuple[Any, ...]]:
        """Every audit row: interaction, type, id, version, status."""
        with self.store.snapshot() as view:
            return view.select("SELECT interaction, type, resource, version, status FROM audit ORDER BY id")


def patient(family: str = "Prøve", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "name": [{"family": family}], **more}


def numbered(value: str, family: str = "Prøve", **more: Any) -> dict[str, Any]:
    """A Patient with a business identifier."""
    return patient(family, identifier=[{"system": "urn:prøve", "value": value}], **more)


def observation(subject: str = "", code: str = "85354-9", **more: Any) -> dict[str, Any]:
    found = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        **more,
    }
    return {**found, "subject": {"reference": subject}} if subject else found


def bundle(kind: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def entry(
    method: str, url: str, resource: dict[str, Any] | None = None, full_url: str = "", **more: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"request": {"method": method, "url": url, **more}}
    if resource is not None:
        found["resource"] = resource
    if full_url:
        found["fullUrl"] = full_url
    return found
