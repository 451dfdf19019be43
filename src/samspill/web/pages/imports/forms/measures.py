"""The correction of a measure: its words, who answers for it, its deadline and its year cells."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.kernel.organisations import Organisation, OrganisationId
from samspill.plan.contracts import Responsible
from samspill.plan.review.contracts import CellWords, MeasureWords, PlanWords, Row, Words
from samspill.web.pages.imports.forms.correction import Correction, PlainText, area, day

SPARE_BODIES = 2
SPARE_CELLS = 1


class MeasureCorrection(Correction):
    """A measure. A year and a status that are not known stay so until somebody chooses one."""

    template = "imports/parts/measure_fields.html"

    def __init__(
        self,
        data: Any = None,
        *,
        row: Row,
        words: Words,
        revision: int,
        plan: PlanWords,
        organisations: Sequence[Organisation],
        suggested: Sequence[Organisation],
    ) -> None:
        self.plan = plan
        self.organisations = organisations
        self.suggested = suggested
        super().__init__(data, row=row, words=words, revision=revision)

    def lay_out(self, words: Words) -> None:
        """Make the fields."""
        if not isinstance(words, MeasureWords):
            return
        self.put("title", PlainText(label=_("Tittel"), required=False, widget=area(2)), words.title)
        swap = forms.BooleanField(label=_("Dette er navnet på en gruppe, ikke et tiltak"), required=False)
        self.put("is_heading", swap, words.is_heading)
        points = PlainText(label=_("Punkter, ett på hver linje"), required=False, widget=area(3))
        self.put("points", points, "\n".join(" ".join(point.split()) for point in words.points))
        self.bodies = len(words.responsible) + SPARE_BODIES
        for place in range(self.bodies):
            self._put_body(place, words.responsible[place] if place < len(words.responsible) else None)
        self.put("deadline", PlainText(label=_("Frist, med planens ord"), required=False), words.deadline)
        latest = forms.DateField(label=_("Siste dag fristen tillater"), required=False, widget=day())
        self.put("deadline_latest", latest, words.deadline_latest)
        self.put("remark", PlainText(label=_("Merknad"), required=False, widget=area(2)), words.remark)
        self.cells = len(words.cells) + SPARE_CELLS
        for place in range(self.cells):
            self._put_cell(place, words.cells[place] if place < len(words.cells) else None)

    def _put_body(self, place: int, body: Responsible | None) -> None:
        text = PlainText(label=_("Ansvarlig, med planens ord"), required=False)
        self.put(f"responsible-{place}-text", text, body.text if body else "")
        chosen = forms.ChoiceField(label=_("Virksomhet"), choices=self._organisation_choices(), required=False)
        self.put(f"responsible-{place}-organisation", chosen, (body.organisation_id or "") if body else "")

    def _organisation_choices(self) -> list[Any]:
        choices: list[Any] = [("", _("Ikke knyttet til en virksomhet"))]
        if self.suggested:
            choices.append((_("Forslag"), [(one.id, one.name) for one in self.suggested]))
        choices.append((_("Alle"), [(one.id, one.name) for one in self.organisations]))
        return choices

    def _put_cell(self, place: int, cell: CellWords | None) -> None:
        text = PlainText(label=_("Tekst"), required=False, widget=area(2))
        years = {head.year: head.label for head in self.plan.years}
        if cell and cell.year is not None:
            years.setdefault(cell.year, str(cell.year))
        shown = [(str(year), f"{year}" if label == str(year) else f"{year} ({label})") for year, label in years.items()]
        self.put(f"cell-{place}-text", text, cell.text if cell else "")
        self.put(
            f"cell-{place}-year",
            forms.ChoiceField(label=_("År"), choices=[("", _("Ukjent")), *shown], required=False),
            "" if cell is None or cell.year is None else str(cell.year),
        )
        scale = dict.fromkeys((*(meaning.word for meaning in self.plan.meanings), *([cell.word] if cell else [])))
        words = [("", _("Ukjent")), *((word, word) for word in scale if word)]
        status = forms.ChoiceField(label=_("Status"), choices=words, required=False)
        self.put(f"cell-{place}-word", status, cell.word if cell else "")

    @property
    def body_rows(self) -> list[list[forms.BoundField]]:
        """Those who answer for it, field by field."""
        return [
            [self[f"responsible-{place}-{part}"] for part in ("text", "organisation")] for place in range(self.bodies)
        ]

    @property
    def cell_rows(self) -> list[list[forms.BoundField]]:
        """The year cells, field by field."""
        return [[self[f"cell-{place}-{part}"] for part in ("text", "year", "word")] for place in range(self.cells)]

    def words(self) -> Words:
        """Return the measure."""
        return MeasureWords(
            title=self.text("title"),
            points=tuple(line.strip() for line in self.text("points").split("\n") if line.strip()),
            responsible=tuple(self._responsible()),
            deadline=self.text("deadline"),
            deadline_latest=self.cleaned_data.get("deadline_latest"),
            remark=self.text("remark"),
            cells=tuple(self._cells()),
            is_heading=bool(self.cleaned_data.get("is_heading")),
        )

    def _responsible(self) -> list[Responsible]:
        bodies: list[Responsible] = []
        names = {one.id: one.name for one in self.organisations}
        for place in range(self.bodies):
            text = self.text(f"responsible-{place}-text")
            chosen = OrganisationId(self.text(f"responsible-{place}-organisation"))
            if not text and not chosen:
                continue
            self.places[f"responsible-{len(bodies)}-text"] = f"responsible-{place}-text"
            bodies.append(Responsible(text=text or names.get(chosen, ""), organisation_id=chosen or None))
        return bodies

    def _cells(self) -> list[CellWords]:
        cells: list[CellWords] = []
        for place in range(self.cells):
            text, word = self.text(f"cell-{place}-text"), self.text(f"cell-{place}-word")
            if not text and not word:
                continue
            for part in ("text", "year"):
                self.places[f"cell-{len(cells)}-{part}"] = f"cell-{place}-{part}"
            year = self.text(f"cell-{place}-year")
            cells.append(CellWords(text=text, year=int(year) if year else None, word=word))
        return cells
