"""How statuses and states look and what they are called when a community has no words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from samspill.plan.contracts import MeasureState, Status, VersionState


@dataclass(frozen=True, slots=True)
class Look:
    """A word, a colour and a symbol: never one without the others."""

    word: str | Promise
    color: str
    icon: str


STATUS_LOOKS: dict[Status, Look] = {
    Status.UNKNOWN: Look(_("Ukjent status"), "neutral", "QuestionmarkCircle"),
    Status.NOT_STARTED: Look(_("Ikke påbegynt"), "neutral", "Circle"),
    Status.PLANNED: Look(_("Planlagt"), "info", "Calendar"),
    Status.IN_PROGRESS: Look(_("Under arbeid"), "warning", "HourglassBottomFilled"),
    Status.DONE: Look(_("Ferdigstilt"), "success", "CheckmarkCircleFill"),
}
MEASURE_STATE_LOOKS: dict[MeasureState, Look] = {
    MeasureState.UNKNOWN: Look(_("Ukjent fase"), "neutral", "QuestionmarkCircle"),
    MeasureState.PROPOSED: Look(_("Foreslått"), "neutral", "Pencil"),
    MeasureState.PRIORITISED: Look(_("Prioritert"), "primary", "ArrowRight"),
    MeasureState.PLANNED: Look(_("Planlagt"), "info", "Calendar"),
    MeasureState.IN_PROGRESS: Look(_("Under arbeid"), "warning", "HourglassBottomFilled"),
    MeasureState.DONE: Look(_("Ferdigstilt"), "success", "CheckmarkCircleFill"),
    MeasureState.IN_OPERATION: Look(_("I drift"), "success", "ArrowsCirclepath"),
    MeasureState.CARRIED_FORWARD: Look(_("Videreført"), "info", "ArrowForward"),
    MeasureState.STOPPED: Look(_("Stoppet"), "neutral", "StopFill"),
}
VERSION_STATE_LOOKS: dict[VersionState, Look] = {
    VersionState.DRAFT: Look(_("Utkast"), "neutral", "Pencil"),
    VersionState.CONSULTED: Look(_("På høring"), "info", "PersonGroup"),
    VersionState.RECOMMENDED: Look(_("Tilrådd"), "primary", "Paperplane"),
    VersionState.ADOPTED: Look(_("Vedtatt"), "success", "CheckmarkCircleFill"),
    VersionState.SUPERSEDED: Look(_("Erstattet"), "neutral", "Archive"),
    VersionState.DISCARDED: Look(_("Forkastet"), "neutral", "Trash"),
}


def status_word(status: Status, words: Mapping[Status, str]) -> str:
    """Return the community's own word for a status, else Samspill's in the reader's language.

    A word that is Samspill's own in bokmål is not the community's alone: it is shown in the reader's language.
    """
    own, look = words.get(status, ""), STATUS_LOOKS[status]
    with override("nb"):
        is_ours = own.casefold() == str(look.word).casefold()
    return own if own and not is_ours else str(look.word)
