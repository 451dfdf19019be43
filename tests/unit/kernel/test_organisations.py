from datetime import date

import pytest

from samspill.kernel.organisations import Kind, Organisation, OrganisationId, Party, Register, SectorMembership
from samspill.kernel.periods import Period


def organisation(name: str, *, parent: str = "", valid: Period | None = None) -> Organisation:
    return Organisation(
        id=OrganisationId(name),
        name=name,
        kind=Kind.OTHER,
        valid=valid or Period(),
        parent_id=OrganisationId(parent) if parent else None,
    )


def district(*sectors: tuple[str, Period]) -> Organisation:
    return Organisation(
        id=OrganisationId("bydel"),
        name="Bydelen",
        kind=Kind.DISTRICT,
        sectors=tuple(SectorMembership(OrganisationId(hospital), valid, source="prøve") for hospital, valid in sectors),
    )


OLD = Period(date(2018, 1, 1), date(2025, 12, 31))
NEW = Period(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("organisations", "why"),
    [
        ((organisation("a"), organisation("a")), "a stands twice"),
        ((organisation("a", parent="b"),), "a names b, which is not in the register"),
        ((district(("sykehus", NEW)),), "bydel names sykehus, which is not in the register"),
        ((organisation("a", parent="a"),), "the parents of a form a circle"),
        (
            (organisation("a", parent="b"), organisation("b", parent="c"), organisation("c", parent="b")),
            "the parents of a form a circle",
        ),
        (
            (organisation("x"), organisation("y"), district(("x", OLD), ("y", Period(date(2025, 12, 31))))),
            "bydel belongs to two hospital sectors on the same day",
        ),
    ],
)
def test_register_that_contradicts_itself_is_refused(organisations: tuple[Organisation, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Register(organisations)


def test_children_may_stand_before_their_parents() -> None:
    register = Register((organisation("barn", parent="mor"), organisation("mor")))
    assert [child.id for child in register.children(OrganisationId("mor"), day=date(2026, 1, 1))] == ["barn"]


def test_organisation_that_has_ended_is_found_but_does_not_exist_today() -> None:
    ended = organisation("gammel", valid=Period(end=date(2025, 12, 31)))
    register = Register((ended, organisation("ny", valid=NEW)))
    assert (register.find("gammel"), [each.id for each in register.on(date(2026, 1, 1))]) == (ended, ["ny"])


def test_child_that_has_ended_is_no_child_today() -> None:
    register = Register((organisation("mor"), organisation("barn", parent="mor", valid=OLD)))
    assert register.children(OrganisationId("mor"), day=date(2026, 1, 1)) == ()


def test_unknown_organisation_is_not_found() -> None:
    assert Register((organisation("a"),)).find("b") is None


def test_register_keeps_its_order() -> None:
    register = Register((organisation("å"), organisation("a"), organisation("m")))
    assert [each.id for each in register.all()] == ["å", "a", "m"]


@pytest.mark.parametrize(
    ("day", "hospital"),
    [
        (date(2017, 12, 31), None),
        (date(2018, 1, 1), "x"),
        (date(2025, 12, 31), "x"),
        (date(2026, 1, 1), "y"),
    ],
)
def test_sector_depends_on_the_day_and_is_unknown_before_any_source(day: date, hospital: str | None) -> None:
    membership = district(("x", OLD), ("y", NEW)).sector_on(day)
    assert (membership.hospital_id if membership else None) == hospital


@pytest.mark.parametrize(
    ("kind", "party"),
    [
        (Kind.REGIONAL_TRUST, Party.HOSPITAL),
        (Kind.HOSPITAL_TRUST, Party.HOSPITAL),
        (Kind.HOSPITAL, Party.HOSPITAL),
        (Kind.MUNICIPALITY, Party.MUNICIPALITY),
        (Kind.DISTRICT, Party.MUNICIPALITY),
        (Kind.AGENCY, Party.MUNICIPALITY),
        (Kind.NAV_OFFICE, Party.NAV),
        (Kind.GP_PRACTICE, Party.GP),
        (Kind.USER_ORGANISATION, Party.CITIZEN),
        (Kind.OTHER, Party.NEUTRAL),
    ],
)
def test_every_kind_stands_on_one_side(kind: Kind, party: Party) -> None:
    assert Organisation(id=OrganisationId("a"), name="A", kind=kind).party == party


def test_no_kind_is_forgotten_among_the_sides() -> None:
    assert {Organisation(id=OrganisationId("a"), name="A", kind=kind).party for kind in Kind} == set(Party)
