"""An engine with subscriptions over both record stores, and a listener that answers as it is told."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from tests.factories.fhir_engine import BASE, Talk
from tests.factories.records import Clock
from tests.integration.fhir_store.conftest import clock, location, postgres_place, reopen, store

from samspill.fhir.api import Engine
from samspill.fhir.store.contracts import Store
from samspill.fhir.subscriptions.api import Courier, Sent, Subscriptions

__all__ = ["clock", "courier", "listener", "location", "postgres_place", "reopen", "store", "talk"]

HOOKS = ("http://127.0.0.1:9/",)


@dataclass
class Heard:
    """One request a listener got."""

    method: str
    address: str
    headers: dict[str, str]
    body: Any
    timeout_s: float

    @property
    def parameters(self) -> dict[str, Any]:
        """The status of a notification: name -> value, events as a list of their parts."""
        rows = self.body["entry"][0]["resource"]["parameter"]
        plain = {row["name"]: next(iter(row[key] for key in row if key != "name")) for row in rows if "part" not in row}
        plain["events"] = [
            {part["name"]: next(iter(part[key] for key in part if key != "name")) for part in row["part"]}
            for row in rows
            if "part" in row
        ]
        return plain


@dataclass
class Listening:
    """A listener in memory."""

    answers: list[Sent] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    def __call__(self, method: str, address: str, *, headers: dict[str, str], body: bytes, timeout_s: float) -> Sent:
        self.heard.append(Heard(method, address, headers, json.loads(body) if body else None, timeout_s))
        return self.answers.pop(0) if self.answers else Sent(ok=True)


@pytest.fixture
def talk(store: Store, clock: Clock) -> Talk:
    subscriptions = Subscriptions(hooks=HOOKS)
    talk = Talk(store, clock)
    talk.engine = Engine(store, clock=clock, on_change=subscriptions.on_change, checks=subscriptions.checks)
    return talk


@pytest.fixture
def listener() -> Listening:
    return Listening()


@pytest.fixture
def courier(store: Store, clock: Clock, listener: Listening) -> Courier:
    return Courier(store, base=BASE, hooks=HOOKS, post=listener, clock=clock, rng=Random(1))
