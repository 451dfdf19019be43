"""What has happened to a plan, done over again through the same acts and rules as when a person does it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from samspill.kernel.communities import Community
from samspill.kernel.people import Person
from samspill.kernel.texts import say
from samspill.plan.acts.copying import measure_draft_of
from samspill.plan.acts.measures import change_state, create_measure, edit_measure
from samspill.plan.acts.reports import report_status
from samspill.plan.acts.versions import create_version, start_version, turn_version
from samspill.plan.contracts import (
    AreaId,
    CellDraft,
    Invalid,
    MeasureDraft,
    MeasureId,
    MeasureState,
    MeasureView,
    PlanRefused,
    Status,
    VersionId,
    VersionState,
)
from samspill.plan.files import Event, EventAct, PlanFile, PlanFileRefused, Row, cell_draft, measure_draft, own_fields
from samspill.plan.folding import fold
from samspill.plan.store import views


def replay(file: PlanFile, *, community: Community, at: datetime) -> None:
    """Do everything a plan file tells, all of it or nothing.

    Events that would lie after ``at`` are moved back, all by the same whole days, so that nothing has happened in the
    future.

    Raises:
        PlanFileRefused: an event names something that is not there, or does what the rules do not allow.
    """
    if not file.events:
        return
    late = file.events[-1].at - at
    back = timedelta(days=late.days + 1) if late > timedelta() else timedelta()
    with transaction.atomic():
        replayed = _Replay(file, community, back)
        for event in file.events:
            replayed.do(event)


class _Replay:
    """Keeps what the file calls its versions and measures beside what the plan calls them."""

    def __init__(self, file: PlanFile, community: Community, back: timedelta) -> None:
        self._file = file
        self._community = community
        self._back = back
        self._versions: list[VersionId] = []
        self._measures: dict[str, MeasureId] = {}
        self._acts = {
            EventAct.CREATE: self._create,
            EventAct.TURN: self._turn,
            EventAct.START: self._start,
            EventAct.REPORT: self._report,
            EventAct.STATE: self._state,
            EventAct.EDIT: self._edit,
            EventAct.ADD: self._add,
        }

    def do(self, event: Event) -> None:
        """Do one event.

        Raises:
            PlanFileRefused: it cannot be done.
        """
        try:
            by = self._person(event)
            self._acts[event.act](event, by, event.at - self._back)
        except (PlanRefused, LookupError, ValueError, TypeError) as error:
            raise PlanFileRefused(
                say("Hendelse %(number)s i planfilen kan ikke utføres.", number=event.number),
                why=say("%(error)s", error=_reason(error)),
                remedy=say("Rett opp hendelsen i filen, og prøv igjen."),
            ) from error

    def _person(self, event: Event) -> Person:
        person = self._community.person(event.by)
        if person is None:
            raise LookupError(f"the community has no person {event.by!r}")
        return person

    def _version(self, event: Event) -> VersionId:
        number = len(self._versions) if event.version is None else event.version
        if not 1 <= number <= len(self._versions):
            raise LookupError(f"there is no version {number} yet")
        return self._versions[number - 1]

    def _measure(self, event: Event) -> MeasureView:
        key = event.told["measure"]
        if key not in self._measures:
            raise LookupError(f"no measure has the key {key!r}")
        return views.one_measure(self._measures[key], self._version(event))

    def _create(self, event: Event, by: Person, at: datetime) -> None:
        version_id = create_version(draft=self._file.draft, by=by, at=at, why=event.why)
        self._versions.append(version_id)
        measures = [measure for area in views.tree(version_id).areas for measure in area.measures]
        self._measures = {key: view.id for key, view in zip(self._file.keys, measures, strict=True) if key}

    def _turn(self, event: Event, by: Person, at: datetime) -> None:
        adopted_on = event.told.get("adopted_on")
        turn_version(
            version_id=self._version(event),
            to=VersionState(event.told["to"]),
            by=by,
            at=at,
            why=event.why,
            adopted_on=adopted_on - self._back if adopted_on else None,
            adopted_in=event.told.get("adopted_in", ""),
        )

    def _start(self, event: Event, by: Person, at: datetime) -> None:
        title = event.told.get("title", "")
        self._versions.append(start_version(from_id=self._version(event), by=by, at=at, title=title, why=event.why))

    def _report(self, event: Event, by: Person, at: datetime) -> None:
        now = self._measure(event)
        report_status(
            measure_id=now.id,
            version_id=now.version_id,
            year=event.told["year"],
            status=Status(event.told["status"]),
            comment=event.told.get("comment", ""),
            revision=now.revision,
            by=by,
            at=at,
        )

    def _state(self, event: Event, by: Person, at: datetime) -> None:
        now = self._measure(event)
        change_state(
            measure_id=now.id,
            version_id=now.version_id,
            to=MeasureState(event.told["to"]),
            why=event.why,
            revision=now.revision,
            by=by,
            at=at,
        )

    def _edit(self, event: Event, by: Person, at: datetime) -> None:
        now = self._measure(event)
        edit_measure(
            measure_id=now.id,
            version_id=now.version_id,
            draft=_set(now, event.told["set"]),
            revision=now.revision,
            by=by,
            at=at,
            why=event.why,
        )

    def _add(self, event: Event, by: Person, at: datetime) -> None:
        row = event.told["measure"]
        version_id = self._version(event)
        measure_id = create_measure(
            version_id=version_id,
            draft=measure_draft(row),
            by=by,
            at=at,
            area_id=_area_called(event.told["area"], version_id),
            group_name=event.told.get("group", ""),
            why=event.why,
        )
        if key := row.get("key", ""):
            if key in self._measures:
                raise ValueError(f"the key {key!r} stands on two measures")
            self._measures[key] = measure_id


def _reason(error: Exception) -> str:
    if isinstance(error, Invalid):
        return " ".join(f"{field}: {text}" for field, text in error.errors.items())
    return str(error)


def _area_called(name: str, version_id: VersionId) -> AreaId:
    found = [area.id for area in views.tree(version_id).areas if fold(area.name) == fold(name)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} areas are called {name!r}")
    return found[0]


def _set(now: MeasureView, row: Row) -> MeasureDraft:
    draft = measure_draft_of(now)
    unknown = row.keys() - own_fields(row).keys() - {"cells"}
    if unknown:
        raise ValueError(f"an edit cannot set {', '.join(sorted(unknown))}")
    texts = {cell.year: cell for cell in (_text_only(cell) for cell in row.get("cells", ()))}
    cells = [texts.pop(cell.year, cell) for cell in draft.cells]
    return replace(draft, **own_fields(row), cells=(*cells, *texts.values()))


def _text_only(row: Mapping[str, object]) -> CellDraft:
    if "status" in row:
        raise ValueError("a status changes by report, not by edit")
    return cell_draft(row)
