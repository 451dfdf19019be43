"""What the import pages call things, and why a person is asked to look, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspill.plan.contracts import CellKind, Status
from samspill.plan.importing.contracts import Flag
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
    RunState.READY: Look(_("Klar for gjennomgang"), "accent", "Eye"),
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
    RowKind.GROUP: _("Underoverskrift"),
    RowKind.MEASURE: _("Tiltak"),
}
CELL_KIND_WORDS: dict[CellKind, Word] = {
    CellKind.PLANNED: _("det som er planlagt"),
    CellKind.ACHIEVED: _("det som er oppnådd"),
}
STATUS_WORDS: dict[Status, Word] = {
    Status.UNKNOWN: _("Ingen av disse: behold ordet, med ukjent status"),
    Status.NOT_STARTED: _("Ikke startet"),
    Status.PLANNED: _("Planlagt"),
    Status.IN_PROGRESS: _("Pågår"),
    Status.DONE: _("Gjennomført"),
}
FLAG_WORDS: dict[Flag, Word] = {
    Flag.TITLE_LOST: _("Tittelen mangler i dokumentet. Skriv den hvis du vet hva tiltaket heter."),
    Flag.EMPTY_MEASURE: _("Tiltaket er tomt i dokumentet. Ta det ut, eller skriv det som mangler."),
    Flag.COLUMN_UNKNOWN: _("Dokumentet viser ikke hvilket år teksten hører til. Velg året hvis du vet det."),
    Flag.COLUMN_INFERRED: _("Året er utledet av hvordan linjen er brutt. Sjekk at det stemmer."),
    Flag.COLUMN_FROM_TWIN: _("Året er hentet fra den andre filen. Sjekk at det stemmer."),
    Flag.HEADS_MISSING: _("Tabellen mangler kolonneoverskrifter. Sjekk hvilke år tekstene hører til."),
    Flag.HEADS_FROM_TWIN: _("Kolonneoverskriftene er hentet fra den andre filen. Sjekk at de stemmer."),
    Flag.HEADS_REPEATED: _("Det samme året står to ganger i kolonneoverskriftene. Sjekk hvilket år som er ment."),
    Flag.HEADS_INHERITED: _("Kolonneoverskriftene er hentet fra tabellen foran. Sjekk at de gjelder her også."),
    Flag.AREA_MISSING: _("Innsatsområdet har ikke noe navn i dokumentet. Skriv det hvis du vet det."),
    Flag.AREA_INHERITED: _("Innsatsområdet står ikke her, og er hentet fra raden over. Sjekk at det stemmer."),
    Flag.HEADING_OR_MEASURE: _("Dette kan være en overskrift eller et tiltak. Velg det som er riktig."),
    Flag.SPLIT_DOUBTFUL: _("Det er usikkert hvor tittelen slutter og teksten for året begynner."),
    Flag.JOINED_OVER_PAGE: _("Teksten er satt sammen over et sideskift. Sjekk at delene hører sammen."),
    Flag.WORD_JOINED: _("Et ord som var delt, er satt sammen. Sjekk at det er riktig."),
    Flag.DEADLINE_UNREAD: _("Fristen lot seg ikke tolke som en dato. Velg siste dag hvis du vet den."),
    Flag.DEADLINE_ROUNDED: _("Fristen er ikke en bestemt dag. Siste dag er satt så sent ordene tillater."),
    Flag.YEAR_OUTSIDE_PLAN: _("Året ligger utenfor planens egne år. Sjekk at det er riktig."),
    Flag.STATUS_COLOUR_UNKNOWN: _("Fargen står ikke i planens egen fargeforklaring, så statusen er ukjent."),
    Flag.RESPONSIBLE_UNKNOWN: _("Det er usikkert hvem som er ansvarlig."),
    Flag.TEXT_DAMAGED: _("Teksten ser skadet ut. Sammenlign med dokumentet."),
    Flag.TWIN_DIFFERS: _("De to filene sier ikke det samme. Sammenlign med dokumentet."),
    Flag.ONLY_IN_TWIN: _("Dette står bare i den ene filen. Sjekk at det hører til planen."),
    Flag.NAMES_DIFFER: _("Navnet skrives på flere måter i dokumentet. Velg det som er riktig."),
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
