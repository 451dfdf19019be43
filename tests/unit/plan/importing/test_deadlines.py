"""Deadlines as plans write them, and the latest day each allows."""

from datetime import date

import pytest

from samspill.plan.importing import deadlines
from samspill.plan.importing.contracts import Flag

ROUNDED = (Flag.DEADLINE_ROUNDED,)
UNREAD = (Flag.DEADLINE_UNREAD,)


@pytest.mark.parametrize(
    ("words", "latest", "flags"),
    [
        ("Innen 31.12.19", date(2019, 12, 31), ()),
        ("Innen 31.12.2019", date(2019, 12, 31), ()),
        ("30.06.20", date(2020, 6, 30), ()),
        ("31/12-19", date(2019, 12, 31), ()),
        ("2026-03-31", date(2026, 3, 31), ()),
        ("31. desember 2025", date(2025, 12, 31), ()),
        ("Våren 2022", date(2022, 6, 30), ROUNDED),
        ("Hausten 2022", date(2022, 12, 31), ROUNDED),
        ("Høst -26", date(2026, 12, 31), ROUNDED),
        ("høsten 2025/våren 2026", date(2026, 6, 30), ROUNDED),
        ("Før sommeren 2026", date(2026, 6, 30), ROUNDED),
        ("Innen jul 2025", date(2025, 12, 24), ROUNDED),
        ("Q2 2026", date(2026, 6, 30), ()),
        ("1. kvartal 2024", date(2024, 3, 31), ()),
        ("2. tertial 2026", date(2026, 8, 31), ()),
        ("Første halvår 2026", date(2026, 6, 30), ()),
        ("andre halvår 2026", date(2026, 12, 31), ()),
        ("uke 12 2026", date(2026, 3, 22), ()),
        ("februar 2028", date(2028, 2, 29), ()),
        ("mars-juni 2026", date(2026, 6, 30), ()),
        ("Medio mars 2026", date(2026, 3, 20), ROUNDED),
        ("2022", date(2022, 12, 31), ()),
        ("2024-2026", date(2026, 12, 31), ()),
        ("innen utgangen av 2026", date(2026, 12, 31), ()),
        ("1.2.2024 - 30.6.2025", date(2025, 6, 30), ()),
        ("Løpende, første gang 1.6.2026", date(2026, 6, 1), ()),
        ("løpende", None, ()),
        ("Løpande", None, ()),
        ("Fortløpende", None, ()),
        ("kontinuerlig", None, ()),
        ("31.02.2026", None, UNREAD),
        ("5. kvartal 2026", date(2026, 12, 31), ()),
        ("uke 60 2026", None, UNREAD),
        ("Hausten", None, UNREAD),
        ("1. kvartal", None, UNREAD),
        ("snarest", None, UNREAD),
        ("når avtalen er klar", None, UNREAD),
        ("", None, UNREAD),
    ],
)
def test_the_latest_day_the_words_allow(words: str, latest: date | None, flags: tuple[Flag, ...]) -> None:
    assert deadlines.read(words) == deadlines.Reading(latest, flags)


@pytest.mark.parametrize(
    ("words", "latest"),
    [
        ("Hausten", date(2027, 12, 31)),
        ("1. kvartal", date(2027, 3, 31)),
        ("uke 12", date(2027, 3, 28)),
        ("desember", date(2027, 12, 31)),
        ("Innen 1.6", date(2027, 6, 1)),
    ],
)
def test_a_plan_for_one_year_lends_its_year_and_says_so(words: str, latest: date) -> None:
    assert deadlines.read(words, year=2027) == deadlines.Reading(latest, ROUNDED)


@pytest.mark.parametrize(
    "words", ["Innen 31.12.19", "Våren 2022", "Løpende", "2. kvartal 2026", "innen utgangen av 2026"]
)
def test_a_cell_of_nothing_but_time_is_a_deadline(words: str) -> None:
    assert deadlines.is_deadline(words)


@pytest.mark.parametrize("words", ["Besluttet i utvalget 12.06.19", "Kommunene", "Plan for 2026", ""])
def test_a_cell_with_other_words_is_no_deadline(words: str) -> None:
    assert not deadlines.is_deadline(words)


def test_a_deadline_glued_to_a_remark_is_parted_from_it() -> None:
    assert deadlines.split_leading("Innen 31.03.20 Nettverket har startet") == (
        "Innen 31.03.20",
        "Nettverket har startet",
    )


def test_a_deadline_glued_to_a_body_is_parted_from_it() -> None:
    assert deadlines.split_trailing("Fagrådet Innen 31.12.20") == ("Fagrådet", "Innen 31.12.20")
