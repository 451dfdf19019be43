"""Who may change what in a plan: a table, refusals first."""

from dataclasses import replace
from datetime import date

import pytest
from tests.factories.plan_drafts import HOSPITALS, KEEPER, READER, SAGENE, SAGENES, person

from samspill.kernel.people import Capacity, Person
from samspill.kernel.periods import Period
from samspill.plan import rules
from samspill.plan.contracts import MeasureState, NotAllowed, Responsible

DAY = date(2026, 3, 2)
SAGENES_MEASURE = (Responsible("Bydel Sagene", SAGENE),)
ROLES_MEASURE = (Responsible("Leder for fagnettverket", role="nettverksleder"),)
NETWORK_LEADER = person("Leder", Capacity.REPORT_STATUS, organisation="ahus", role="Nettverksleder")
ENDED = replace(KEEPER, valid=Period(end=date(2026, 3, 1)))


@pytest.mark.parametrize(
    ("who", "may"),
    [(READER, False), (SAGENES, False), (ENDED, False), (KEEPER, True)],
    ids=lambda value: str(value)[:24],
)
def test_only_those_who_keep_the_plan_change_it(who: Person, may: bool) -> None:
    assert rules.may_keep_plan(who, day=DAY) is may


@pytest.mark.parametrize(
    ("who", "responsible", "may"),
    [
        (READER, SAGENES_MEASURE, False),
        (HOSPITALS, SAGENES_MEASURE, False),
        (SAGENES, (), False),
        (SAGENES, ROLES_MEASURE, False),
        (ENDED, SAGENES_MEASURE, False),
        (SAGENES, SAGENES_MEASURE, True),
        (SAGENES, (Responsible("OUS", HOSPITALS.organisation_id), *SAGENES_MEASURE), True),
        (NETWORK_LEADER, ROLES_MEASURE, True),
        (KEEPER, (), True),
    ],
)
def test_status_is_reported_by_those_who_answer_for_the_measure(
    who: Person, responsible: tuple[Responsible, ...], may: bool
) -> None:
    assert rules.may_report(who, responsible, day=DAY) is may


@pytest.mark.parametrize(
    ("who", "to", "may"),
    [
        (HOSPITALS, MeasureState.DONE, False),
        (SAGENES, MeasureState.STOPPED, False),
        (SAGENES, MeasureState.PRIORITISED, False),
        (SAGENES, MeasureState.CARRIED_FORWARD, False),
        (SAGENES, MeasureState.PLANNED, True),
        (SAGENES, MeasureState.IN_PROGRESS, True),
        (SAGENES, MeasureState.DONE, True),
        (KEEPER, MeasureState.STOPPED, True),
    ],
)
def test_owner_turns_own_measure_only_along_its_work(who: Person, to: MeasureState, may: bool) -> None:
    assert rules.may_turn_measure(who, SAGENES_MEASURE, to, day=DAY) is may


def test_refusal_says_what_why_and_what_to_do() -> None:
    with pytest.raises(NotAllowed) as refused:
        rules.check_may_report(HOSPITALS, SAGENES_MEASURE, day=DAY)
    assert str(refused.value) == (
        "Du kan ikke melde status for dette tiltaket. Tiltaket har andre ansvarlige enn din virksomhet og rolle. "
        "Be den ansvarlige melde status, eller be sekretariatet rette hvem som er ansvarlig."
    )


def test_role_that_has_ended_is_told_the_day() -> None:
    with pytest.raises(NotAllowed, match=r"Rollen «Sekretariat» gjelder ikke 02\.03\.2026\."):
        rules.check_may_keep_plan(ENDED, day=DAY)
