"""Grounds, privacy settings and grants: in memory and in the tables, under the same tests."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import pytest
from tests.factories.access_databases import Database
from tests.factories.access_situations import COLLEAGUE, OTHER, PERSON, grant, ground, of_citizen, setting

from samspill.access.grants.api import GrantTable, MemoryGrants
from samspill.access.grounds.api import GroundKind, GroundTable, MemoryGrounds
from samspill.access.privacy.api import MemoryPrivacy, SettingKind, SettingTable


class Source(Protocol):
    def of(self, person: str) -> tuple[Any, ...]: ...

    def keep(self, fact: Any, /) -> None: ...


FACTS: dict[str, tuple[Any, ...]] = {
    "grounds": (
        ground(),
        ground(GroundKind.MUNICIPAL_DECISION, unit="u1", holder="", code="15", ended=60),
        of_citizen(GroundKind.PARENT),
    ),
    "privacy": (
        setting(SettingKind.RESERVATION),
        setting(SettingKind.BLOCK, data_class="medication", document="d1", ended=5),
        setting(SettingKind.BLOCKED_PROFESSIONAL, holder=COLLEAGUE),
        setting(SettingKind.CONSENT, organisation="o1", holder=COLLEAGUE),
    ),
    "grants": (grant(), replace(grant(data_class="medication"), id="g2")),
}
MADE: dict[str, Callable[[Database], Source]] = {
    "grounds in memory": lambda _: MemoryGrounds(),
    "grounds in the table": lambda database: GroundTable(database.select, database.write),
    "privacy in memory": lambda _: MemoryPrivacy(),
    "privacy in the table": lambda database: SettingTable(database.select, database.write),
    "grants in memory": lambda _: MemoryGrants(),
    "grants in the table": lambda database: GrantTable(database.select, database.write),
}


@pytest.fixture(params=list(MADE))
def source(request: pytest.FixtureRequest, database: Database) -> Source:
    return MADE[request.param](database)


@pytest.fixture
def facts(request: pytest.FixtureRequest) -> tuple[Any, ...]:
    named = request.node.callspec.params["source"].split()[0]
    return FACTS[named]


def test_a_person_nothing_is_known_about_has_nothing(source: Source) -> None:
    assert source.of(PERSON) == ()


def test_what_is_kept_is_given_back_as_it_was(source: Source, facts: tuple[Any, ...]) -> None:
    for fact in facts:
        source.keep(fact)
    assert sorted(map(repr, source.of(PERSON))) == sorted(map(repr, facts))


def test_nothing_is_given_to_another_person(source: Source, facts: tuple[Any, ...]) -> None:
    for fact in facts:
        source.keep(fact)
    assert source.of(OTHER) == ()
