"""Reading a plan written by hand: one TOML file, as docs/reference/plan-file.md describes it."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from samspill.kernel.organisations import OrganisationId
from samspill.kernel.people import PersonId
from samspill.kernel.texts import say
from samspill.plan.contracts import (
    AreaDraft,
    CellDraft,
    CellKind,
    Deadline,
    GroupDraft,
    MeasureDraft,
    MeasureState,
    Origin,
    PlanRefused,
    Responsible,
    Status,
    VersionDraft,
    YearHead,
)

Row = Mapping[str, Any]


class PlanFileRefused(PlanRefused):
    """The plan file cannot be used."""


class EventAct(StrEnum):
    """What happened."""

    CREATE = "create"
    TURN = "turn"
    START = "start"
    REPORT = "report"
    STATE = "state"
    EDIT = "edit"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody did at a moment; ``told`` holds what the act needs, by the file's names."""

    number: int
    at: datetime
    by: PersonId
    act: EventAct
    why: str
    version: int | None
    told: Row


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file: its first version, the key of each measure in reading order, and what has happened since."""

    draft: VersionDraft
    keys: tuple[str, ...]
    events: tuple[Event, ...]


_ALWAYS = {"at", "by", "act"}
_MAY = {"why", "version"}
_NEEDS: Mapping[EventAct, tuple[set[str], set[str]]] = {
    EventAct.CREATE: (set(), set()),
    EventAct.TURN: ({"to"}, {"adopted_on", "adopted_in"}),
    EventAct.START: (set(), {"title"}),
    EventAct.REPORT: ({"measure", "year", "status"}, {"comment"}),
    EventAct.STATE: ({"measure", "to"}, set()),
    EventAct.EDIT: ({"measure", "set"}, set()),
    EventAct.ADD: ({"area", "measure"}, {"group"}),
}
"""What each act must tell, and what it may."""

OWN_FIELDS = {"title", "description", "responsible", "deadline", "remark", "bullets", "origin", "owner_forum"} | {
    "target_groups"
}
"""A measure's own fields, which an edit may set."""


def load_plan_file(path: Path) -> PlanFile:
    """Read a plan file.

    Raises:
        PlanFileRefused: the file is missing, is not TOML, lacks something, names something unknown, or contradicts
            itself.
    """
    try:
        content = path.read_bytes()
        return _plan_file(tomllib.loads(content.decode("utf-8")), hashlib.sha256(content).hexdigest())
    except OSError as error:
        raise PlanFileRefused(
            say("Vi finner ikke planfilen %(file)s.", file=path.name), remedy=say("Kontroller navnet på filen.")
        ) from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise PlanFileRefused(
            say("Planfilen %(file)s kan ikke brukes.", file=path.name),
            why=say("Feilen er: %(error)s.", error=str(error)),
            remedy=say("Rett opp filen, og prøv igjen."),
        ) from error


def measure_draft(row: Row) -> MeasureDraft:
    """Return a measure of the file as a draft.

    Raises:
        KeyError, ValueError, TypeError: it lacks something or says something unknown.
    """
    _check_names(row, must=set(), may=OWN_FIELDS | {"key", "state", "cells"}, where="measure")
    if not row.get("title", "").strip() and not row.get("bullets"):
        raise ValueError(f"the measure {row.get('key', '')!r} has neither title nor bullets")
    return MeasureDraft(
        **{"title": "", **own_fields(row)},
        cells=tuple(cell_draft(cell) for cell in row.get("cells", ())),
        state=MeasureState(row.get("state", "unknown")),
    )


def own_fields(row: Row) -> dict[str, Any]:
    """Return those of a measure's own fields that a row holds, as a draft has them."""
    read: dict[str, Callable[[Any], Any]] = {
        "responsible": lambda bodies: tuple(_responsible(body) for body in bodies),
        "deadline": _deadline,
        "bullets": tuple,
        "target_groups": tuple,
        "origin": Origin,
    }
    return {name: read.get(name, _text)(row[name]) for name in OWN_FIELDS if name in row}


def cell_draft(row: Row) -> CellDraft:
    """Return a year cell of the file; without a kind its year column tells which."""
    _check_names(row, must=set(), may={"year", "text", "kind", "label", "status"}, where="cells")
    return CellDraft(
        year=row.get("year"),
        text=_text(row.get("text", "")),
        kind=CellKind(row.get("kind", "planned")),
        status=Status(row.get("status", "unknown")),
        label=_text(row.get("label", "")),
    )


def _plan_file(content: Row, fingerprint: str) -> PlanFile:
    _check_names(content, must={"plan", "year", "area"}, may={"status_words", "event"}, where="the file")
    about = content["plan"]
    _check_names(about, must={"title", "kind", "language"}, may={"owner", "dated", "goals"}, where="plan")
    areas = content["area"]
    measures = [measure for area in areas for group in area.get("group", ()) for measure in group.get("measure", ())]
    keys = tuple(_text(measure.get("key", "")) for measure in measures)
    _check_keys([key for key in keys if key])
    draft = VersionDraft(
        title=_text(about["title"]),
        kind=_text(about["kind"]),
        language=_text(about["language"]),
        years=tuple(_year(row) for row in content["year"]),
        areas=tuple(_area(area) for area in areas),
        goals=tuple(about.get("goals", ())),
        status_words={Status(status): _text(word) for status, word in content.get("status_words", {}).items()},
        owner=_text(about.get("owner", "")),
        dated=about.get("dated"),
        fingerprint=f"plan-file:{fingerprint}",
    )
    events = tuple(_event(number, row) for number, row in enumerate(content.get("event", ()), start=1))
    _check_events(events)
    return PlanFile(draft, keys, events)


def _year(row: Row) -> YearHead:
    _check_names(row, must={"year", "kind"}, may={"label"}, where="year")
    return YearHead(row["year"], _text(row.get("label", str(row["year"]))), CellKind(row["kind"]))


def _area(row: Row) -> AreaDraft:
    _check_names(row, must={"name"}, may={"number", "parent", "goals", "group"}, where="area")
    return AreaDraft(
        name=_text(row["name"]),
        number=row.get("number"),
        parent=_text(row.get("parent", "")),
        goals=tuple(row.get("goals", ())),
        groups=tuple(_group(group) for group in row.get("group", ())),
    )


def _group(row: Row) -> GroupDraft:
    _check_names(row, must={"name"}, may={"measure"}, where="area.group")
    return GroupDraft(_text(row["name"]), tuple(measure_draft(measure) for measure in row.get("measure", ())))


def _responsible(row: Row) -> Responsible:
    _check_names(row, must={"text"}, may={"organisation", "role"}, where="responsible")
    organisation = row.get("organisation")
    return Responsible(
        _text(row["text"]), OrganisationId(organisation) if organisation else None, _text(row.get("role", ""))
    )


def _deadline(row: Row) -> Deadline:
    _check_names(row, must={"text"}, may={"latest"}, where="deadline")
    return Deadline(_text(row["text"]), _day(row.get("latest")))


def _event(number: int, row: Row) -> Event:
    act = EventAct(row["act"])
    must, may = _NEEDS[act]
    _check_names(row, must=_ALWAYS | must, may=_MAY | may, where=f"event {number} ({act.value})")
    at = row["at"]
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise ValueError(f"event {number}: at must be a moment with a time zone")
    told = {name: value for name, value in row.items() if name in must | may}
    return Event(number, at, PersonId(row["by"]), act, _text(row.get("why", "")), row.get("version"), told)


def _check_events(events: tuple[Event, ...]) -> None:
    if events and events[0].act is not EventAct.CREATE:
        raise ValueError("the first event must be the create that makes version 1")
    for before, event in pairwise(events):
        if event.at < before.at:
            raise ValueError(f"event {event.number} is earlier than the one before it")
        if event.act is EventAct.CREATE:
            raise ValueError(f"event {event.number} creates version 1 a second time")


def _check_keys(keys: list[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key!r} stands on two measures")


def _check_names(row: Row, *, must: set[str], may: set[str], where: str) -> None:
    if missing := sorted(must - row.keys()):
        raise ValueError(f"{where} lacks {', '.join(missing)}")
    if unknown := sorted(row.keys() - must - may):
        raise ValueError(f"{where} has the unknown name {', '.join(unknown)}")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} should be a text")
    return value


def _day(value: object) -> date | None:
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise TypeError(f"{value!r} should be a day")
    return value
