"""Corrections of goals, areas, sub-headings and of what is said about the whole plan."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.plan.contracts import CellKind, Status, YearHead
from samspill.plan.review import api as review
from samspill.plan.review.contracts import AreaWords, GoalWords, GroupWords, Meaning, PlanWords, Words
from samspill.web.pages.imports.forms.correction import Correction, PlainText, area, day
from samspill.web.pages.imports.words import CELL_KIND_WORDS, STATUS_WORDS, Word

LANGUAGES = (("nb", _("bokmål")), ("nn", _("nynorsk")))


class GoalCorrection(Correction):
    """A goal."""

    def lay_out(self, words: Words) -> None:
        """Make the fields."""
        if isinstance(words, GoalWords):
            self.put("text", PlainText(label=_("Mål"), widget=area(3)), words.text)

    def words(self) -> Words:
        """Return the goal."""
        return GoalWords(text=self.text("text"))


class AreaCorrection(Correction):
    """An area's head."""

    def lay_out(self, words: Words) -> None:
        """Make the fields."""
        if isinstance(words, AreaWords):
            self.put("name", PlainText(label=_("Navn på innsatsområdet"), required=False), words.name)
            self.put("number", forms.IntegerField(label=_("Nummer"), required=False, min_value=0), words.number)
            self.put("parent", PlainText(label=_("Overskrift det står under"), required=False), words.parent)

    def words(self) -> Words:
        """Return the area's head."""
        return AreaWords(name=self.text("name"), number=self.cleaned_data.get("number"), parent=self.text("parent"))


class GroupCorrection(Correction):
    """A sub-heading."""

    def lay_out(self, words: Words) -> None:
        """Make the fields."""
        if isinstance(words, GroupWords):
            self.put("name", PlainText(label=_("Navn på gruppen"), required=False), words.name)
            swap = forms.BooleanField(label=_("Dette er et tiltak, ikke en gruppe"), required=False)
            self.put("is_measure", swap, words.is_measure)

    def words(self) -> Words:
        """Return the sub-heading."""
        return GroupWords(name=self.text("name"), is_measure=bool(self.cleaned_data.get("is_measure")))


class PlanCorrection(Correction):
    """What is said about the whole plan: its title, its years, and what its status words mean."""

    template = "imports/parts/plan_fields.html"
    spare_years: ClassVar[int] = 1

    def lay_out(self, words: Words) -> None:
        """Make the fields."""
        if not isinstance(words, PlanWords):
            return
        kinds = dict.fromkeys(kind for kind in (words.kind, *review.plan_kinds()) if kind)
        choices = [("", _("Velg")), *((kind, kind) for kind in kinds)]
        self.put("title", PlainText(label=_("Tittel")), words.title)
        self.put("kind", forms.ChoiceField(label=_("Slags plan"), choices=choices), words.kind)
        self.put("language", forms.ChoiceField(label=_("Språk"), choices=LANGUAGES), words.language)
        self.put("owner", PlainText(label=_("Eier"), required=False), words.owner)
        self.put("dated", forms.DateField(label=_("Datert"), required=False, widget=day()), words.dated)
        for place in range(len(words.years) + self.spare_years):
            self._put_year(place, words.years[place] if place < len(words.years) else None)
        self.meanings = tuple(meaning.word for meaning in words.meanings)
        for place, meaning in enumerate(words.meanings):
            field = forms.TypedChoiceField(label=meaning.word, coerce=Status, choices=_said(STATUS_WORDS))
            self.put(f"meaning-{place}", field, meaning.status.value)

    def _put_year(self, place: int, head: YearHead | None) -> None:
        year = forms.IntegerField(label=_("År"), required=False)
        kinds = forms.TypedChoiceField(
            label=_("Kolonnen viser"), coerce=CellKind, choices=_said(CELL_KIND_WORDS), required=False
        )
        self.put(f"year-{place}-year", year, head.year if head else None)
        self.put(f"year-{place}-label", PlainText(label=_("Overskrift"), required=False), head.label if head else "")
        self.put(f"year-{place}-kind", kinds, head.kind.value if head else CellKind.PLANNED.value)

    @property
    def year_rows(self) -> list[list[forms.BoundField]]:
        """The year columns, field by field."""
        places = sorted(int(name.split("-")[1]) for name in self.fields if name.endswith("-year"))
        return [[self[f"year-{place}-{part}"] for part in ("year", "label", "kind")] for place in places]

    @property
    def meaning_fields(self) -> list[forms.BoundField]:
        """What each status word means."""
        return [self[name] for name in self.fields if name.startswith("meaning-")]

    def words(self) -> Words:
        """Return what is said about the plan."""
        return PlanWords(
            title=self.text("title"),
            kind=self.text("kind"),
            language=self.text("language"),
            owner=self.text("owner"),
            dated=self.cleaned_data.get("dated"),
            years=tuple(self._years()),
            meanings=tuple(
                Meaning(word=word, status=Status(self.cleaned_data[f"meaning-{place}"]))
                for place, word in enumerate(self.meanings)
            ),
        )

    def _years(self) -> list[YearHead]:
        heads: list[YearHead] = []
        for place, _row in enumerate(self.year_rows):
            year = self.cleaned_data.get(f"year-{place}-year")
            if year is None:
                continue
            for part in ("year", "label"):
                self.places[f"year-{len(heads)}-{part}"] = f"year-{place}-{part}"
            label = self.text(f"year-{place}-label") or str(year)
            kind = self.cleaned_data.get(f"year-{place}-kind") or CellKind.PLANNED
            heads.append(YearHead(year=year, label=label, kind=CellKind(kind)))
        self.places["years"] = "year-0-year"
        return heads


def _said(words: Mapping[Any, Word]) -> list[tuple[str, Word]]:
    return [(value.value, word) for value, word in words.items()]
