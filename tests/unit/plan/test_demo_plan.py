"""The demo's plan against the community it belongs to, and against the texts it must not repeat."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from tests.shared import SHARED

from samspill.kernel.communities import OSLO, load_community
from samspill.plan.files import load_plan_file

FILE = Path(str(resources.files("samspill.plan").joinpath("data", "demo_plan.toml")))
TEXT = FILE.read_text(encoding="utf-8")
PLAN = tomllib.loads(TEXT)
COMMUNITY = load_community(OSLO)
Row = dict[str, Any]


def measures() -> Iterator[Row]:
    for area in PLAN["area"]:
        for group in area["group"]:
            yield from group["measure"]


def added() -> list[Row]:
    return [event["measure"] for event in PLAN["event"] if event["act"] == "add"]


def responsible() -> Iterator[Row]:
    for measure in [*measures(), *added()]:
        yield from measure.get("responsible", ())
    for event in PLAN["event"]:
        yield from event.get("set", {}).get("responsible", ())


def sequences(text: str, *, words: int) -> set[str]:
    found = re.findall(r"\w+", text.casefold())
    return {" ".join(found[start : start + words]) for start in range(len(found) - words + 1)}


def test_file_loads_with_its_measures_and_its_history() -> None:
    plan = load_plan_file(FILE)
    assert (plan.draft.title, len(plan.keys), len(plan.events)) == ("Porteføljeplan 2026", 61, 54)


def test_plan_covers_ten_areas() -> None:
    assert [(area["number"], area["name"]) for area in PLAN["area"]] == [
        (1, "Digitalt samarbeid om pasienten"),
        (2, "Barn og unges psykiske helse"),
        (3, "Voksne med psykiske lidelser og rusproblemer"),
        (4, "Rehabilitering og mestring"),
        (5, "Skrøpelige eldre"),
        (6, "Kompetanse og rekruttering"),
        (7, "Gravide, fødende og nyfødte"),
        (8, "Akuttkjeden"),
        (9, "Beredskap og forsyning"),
        (10, "Arbeid og helse"),
    ]


@pytest.mark.parametrize("area", PLAN["area"], ids=lambda area: area["name"])
def test_every_area_has_its_target_picture_and_headings(area: Row) -> None:
    assert (len(area["goals"]) in {3, 4}, len(area["group"]) in {2, 3, 4}) == (True, True)


def test_plan_has_sixty_one_measures_with_a_key_each() -> None:
    keys = [measure["key"] for measure in [*measures(), *added()]]
    assert (len(keys), len(set(keys)), len(list(measures()))) == (62, 62, 61)


def test_two_years_look_back_and_one_ahead() -> None:
    assert [(head["year"], head["label"], head["kind"]) for head in PLAN["year"]] == [
        (2024, "2024", "achieved"),
        (2025, "2025", "achieved"),
        (2026, "Fokus for 2026", "planned"),
    ]


def test_every_status_is_shown_somewhere() -> None:
    shown = {cell["status"] for measure in measures() for cell in measure.get("cells", ())}
    assert shown == {"unknown", "not-started", "planned", "in-progress", "done"}


def test_some_measures_leave_a_year_empty() -> None:
    years = [{cell["year"] for cell in measure.get("cells", ())} for measure in measures()]
    assert {year for year in (2024, 2026) if any(year not in held for held in years)} == {2024, 2026}


def test_every_responsible_organisation_is_in_the_register() -> None:
    named = {body["organisation"] for body in responsible() if "organisation" in body}
    assert {name for name in named if COMMUNITY.organisations.find(name) is None} == set()


def test_everyone_who_has_done_something_has_a_role_in_the_community() -> None:
    assert {event["by"] for event in PLAN["event"] if COMMUNITY.person(event["by"]) is None} == set()


def test_events_name_measures_that_are_there() -> None:
    known = {measure["key"] for measure in [*measures(), *added()]}
    named = {event["measure"] for event in PLAN["event"] if event["act"] in {"report", "state", "edit"}}
    assert named - known == set()


def test_events_stand_in_the_order_they_happened() -> None:
    moments = [event["at"] for event in PLAN["event"]]
    assert moments == sorted(moments)


def test_history_has_a_stopped_measure_with_its_reason_and_one_carried_forward() -> None:
    turns = {event["to"]: event.get("why", "") for event in PLAN["event"] if event["act"] == "state"}
    assert (turns["stopped"] != "", turns["carried-forward"] != "", "done" in turns) == (True, True, True)


@pytest.mark.outside
def test_plan_repeats_no_sentence_of_the_real_documents() -> None:
    real = set[str]().union(
        *(sequences(seed.read_text(encoding="utf-8"), words=8) for seed in (SHARED / "seeds").glob("*.txt"))
    )
    assert len(real) > 3000
    assert sequences(TEXT, words=8) & real == set()
