"""Emergency access: given with a reason, for four hours at most, and refused where nothing would open."""

from dataclasses import replace

import pytest
from tests.factories.access_places import Place
from tests.factories.access_situations import (
    AT,
    COLLEAGUE,
    GP,
    HOUR,
    NOW,
    OTHER,
    PERSON,
    REASON,
    Situation,
    setting,
)

from samspill.access.decision.contracts import (
    Basis,
    ObligationKind,
    Permit,
    PermitWithUnlock,
    Professional,
)
from samspill.access.grants.api import Grant, GrantRefused
from samspill.access.hpr.contracts import Standing
from samspill.access.need.contracts import NeedRefused
from samspill.access.privacy.api import Setting, SettingKind

URGENT = Situation(purpose="BTG", basis=Basis.AKUTT)


def broken(place: Place, situation: Situation | None = None, **changes: object) -> tuple[Grant, Permit]:
    asker = (situation or URGENT).asker
    assert isinstance(asker, Professional)
    given = {"asker": asker, "person": PERSON, "reason": REASON, "grant_id": "g1", "at": AT} | changes
    return place.access.break_glass(**given)  # type: ignore[arg-type]


def test_emergency_access_lasts_four_hours_and_names_who_whom_and_why() -> None:
    given, _ = broken(Place(grounds=()))
    assert given == Grant("g1", PERSON, GP, "o1", REASON, NOW, NOW + 4 * HOUR)


def test_emergency_access_is_kept_and_the_next_look_up_is_permitted() -> None:
    place = Place(grounds=())
    broken(place)
    assert place.establish(URGENT).opened[0].decision.made.rules[0].id == "break-glass"


def test_emergency_access_obliges_to_an_alert_at_once_and_a_case_within_seven_days() -> None:
    _, permit = broken(Place(grounds=()))
    assert {(each.kind, each.days) for each in permit.obligations} >= {
        (ObligationKind.ALERT_AT_ONCE, 0),
        (ObligationKind.FOLLOW_UP_CASE, 7),
    }


def test_emergency_access_is_recorded_with_its_reason() -> None:
    place = Place(grounds=())
    given, _ = broken(place)
    assert [each.grant for each in place.log.kept] == [given]


def test_emergency_access_is_given_to_open_what_is_blocked() -> None:
    _, permit = broken(Place(grounds=(), settings=(setting(SettingKind.BLOCK),)))
    assert isinstance(permit, PermitWithUnlock)


@pytest.mark.parametrize(
    ("settings", "situation", "rule"),
    [
        pytest.param((setting(SettingKind.RESERVATION),), URGENT, "reservation", id="a reservation"),
        pytest.param(
            (setting(SettingKind.BLOCKED_PROFESSIONAL, holder=GP),),
            URGENT,
            "blocked-professional",
            id="a blocked professional",
        ),
        pytest.param((), Situation(), "emergency-basis-in-no-emergency", id="no emergency"),
        pytest.param(
            (), replace(URGENT, hpr=Standing.UNKNOWN), "hpr-unknown-is-reading-only", id="HPR does not answer"
        ),
        pytest.param((), replace(URGENT, bound_person=OTHER), "other-patient", id="another patient"),
    ],
)
def test_emergency_access_is_refused_where_nothing_would_open(
    settings: tuple[Setting, ...], situation: Situation, rule: str
) -> None:
    place = Place(grounds=(), settings=settings)
    with pytest.raises(NeedRefused) as refused:
        broken(place, situation)
    assert refused.value.deny.rule.id == rule
    assert place.grants.of(PERSON) == ()
    assert [each.grant is not None for each in place.log.kept] == [True]


def test_another_professional_being_blocked_does_not_hinder_it() -> None:
    given, _ = broken(Place(grounds=(), settings=(setting(SettingKind.BLOCKED_PROFESSIONAL, holder=COLLEAGUE),)))
    assert given.holder == GP


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"reason": "akutt"}, id="a short reason"),
        pytest.param({"reason": "akutt" + " " * 40}, id="a reason of blanks"),
        pytest.param({"hours": 5}, id="five hours"),
        pytest.param({"hours": 0}, id="no hours"),
    ],
)
def test_emergency_access_is_refused_without_what_it_must_have(changes: dict[str, object]) -> None:
    with pytest.raises(GrantRefused, match="Nødtilgang ble ikke gitt"):
        broken(Place(), **changes)


def test_emergency_access_is_refused_to_who_is_not_in_hpr() -> None:
    with pytest.raises(GrantRefused, match="ikke i Helsepersonellregisteret"):
        broken(Place(), replace(URGENT, hpr_nr=None, hpr=None))
