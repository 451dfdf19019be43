"""What the import pages call things, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samspill.plan.contracts import CellKind, Status
from samspill.plan.review.contracts import RowKind, RunState, Verdict

Word = str | Promise


@dataclass(frozen=True, slots=True)
class Look:
    """A word, a colour and a symbol: never one without the others."""

    word: Word
    color: str
    icon: str


RUN_LOOKS: dict[RunState, Look] = {
    RunState.RECEIVED: Look(_("Venter på lesing"), "info", "Clock"),
    RunState.READING: Look(_("Leses"), "info", "HourglassBottomFilled"),
    RunState.STOPPED: Look(_("Stoppet"), "warning", "StopFill"),
    RunState.REFUSED: Look(_("Kunne ikke leses"), "danger", "XMarkOctagonFill"),
    RunState.READY: Look(_("Klar for gjennomgang"), "primary", "Eye"),
    RunState.ACCEPTED: Look(_("Lagt i planen"), "success", "CheckmarkCircleFill"),
    RunState.DROPPED: Look(_("Forkastet"), "neutral", "Trash"),
}
VERDICT_LOOKS: dict[Verdict, Look] = {
    Verdict.ACCEPT: Look(_("Godtatt"), "success", "CheckmarkCircleFill"),
    Verdict.CORRECT: Look(_("Rettet"), "success", "Pencil"),
    Verdict.DROP: Look(_("Tatt ut"), "neutral", "Trash"),
}
KIND_WORDS: dict[RowKind, Word] = {
    RowKind.PLAN: _("Hele planen"),
    RowKind.GOAL: _("Mål"),
    RowKind.AREA: _("Innsatsområde"),
    RowKind.GROUP: _("Gruppe"),
    RowKind.MEASURE: _("Tiltak"),
}
CELL_KIND_WORDS: dict[CellKind, Word] = {
    CellKind.PLANNED: _("det som er planlagt"),
    CellKind.ACHIEVED: _("det som er oppnådd"),
}
STATUS_WORDS: dict[Status, Word] = {
    Status.UNKNOWN: _("Ingen av disse: behold ordet, med ukjent status"),
    Status.NOT_STARTED: _("Ikke påbegynt"),
    Status.PLANNED: _("Planlagt"),
    Status.IN_PROGRESS: _("Under arbeid"),
    Status.DONE: _("Ferdigstilt"),
}
FIELD_WORDS: dict[str, Word] = {
    "title": _("Tittel"),
    "points": _("Punkt"),
    "responsible": _("Ansvarlig"),
    "deadline": _("Frist"),
    "remark": _("Merknad"),
    "owner": _("Eier"),
    "plan_responsible": _("Ansvarlig for planen"),
    "approved_by": _("Vedtatt av"),
    "name": _("Navn"),
    "text": _("Tekst"),
}


def waiting_words(kinds: Mapping[RowKind, int]) -> str:
    """Return how many of each kind wait, for example ``46 tiltak, 10 grupper``."""
    said = (_counted(kind, kinds[kind]) for kind in _ORDER if kinds.get(kind))
    return ", ".join(said)


_ORDER = (RowKind.MEASURE, RowKind.GROUP, RowKind.AREA, RowKind.GOAL, RowKind.PLAN)


def _counted(kind: RowKind, count: int) -> str:
    match kind:
        case RowKind.MEASURE:
            said = ngettext("%(count)s tiltak", "%(count)s tiltak", count)
        case RowKind.GROUP:
            said = ngettext("%(count)s gruppe", "%(count)s grupper", count)
        case RowKind.AREA:
            said = ngettext("%(count)s innsatsområde", "%(count)s innsatsområder", count)
        case RowKind.GOAL:
            said = ngettext("%(count)s mål", "%(count)s mål", count)
        case RowKind.PLAN:
            return str(_("det som gjelder hele planen"))
    return said % {"count": count}
