"""A Need is made by ``establish`` alone, after privacy was asked, and every look-up reaches the sink."""

import copy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.access_places import Log, Place
from tests.factories.access_situations import (
    AT,
    DAY,
    MOTHER,
    OTHER,
    PERSON,
    REASON,
    Situation,
    citizen,
    ground,
    of_citizen,
    setting,
)

from samspill.access.attestation.contracts import Identifier
from samspill.access.decision.contracts import (
    Action,
    Basis,
    Deny,
    ObligationKind,
    Permit,
    Professional,
    Thing,
)
from samspill.access.grounds.api import Ground, GroundKind
from samspill.access.need.contracts import Need, NeedRefused
from samspill.access.privacy.api import Setting, SettingKind


def test_nobody_else_can_make_a_need() -> None:
    need = Place().establish()
    with pytest.raises(TypeError, match=r"only access\.establish"):
        Need(
            seal=object(),
            asker=need.asker,
            person=OTHER,
            purpose=need.purpose,
            basis=need.basis,
            action=need.action,
            grounds=(),
            opened=need.opened,
            refused=(),
            at=need.at,
            valid_until=need.valid_until,
            facts=need.facts,
            rules=need.rules,
        )


def test_a_need_cannot_be_rewritten_for_another_person() -> None:
    with pytest.raises((TypeError, ValueError), match="seal"):
        replace(Place().establish(), person=OTHER)


def test_a_need_cannot_be_changed() -> None:
    need = Place().establish()
    with pytest.raises(AttributeError):
        need.person = OTHER  # type: ignore[misc]


def test_a_copy_opens_no_more_than_its_original() -> None:
    need = Place().establish()
    assert copy.copy(need) == need


def test_it_carries_who_whose_what_for_and_on_which_grounds() -> None:
    need = Place().establish()
    assert (need.person, need.purpose, need.basis, need.data_classes) == (
        PERSON,
        "TREAT",
        Basis.UNNTAK,
        ("medication",),
    )
    assert [each.kind for each in need.grounds] == [GroundKind.NAMED_GP]
    assert [str(ref) for ref in need.opened[0].decision.made.rules] == ["named-gp/1"]


def test_it_covers_only_what_was_established() -> None:
    need = Place().establish()
    asked = {"person": PERSON, "data_class": "medication", "action": Action.READ, "at": AT}
    wrong = [
        {"person": OTHER},
        {"data_class": "test-results"},
        {"action": Action.WRITE},
        {"at": AT - timedelta(seconds=1)},
        {"at": need.valid_until},
        {"person": None},
    ]
    assert need.covers(**asked)  # type: ignore[arg-type]
    assert [change for change in wrong if need.covers(**(asked | change))] == []  # type: ignore[arg-type]


def test_a_class_that_is_refused_stands_beside_those_that_are_opened() -> None:
    place = Place(settings=(setting(SettingKind.BLOCK, data_class="test-results"),))
    need = place.establish(None, "medication", "test-results")
    assert need.data_classes == ("medication",)
    assert [(name, deny.rule.id) for name, deny in need.refused] == [("test-results", "blocked")]


def test_a_refusal_reaches_the_reader_with_what_why_and_what_to_do() -> None:
    with pytest.raises(NeedRefused) as refused:
        Place(grounds=()).establish()
    deny = refused.value.deny
    assert deny.rule.id == "no-need"
    assert deny.what.en == "The look-up was not made."
    assert str(refused.value).startswith("Oppslaget ble ikke gjort. Vi finner ingen behandling")
    assert deny.remedy.nn.startswith("Registrer kontakten i journalsystemet")


def test_an_allowed_look_up_is_recorded() -> None:
    place = Place()
    place.establish()
    assert [(each.person, [(n, type(d)) for n, d in each.decisions]) for each in place.log.kept] == [
        (PERSON, [("medication", Permit)])
    ]


def test_a_refused_look_up_is_recorded_too() -> None:
    place = Place(grounds=())
    with pytest.raises(NeedRefused):
        place.establish()
    assert [(each.person, [(n, type(d)) for n, d in each.decisions]) for each in place.log.kept] == [
        (PERSON, [("medication", Deny)])
    ]


def test_what_cannot_be_recorded_is_not_opened() -> None:
    with pytest.raises(OSError, match="no room"):
        Place(log=Log(fails=True)).establish()


def test_a_person_with_a_reservation_and_nothing_else_is_reserved_and_not_missing() -> None:
    with pytest.raises(NeedRefused) as refused:
        Place(settings=(setting(SettingKind.RESERVATION),)).establish()
    assert refused.value.deny.rule.id == "reservation"


def test_a_silent_privacy_source_keeps_everything_closed() -> None:
    with pytest.raises(NeedRefused) as refused:
        Place(silent=True).establish()
    assert refused.value.deny.rule.id == "privacy-source-silent"


def test_a_silent_privacy_source_opens_on_the_emergency_path_and_says_so() -> None:
    place = Place(silent=True)
    urgent = Situation(purpose="BTG", basis=Basis.AKUTT)
    assert isinstance(urgent.asker, Professional)
    place.access.break_glass(asker=urgent.asker, person=PERSON, reason=REASON, grant_id="g", at=AT)
    kinds = {each.kind for each in place.establish(urgent).obligations}
    assert {ObligationKind.MARK_DEGRADED, ObligationKind.ALERT_AT_ONCE, ObligationKind.FOLLOW_UP_CASE} <= kinds


@pytest.mark.parametrize(
    ("grounds", "settings", "expected"),
    [
        pytest.param((ground(),), (), timedelta(minutes=15), id="a quarter of an hour"),
        pytest.param((ground(ended=-60),), (), timedelta(seconds=60), id="until the relation ends"),
        pytest.param(
            (ground(),), (setting(SettingKind.BLOCK, begun=-30),), timedelta(seconds=30), id="until a block begins"
        ),
        pytest.param(
            (ground(GroundKind.ENCOUNTER, begun=30 * DAY, ended=14 * DAY - 5, holder="", code=""),),
            (),
            timedelta(seconds=5),
            id="until the days after an encounter run out",
        ),
        pytest.param(
            (ground(GroundKind.REFERRAL, begun=365 * DAY - 7, holder="", code=""),),
            (),
            timedelta(seconds=7),
            id="until a referral is a year old",
        ),
    ],
)
def test_it_lasts_no_longer_than_what_it_rests_on(
    grounds: tuple[Ground, ...], settings: tuple[Setting, ...], expected: timedelta
) -> None:
    assert Place(grounds=grounds, settings=settings).establish().valid_until - AT == expected


def test_it_lasts_no_longer_than_its_attestation() -> None:
    need = Place().establish(Situation(attested_seconds_ago=3590))
    assert need.valid_until - AT == timedelta(seconds=11)


def test_it_lasts_no_longer_than_the_norwegian_day() -> None:
    late = datetime(2027, 3, 1, 22, 55, tzinfo=UTC)
    asked = Situation(attested_seconds_ago=int((AT - late).total_seconds()))
    assert Place().establish(asked, at=late).valid_until == datetime(2027, 3, 1, 23, 0, tzinfo=UTC)


def test_one_blocked_document_is_closed_though_its_class_is_open() -> None:
    need = Place(settings=(setting(SettingKind.BLOCK, data_class="medication", document="d1"),)).establish()
    answers = [need.decide_on(Thing(PERSON, "medication", date(1950, 6, 1), document)) for document in ("d1", "d2")]
    assert [type(answer) for answer in answers] == [Deny, Permit]


def test_a_need_decides_on_no_other_person() -> None:
    with pytest.raises(ValueError, match="not for that person"):
        Place().establish().decide_on(Thing(OTHER, "medication"))


def test_a_list_without_a_patient_has_a_filter_and_covers_no_person() -> None:
    asked = Situation(patient=False, bound_person=None, purpose="ETREAT", data_class="ambulances-incoming")
    need = Place().establish(asked)
    assert need.person is None
    assert "access_ground" in need.filter_of("ambulances-incoming").where
    assert not need.covers(person=PERSON, data_class="ambulances-incoming", action=Action.READ, at=AT)
    assert [each.kind for each in need.obligations] == [ObligationKind.REDUCED_FIELDS]


def test_a_list_of_medicines_is_refused() -> None:
    with pytest.raises(NeedRefused) as refused:
        Place().establish(Situation(patient=False, bound_person=None))
    assert refused.value.deny.rule.id == "list-too-wide"


def test_a_mother_has_a_need_for_her_childs_data() -> None:
    place = Place(grounds=(of_citizen(GroundKind.PARENT),), born=date(2020, 1, 1))
    assert place.establish(citizen(citizen=MOTHER, purpose="FAMRQT")).data_classes == ("test-results",)


@pytest.mark.parametrize(
    ("classes", "situation", "said"),
    [
        pytest.param(("medicine",), Situation(), "no class of data called medicine", id="a class there is not"),
        pytest.param(("medication",), citizen(patient=False), "about one person", id="a citizen's list"),
    ],
)
def test_a_question_that_is_wrong_in_itself_is_no_refusal(
    classes: tuple[str, ...], situation: Situation, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Place().establish(situation, *classes)


def test_no_national_number_stands_in_what_is_written_of_a_need() -> None:
    situation = Situation()
    attested = situation.asker
    assert isinstance(attested, Professional)
    number = "national-number"
    practitioner = replace(attested.attestation.practitioner, identifier=Identifier(number, "urn:oid:1"))
    asker = replace(attested, attestation=replace(attested.attestation, practitioner=practitioner))
    place = Place()
    need = place.access.establish(
        asker=asker, person=PERSON, data_classes=("medication",), purpose="TREAT", basis=Basis.UNNTAK, at=AT
    )
    assert number not in f"{need!r}{place.log.kept!r}"
