"""Words for what the plan's values mean: fields, acts, origins and confidence."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspill.plan.contracts import Act, CellKind, ChangeView, Origin

ORIGIN_WORDS: dict[Origin, str | Promise] = {
    Origin.UNKNOWN: gettext_lazy("Ukjent opphav"),
    Origin.COMMISSION: gettext_lazy("Oppdrag"),
    Origin.INPUT: gettext_lazy("Innspill"),
    Origin.DEVIATION: gettext_lazy("Avvik"),
    Origin.NATIONAL: gettext_lazy("Nasjonalt krav"),
}
ACT_WORDS: dict[Act, str | Promise] = {
    Act.CREATED: gettext_lazy("Lagt inn"),
    Act.EDITED: gettext_lazy("Endret"),
    Act.STATUS_REPORTED: gettext_lazy("Status meldt"),
    Act.STATE_CHANGED: gettext_lazy("Ny fase"),
    Act.IMPORTED: gettext_lazy("Hentet fra dokument"),
    Act.VERSION_STARTED: gettext_lazy("Nytt utkast"),
    Act.VERSION_TURNED: gettext_lazy("Versjonen er behandlet"),
}
ACT_ICONS: dict[Act, str] = {
    Act.CREATED: "Plus",
    Act.EDITED: "Pencil",
    Act.STATUS_REPORTED: "Paperplane",
    Act.STATE_CHANGED: "ArrowRight",
    Act.IMPORTED: "FileImport",
    Act.VERSION_STARTED: "FileText",
    Act.VERSION_TURNED: "FileCheckmark",
}
_FIELD_WORDS: dict[str, str | Promise] = {
    "title": gettext_lazy("Tittel"),
    "description": gettext_lazy("Beskrivelse"),
    "responsible": gettext_lazy("Ansvarlig"),
    "deadline": gettext_lazy("Frist"),
    "remark": gettext_lazy("Merknad"),
    "bullets": gettext_lazy("Kulepunkter"),
    "origin": gettext_lazy("Opphav"),
    "owner_forum": gettext_lazy("Eier"),
    "target_groups": gettext_lazy("Målgrupper"),
    "state": gettext_lazy("Fase"),
    "group": gettext_lazy("Plassering"),
    "goals": gettext_lazy("Målbilde"),
    "cells": gettext_lazy("År"),
    "area": gettext_lazy("Område"),
    "area name": gettext_lazy("Navn"),
    "area number": gettext_lazy("Nummer"),
    "area goals": gettext_lazy("Målbilde"),
    "group name": gettext_lazy("Gruppe"),
    "owner": gettext_lazy("Eier"),
    "dated": gettext_lazy("Datert"),
    "plan goals": gettext_lazy("Planens overordnede mål"),
}
KIND_WORDS: dict[CellKind, str | Promise] = {
    CellKind.PLANNED: gettext_lazy("hva som skal gjøres"),
    CellKind.ACHIEVED: gettext_lazy("hva som er gjort"),
}


def field_word(field: str) -> str:
    """Return what a changed field is called; ``text 2026`` and ``status 2026`` name a year, ``?`` one not known."""
    name, _space, year = field.partition(" ")
    if name in {"label", "kind"} and year:
        words = _("%(year)s: overskrift") if name == "label" else _("%(year)s: hva kolonnen sier")
        return words % {"year": year}
    if name in {"text", "status", "cells"} and year:
        shown = _("ukjent år") if year == "?" else year
        return (_("Status %(year)s") if name == "status" else _("Tekst %(year)s")) % {"year": shown}
    return str(_FIELD_WORDS.get(field, field))


def changed_field_word(change: ChangeView) -> str:
    """Return what a changed field is called; only a measure has a phase (fase), a version has a state (tilstand)."""
    if change.act is Act.VERSION_TURNED and change.field == "state":
        return _("Versjonens tilstand")
    if change.measure_id is None and change.measure_title:
        return _("%(area)s: %(field)s") % {"area": change.measure_title, "field": field_word(change.field).lower()}
    return field_word(change.field)


def confidence_words(confidence: float) -> str:
    """Return how sure the reading of a document was, in words and per cent (0 to 1)."""
    percent = round(confidence * 100)
    if confidence >= 0.9:
        return _("Sikker (%(percent)s %%)") % {"percent": percent}
    if confidence >= 0.6:
        return _("Ganske sikker (%(percent)s %%)") % {"percent": percent}
    return _("Usikker (%(percent)s %%)") % {"percent": percent}
