"""What has happened, as a reader follows it: by day, then by measure, each act with what it changed and why."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspill.kernel.organisations import Organisation, Party
from samspill.plan.contracts import (
    Act,
    CellKind,
    ChangeView,
    MeasureState,
    Origin,
    Status,
    VersionId,
    VersionState,
    VersionView,
)
from samspill.web.community import community, local_day
from samspill.web.components.numbers import day_words
from samspill.web.components.words import MEASURE_STATE_LOOKS, STATUS_LOOKS, VERSION_STATE_LOOKS, Look, status_word
from samspill.web.pages.plan.addresses import measure_address, version_query, with_query
from samspill.web.pages.plan.words import ACT_ICONS, ACT_WORDS, KIND_WORDS, ORIGIN_WORDS, changed_field_word

Arrivals = Mapping[tuple[VersionId, datetime], int]
"""How many measures came into a version in one moment."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, in words."""

    field: str
    before: str
    after: str
    look: Look | None = None
    """How a status or state looks after the change."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act by one person at one moment."""

    at: datetime
    time: str
    who: str
    """The name, with the organisation where the name does not say it."""
    role: str
    party: Party | None
    act: str
    icon: str
    differences: tuple[Difference, ...]
    why: str
    version: str
    """The version's title where it is another than the current one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A measure or a version, and what happened to it that day."""

    title: str
    address: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day with changes, and what they are about."""

    day: date
    count_words: str
    subjects: tuple[Subject, ...]


class Teller:
    """Tells changes in words; knows the versions they may lie in."""

    def __init__(
        self, versions: Iterable[VersionView], *, current_id: VersionId | None, arrivals: Arrivals | None = None
    ) -> None:
        self._versions = {one.id: one for one in versions}
        self._current_id = current_id
        self._arrivals = arrivals or {}

    def events(self, changes: Iterable[ChangeView]) -> tuple[Event, ...]:
        """Return changes as acts: what one person changed in one moment is one."""
        together = groupby(changes, key=lambda one: (one.at, one.by_id, one.act, one.measure_id, one.version_id))
        return tuple(self._event(list(parts)) for _key, parts in together)

    def days(self, changes: Iterable[ChangeView]) -> tuple[Day, ...]:
        """Return changes by day, the newest first, and each day by measure in the order of its newest change."""
        return tuple(
            Day(day, _count_words(parts), self._subjects(parts))
            for day, parts in ((day, list(parts)) for day, parts in groupby(changes, key=lambda one: local_day(one.at)))
        )

    def _subjects(self, changes: list[ChangeView]) -> tuple[Subject, ...]:
        gathered: dict[tuple[object, ...], list[ChangeView]] = {}
        for one in changes:
            gathered.setdefault(_subject_key(one), []).append(one)
        return tuple(self._subject(parts) for parts in gathered.values())

    def _subject(self, changes: list[ChangeView]) -> Subject:
        first = changes[0]
        query = version_query(first.version_id, current_id=self._current_id) if first.version_id else {}
        plan_address = with_query(reverse("plan:portfolio"), query)
        if (count := self._came_with(first, len(changes))) > 1:
            title = ngettext("%(count)s tiltak kom med versjonen", "%(count)s tiltak kom med versjonen", count)
            return Subject(title % {"count": count}, plan_address, self.events([first]))
        if first.measure_id is None:
            return Subject(self._version_title(first), plan_address, self.events(changes))
        title = first.measure_title or _("Uten tittel i kilden")
        return Subject(title, measure_address(first.measure_id, query), self.events(changes))

    def _came_with(self, first: ChangeView, here: int) -> int:
        """Return how many measures came together, also where the page shows only some of them; 0 for other acts."""
        if not _is_whole_measure(first) or first.version_id is None:
            return 0
        return self._arrivals.get((first.version_id, first.at), here)

    def _event(self, changes: list[ChangeView]) -> Event:
        first = changes[0]
        organisation = community().organisations.find(first.organisation_id)
        return Event(
            at=first.at,
            time=_("kl. %(time)s") % {"time": f"{timezone.localtime(first.at):%H:%M}"},
            who=_who(first, organisation),
            role=first.by_role,
            party=organisation.party if organisation else None,
            act=str(ACT_WORDS[first.act]),
            icon=ACT_ICONS[first.act],
            differences=tuple(self._difference(one) for one in changes if one.field),
            why=first.why,
            version=self._version_title(first) if first.version_id != self._current_id and first.measure_id else "",
        )

    def _version_title(self, change: ChangeView) -> str:
        found = self._versions.get(change.version_id) if change.version_id else None
        if found is None:
            return change.after or _("En versjon av planen")
        return _("%(title)s, versjon %(number)s") % {"title": found.title, "number": found.number}

    def _difference(self, change: ChangeView) -> Difference:
        """A report that changes nothing but says something has no before."""
        before, after = values_words(change, self._words_of(change))
        return Difference(
            field=changed_field_word(change),
            before="" if change.before == change.after else before,
            after=after,
            look=_look(_meaning(change, change.after)),
        )

    def _words_of(self, change: ChangeView) -> Mapping[Status, str]:
        found = self._versions.get(change.version_id) if change.version_id else None
        return found.status_words if found else {}


def values_words(change: ChangeView, words: Mapping[Status, str] | None = None) -> tuple[str, str]:
    """Return what stood before a change and after it as a reader says it.

    Where only the organisation behind the words was changed, both are told with its name.
    """
    before, after = (_value_words(change, value, words) for value in (change.before, change.after))
    if change.field == "responsible" and before == after and change.before != change.after:
        return _IN_BRACKETS.sub(_tied_body, change.before), _IN_BRACKETS.sub(_tied_body, change.after)
    return before, after


def _value_words(change: ChangeView, value: str, words: Mapping[Status, str] | None) -> str:
    """Return a value as a reader says it; the values of enumerations get their words."""
    meaning = _meaning(change, value)
    if isinstance(meaning, Status):
        return status_word(meaning, words or {})
    if meaning is not None and (look := _look(meaning)):
        return str(look.word)
    say_value = _SAYINGS.get(change.field.partition(" ")[0])
    return say_value(value) if say_value and value else value


_LATEST = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")
_IN_BRACKETS = re.compile(r" \(([^()]*)\)(?=;|$)")


def _said_day(found: re.Match[str]) -> str:
    return _("(senest %(day)s)") % {"day": day_words(date.fromisoformat(found[1]))}


def _said_body(found: re.Match[str]) -> str:
    """Leave out the ids of organisations: the words before the bracket say who it is."""
    parts = [part for part in found[1].split(", ") if community().organisations.find(part) is None]
    return f" ({', '.join(parts)})" if parts else ""


def _tied_body(found: re.Match[str]) -> str:
    """Say which organisation the words are tied to; an id that the register does not have stands as it is."""
    organisations = {part: community().organisations.find(part) for part in found[1].split(", ")}
    tied = _("knyttet til %(organisation)s")
    parts = [tied % {"organisation": one.name} if one else part for part, one in organisations.items()]
    return f" ({', '.join(parts)})"


def _said_origin(value: str) -> str:
    return str(ORIGIN_WORDS[Origin(value)]) if value in set(Origin) else value


def _said_kind(value: str) -> str:
    return str(KIND_WORDS[CellKind(value)]) if value in set(CellKind) else value


_SAYINGS: Mapping[str, Callable[[str], str]] = {
    "origin": _said_origin,
    "kind": _said_kind,
    "dated": lambda value: day_words(date.fromisoformat(value)),
    "deadline": lambda value: _LATEST.sub(_said_day, value),
    "responsible": lambda value: _IN_BRACKETS.sub(_said_body, value),
}
"""How the values of a field are said, by the first word of its name."""


def _meaning(change: ChangeView, value: str) -> Status | MeasureState | VersionState | None:
    if change.field.startswith("status ") and value in set(Status):
        return Status(value)
    if change.field != "state":
        return None
    if change.act is Act.VERSION_TURNED:
        return VersionState(value) if value in set(VersionState) else None
    return MeasureState(value) if value in set(MeasureState) else None


def _look(meaning: Status | MeasureState | VersionState | None) -> Look | None:
    if isinstance(meaning, Status):
        return STATUS_LOOKS[meaning]
    if isinstance(meaning, MeasureState):
        return MEASURE_STATE_LOOKS[meaning]
    return VERSION_STATE_LOOKS[meaning] if meaning else None


def _who(change: ChangeView, organisation: Organisation | None) -> str:
    name = (organisation.short_name or organisation.name) if organisation else str(change.organisation_id)
    if name.casefold() in change.by_name.casefold():
        return change.by_name
    return _("%(who)s, %(organisation)s") % {"who": change.by_name, "organisation": name}


def _is_whole_measure(change: ChangeView) -> bool:
    """Tell whether a whole measure came in. Those that came with their version share its moment and are told as one."""
    return change.act in {Act.CREATED, Act.IMPORTED} and not change.field and change.measure_id is not None


def _subject_key(change: ChangeView) -> tuple[object, ...]:
    if _is_whole_measure(change):
        return ("whole", change.version_id, change.at)
    return (change.measure_id, change.version_id)


def _count_words(changes: list[ChangeView]) -> str:
    return ngettext("%(count)s endring", "%(count)s endringer", len(changes)) % {"count": len(changes)}
