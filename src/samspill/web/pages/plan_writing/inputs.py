"""What the writing forms share: plain text fields, and errors that lead to their fields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from samspill.kernel.texts import Text
from samspill.web.texts import translate

INVALID = 422


class PlainText(forms.CharField):
    """Words as they were written, with line breaks of one kind: a browser sends CRLF, the plan keeps LF."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave ``maxlength`` out: it cuts off what is pasted without a word. Too long is said by the field instead."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str:
        """Return the text."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n").strip()


class Lines(PlainText):
    """One thing on each line."""

    @staticmethod
    def apart(text: str) -> tuple[str, ...]:
        """Return the lines that say something."""
        return tuple(line.strip() for line in text.split("\n") if line.strip())


def text_area(rows: int) -> forms.Textarea:
    """Return a field for more than a line."""
    return forms.Textarea(attrs={"rows": rows})


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One thing to mend, and where."""

    anchor: str
    """The id of what the reader is led to; empty when it belongs to the whole form."""
    label: str
    text: str

    @property
    def words(self) -> str:
        """The field and what is wrong with it; a label that is a question stands as one."""
        if not self.label:
            return self.text
        return f"{self.label} {self.text}" if self.label.endswith("?") else f"{self.label}: {self.text}"


def error_rows(form: forms.Form, *, about: str = "") -> Iterator[ErrorRow]:
    """Return a form's errors in the order of its fields.

    Args:
        form: A form that has been checked.
        about: What the form is about when there are several, for example ``2026``.
    """
    for name in (*form.fields, NON_FIELD_ERRORS):
        bound = form[name] if name in form.fields else None
        label = ", ".join(part for part in (about, str(bound.label) if bound else "") if part)
        for text in form.errors.get(name, ()):
            yield ErrorRow(bound.id_for_label or bound.auto_id if bound else "", label, str(text))


def add_errors(form: forms.Form, errors: Mapping[str, Text], *, fields: Mapping[str, str] | None = None) -> None:
    """Put the plan's own errors by the form's fields.

    Args:
        form: A form that has been checked.
        errors: What the plan said, by its own names.
        fields: The form's field for the plan's name, where they differ.
    """
    for name, text in errors.items():
        field = (fields or {}).get(name, name)
        form.add_error(field if field in form.fields else None, translate(text))


def number(text: str) -> int | None:
    """Return a whole number, or ``None`` when the text is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def all_rows(parts: Iterable[Iterable[ErrorRow]]) -> list[ErrorRow]:
    """Return the errors of several forms in one list."""
    return [row for part in parts for row in part]
