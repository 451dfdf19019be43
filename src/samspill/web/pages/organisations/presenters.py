"""Organisations as the pages show them on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from samspill.kernel.communities import Community
from samspill.kernel.organisations import Organisation, SectorMembership
from samspill.web.kinds import KindWords, by_kind
from samspill.web.pages.organisations.forms import Wanted


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation in the list."""

    organisation: Organisation
    parent: Organisation | None
    hospital: Organisation | None
    sector: SectorMembership | None
    is_ended: bool
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The organisations of one kind."""

    words: KindWords
    rows: tuple[Row, ...]
    has_sectors: bool


def groups(community: Community, wanted: Wanted) -> tuple[Group, ...]:
    """Return the organisations that are wanted, by kind and then by name."""
    rows = [row_of(community, organisation, day=wanted.day) for organisation in community.organisations.all()]
    chosen = sorted((row for row in rows if is_wanted(row, wanted)), key=lambda row: norwegian(row.organisation.name))
    grouped = by_kind(chosen, kind=lambda row: row.organisation.kind)
    return tuple(Group(words, tuple(members), any(row.sector for row in members)) for words, members in grouped)


def row_of(community: Community, organisation: Organisation, *, day: date) -> Row:
    """Return an organisation with what it belongs to on a day."""
    register = community.organisations
    sector = organisation.sector_on(day)
    return Row(
        organisation=organisation,
        parent=register.find(organisation.parent_id) if organisation.parent_id else None,
        hospital=register.find(sector.hospital_id) if sector else None,
        sector=sector,
        is_ended=organisation.valid.end is not None and organisation.valid.end < day,
        is_to_come=organisation.valid.start is not None and organisation.valid.start > day,
    )


def is_wanted(row: Row, wanted: Wanted) -> bool:
    """Tell whether a row answers what is asked for."""
    if row.is_to_come or (row.is_ended and not wanted.ended_too):
        return False
    if wanted.kind and row.organisation.kind is not wanted.kind:
        return False
    return not wanted.text or matches(row.organisation, wanted.text)


def matches(organisation: Organisation, text: str) -> bool:
    """Tell whether a name, another name or the number holds the text, however it is spaced and cased."""
    names: Iterable[str] = (organisation.name, organisation.short_name, *organisation.aliases)
    asked = text.casefold()
    digits = "".join(text.split())
    in_number = bool(organisation.number) and digits.isdigit() and digits in str(organisation.number)
    return in_number or any(asked in name.casefold() for name in names)


_LAST_LETTERS = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|"})


def norwegian(name: str) -> str:
    """Return a key that sorts names as Norwegians do: æ, ø and å last."""
    return name.casefold().translate(_LAST_LETTERS)
