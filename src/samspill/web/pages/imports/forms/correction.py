"""What every correction form has: the row, the number of the decision it was opened on, and the words it makes."""

from collections.abc import Mapping
from typing import Any

from django import forms

from samspill.kernel.texts import Text
from samspill.plan.review.contracts import Row, Words
from samspill.web.texts import translate


class PlainText(forms.CharField):
    """Words as they were written, with line breaks of one kind: a browser sends CRLF, the plan keeps LF."""

    def to_python(self, value: Any) -> str:
        """Return the text."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def area(rows: int) -> forms.Textarea:
    """Return a field for more than a line."""
    return forms.Textarea(attrs={"rows": rows})


def day() -> forms.DateInput:
    """Return a field for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Correction(forms.Form):
    """A correction of one row. Its fields bear the names that ``review.problems_of`` gives its problems."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    template = "imports/parts/fields.html"

    def __init__(self, data: Any = None, *, row: Row, words: Words, revision: int) -> None:
        super().__init__(data, initial={"revision": revision}, auto_id="felt-%s")
        self.row = row
        self.places: dict[str, str] = {}
        """Where a problem's field stands in the form, for rows behind one that was left empty."""
        self.lay_out(words)

    def lay_out(self, words: Words) -> None:
        """Make the fields, filled with the words as they stand."""
        raise NotImplementedError

    def words(self) -> Words:
        """Return what was written, once the form is checked."""
        raise NotImplementedError

    def put(self, name: str, field: forms.Field, value: object) -> None:
        """Add a field with what stands in it."""
        self.fields[name] = field
        self.initial[name] = value

    def text(self, name: str) -> str:
        """Return what was written in a field of text."""
        return str(self.cleaned_data.get(name) or "")

    def take_problems(self, problems: Mapping[str, Text]) -> None:
        """Put what the review says by the fields."""
        for name, problem in problems.items():
            place = self.places.get(name, name)
            self.add_error(place if place in self.fields else None, translate(problem))
