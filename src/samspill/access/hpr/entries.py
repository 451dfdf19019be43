"""One entry of the register, and what it says on a day: pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from samspill.access.hpr.contracts import IN_FORCE_KINDS, Answer, Authorisation, Reason, Standing
from samspill.kernel.numbers.hpr import HprNumber
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Entry:
    """A professional's entry.

    Attributes:
        hpr_number: the number.
        person: whose it is.
        name: for people.
        authorisations: all, those that are over too.
        suspensions: when none of them holds.
        replaced_by: the number that stands instead of this one; None for one that stands.
    """

    hpr_number: HprNumber
    person: NationalNumber
    name: str
    authorisations: tuple[Authorisation, ...]
    suspensions: tuple[Period, ...] = ()
    replaced_by: HprNumber | None = None


NO_ENTRY = Answer(Standing.NOT_VALID, Reason.NO_ENTRY)


def answer(entry: Entry, *, at: date) -> Answer:
    """Say how the owner of an entry stands on a day; a suspension goes before every authorisation."""
    if any(at in period for period in entry.suspensions):
        return Answer(Standing.NOT_VALID, Reason.SUSPENDED, entry.hpr_number)
    held = tuple(one for one in entry.authorisations if one.kind in IN_FORCE_KINDS and at in one.period)
    if not held:
        return Answer(Standing.NOT_VALID, Reason.NONE_IN_FORCE, entry.hpr_number)
    return Answer(Standing.VALID, None, entry.hpr_number, held)


def standing_entry(entry: Entry, find: Callable[[HprNumber], Entry | None]) -> Entry | None:
    """Follow replaced numbers to the one that stands; None when they lead nowhere, or round in a ring."""
    seen = {entry.hpr_number}
    while entry.replaced_by is not None:
        following = find(entry.replaced_by)
        if following is None or following.hpr_number in seen:
            return None
        seen.add(following.hpr_number)
        entry = following
    return entry
