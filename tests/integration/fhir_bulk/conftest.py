"""A record store in a file of its own, with a clock that the test moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

AT = 1_795_334_400_000_000
"""2026-11-22T08:00:00Z."""


@pytest.fixture
def moment() -> list[int]:
    return [AT]


@pytest.fixture
def store(tmp_path: Path, moment: list[int]) -> Iterator[Store]:
    def tick() -> int:
        moment[0] += 1000
        return moment[0]

    opened = open_store(str(tmp_path / "record.sqlite3"), clock=tick)
    yield opened
    opened.close()
