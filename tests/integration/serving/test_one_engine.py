"""The API and the pages share one open record store, and what may be secret about it is never shown."""

from pathlib import Path

import pytest

from samspill.main import Samspill
from samspill.settings.environment import load_settings
from samspill.settings.record import record_place


@pytest.fixture
def wiring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Samspill:
    monkeypatch.setenv("SAMSPILL_DATA", str(tmp_path))
    monkeypatch.setenv("SAMSPILL_RECORD_URL", "")
    return Samspill()


def test_record_store_is_opened_once_for_the_api_and_the_pages(wiring: Samspill, tmp_path: Path) -> None:
    engine, record = wiring.open_engine(), wiring.open_record()
    try:
        assert wiring.open_engine() is engine
        assert wiring.open_record() is record
        assert record.place == str(tmp_path / "record.sqlite3")
        assert record.prefix == "/fhir"
    finally:
        engine.close()


def test_record_store_is_opened_anew_after_it_was_closed(wiring: Samspill) -> None:
    first = wiring.open_engine()
    first.close()
    wiring.close_record()
    second = wiring.open_engine()
    try:
        assert second is not first
        assert wiring.open_record().reports.counts(wait_s=60).total == 0
    finally:
        second.close()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("postgresql://samspill:hemmelig@db.example:5432/journal", "db.example:5432/journal"),
        ("postgresql://samspill@db.example/journal?sslpassword=hemmelig", "db.example/journal"),
        ("postgresql:///journal", "localhost/journal"),
    ],
)
def test_place_of_a_database_is_shown_without_user_and_password(address: str, place: str) -> None:
    assert record_place(load_settings({"SAMSPILL_RECORD_URL": address})) == place
