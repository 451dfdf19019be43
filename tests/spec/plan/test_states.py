"""The states of measures and versions, and what each state allows."""

from datetime import date

import pytest

from samspill.plan import rules
from samspill.plan.contracts import Invalid, MeasureState, PlanRefused, VersionState

M, V = MeasureState, VersionState


def test_every_measure_state_has_its_turns() -> None:
    assert set(rules.MEASURE_TURNS) == set(MeasureState)


def test_every_version_state_has_its_turns() -> None:
    assert set(rules.VERSION_TURNS) == set(VersionState)


def test_no_state_turns_into_itself() -> None:
    turns = [*rules.MEASURE_TURNS.items(), *rules.VERSION_TURNS.items()]
    assert [state for state, to in turns if state in to] == []


def test_nothing_that_is_known_becomes_unknown() -> None:
    assert [state for state, to in rules.MEASURE_TURNS.items() if M.UNKNOWN in to] == []


def test_every_measure_state_can_be_reached_from_proposed() -> None:
    reached, edge = {M.PROPOSED}, {M.PROPOSED}
    while edge:
        edge = {to for state in edge for to in rules.MEASURE_TURNS[state]} - reached
        reached |= edge
    assert reached == set(MeasureState) - {M.UNKNOWN}


@pytest.mark.parametrize(
    ("now", "to", "can"),
    [
        (M.PROPOSED, M.DONE, False),
        (M.PROPOSED, M.IN_PROGRESS, False),
        (M.DONE, M.STOPPED, False),
        (M.STOPPED, M.IN_PROGRESS, False),
        (M.PRIORITISED, M.PROPOSED, False),
        (M.UNKNOWN, M.DONE, True),
        (M.PROPOSED, M.PRIORITISED, True),
        (M.IN_PROGRESS, M.DONE, True),
        (M.DONE, M.IN_OPERATION, True),
        (M.PLANNED, M.CARRIED_FORWARD, True),
        (M.STOPPED, M.PROPOSED, True),
    ],
)
def test_measure_follows_its_life(now: MeasureState, to: MeasureState, can: bool) -> None:
    assert rules.can_turn_measure(now, to) is can


@pytest.mark.parametrize(
    ("now", "to", "can"),
    [
        (V.CONSULTED, V.ADOPTED, False),
        (V.ADOPTED, V.DRAFT, False),
        (V.ADOPTED, V.SUPERSEDED, False),
        (V.SUPERSEDED, V.ADOPTED, False),
        (V.CONSULTED, V.DISCARDED, False),
        (V.ADOPTED, V.DISCARDED, False),
        (V.DISCARDED, V.DRAFT, False),
        (V.DRAFT, V.DISCARDED, True),
        (V.DRAFT, V.ADOPTED, True),
        (V.CONSULTED, V.RECOMMENDED, True),
        (V.RECOMMENDED, V.DRAFT, True),
        (V.RECOMMENDED, V.ADOPTED, True),
    ],
)
def test_version_follows_its_way(now: VersionState, to: VersionState, can: bool) -> None:
    assert rules.can_turn_version(now, to) is can


@pytest.mark.parametrize(
    ("state", "is_open"),
    [(V.RECOMMENDED, False), (V.ADOPTED, False), (V.SUPERSEDED, False), (V.DRAFT, True), (V.CONSULTED, True)],
)
def test_text_is_open_until_it_is_recommended(state: VersionState, is_open: bool) -> None:
    assert rules.text_is_open(state) is is_open


@pytest.mark.parametrize(("state", "takes"), [(V.SUPERSEDED, False), (V.ADOPTED, True), (V.DRAFT, True)])
def test_reports_are_taken_until_the_version_is_superseded(state: VersionState, takes: bool) -> None:
    assert rules.takes_reports(state) is takes


def test_refused_turn_names_the_turns_there_are() -> None:
    with pytest.raises(PlanRefused) as refused:
        rules.check_can_turn_measure(M.DONE, M.PROPOSED)
    assert str(refused.value) == (
        "Tiltaket kan ikke gå fra «ferdigstilt» til «foreslått». Herfra kan du velge: under arbeid, i drift."
    )


def test_superseded_version_has_no_turns_to_name() -> None:
    with pytest.raises(PlanRefused, match=r"Den kan ikke endres mer\."):
        rules.check_can_turn_version(V.SUPERSEDED, V.DRAFT)


def test_recommended_text_is_opened_by_turning_back() -> None:
    with pytest.raises(PlanRefused, match="Sett den tilbake til utkast før du endrer teksten"):
        rules.check_text_is_open(V.RECOMMENDED)


@pytest.mark.parametrize("why", ["", "  "])
def test_stopping_takes_a_reason(why: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_reason(M.STOPPED, why)
    assert list(refused.value.errors) == ["why"]


@pytest.mark.parametrize(
    ("to", "why", "adopted_on", "error"),
    [
        (V.ADOPTED, "", None, "adopted_on"),
        (V.ADOPTED, "", date(2026, 3, 3), "adopted_on"),
        (V.DRAFT, " ", None, "why"),
    ],
)
def test_turn_that_tells_too_little_is_refused(to: VersionState, why: str, adopted_on: date | None, error: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_turn_is_told(to, now=V.RECOMMENDED, why=why, adopted_on=adopted_on, day=date(2026, 3, 2))
    assert list(refused.value.errors) == [error]


@pytest.mark.parametrize("state", [V.DRAFT, V.CONSULTED, V.RECOMMENDED])
def test_plan_has_one_version_on_its_way(state: VersionState) -> None:
    with pytest.raises(PlanRefused, match="allerede en versjon som er på vei"):
        rules.check_can_start_version([V.SUPERSEDED, V.ADOPTED, state])
