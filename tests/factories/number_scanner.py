"""Looks for persons' numbers in what a journey leaves behind: logs, errors, addresses, audit rows, file names, pages.

Numbers that the journey used are found however they are written: with blanks, escaped, in base64 or in hexadecimal.
Any other eleven digits that pass for a number are found too, by arithmetic of the tests' own.
"""

import base64
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

from tests.factories.national_numbers import endings

_ALONE = re.compile(r"(?<![0-9A-Za-z])([0-9]{11})(?![0-9A-Za-z])")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_BETWEEN = r"(?:[\s.,_/\u00a0\u2009\u202f-]|\\[nrt]|\\u00a0){0,2}"
_ESCAPED = re.compile(r"\\u00([0-9a-fA-F]{2})")
AROUND = 40


@dataclass(frozen=True)
class Find:
    """A number where none may stand; the number itself is covered.

    Attributes:
        place: what was looked at.
        form: how it stood there.
        around: the text on both sides.
    """

    place: str
    form: str
    around: str


class NumberScanner:
    """Keeps what it finds."""

    def __init__(self, planted: Iterable[str] = ()) -> None:
        self.found: list[Find] = []
        self.looked_at: list[str] = []
        self._planted = {number: re.compile(_BETWEEN.join(number)) for number in planted}

    def look(self, place: str, what: object) -> None:
        """Look at a text, at bytes, or at anything by its ``repr``."""
        self.looked_at.append(place)
        text = (
            what.decode("utf-8", "replace")
            if isinstance(what, bytes)
            else what
            if isinstance(what, str)
            else repr(what)
        )
        for form, written in _readings(text):
            for number, pattern in self._planted.items():
                if match := pattern.search(written):
                    self._find(place, form, written, match.span(), number)
            for match in _ALONE.finditer(_UUID.sub("-", written)):
                if match[1] not in self._planted and _passes(match[1]):
                    self._find(place, form, _UUID.sub("-", written), match.span(), match[1])
        for number in self._planted:
            for form in _coded(number):
                if form in text:
                    self._find(place, "coded", text, (text.index(form), text.index(form) + len(form)), number)

    def look_at_names(self, folder: Path) -> None:
        """Look at the name of every file and folder below a folder."""
        for path in sorted(folder.rglob("*")):
            self.look(f"name in {folder.name}", str(path.relative_to(folder)))

    def _find(self, place: str, form: str, text: str, span: tuple[int, int], number: str) -> None:
        around = f"{text[max(span[0] - AROUND, 0) : span[0]]}⟨number⟩{text[span[1] : span[1] + AROUND]}"
        find = Find(place, form, around.replace(number, "⟨number⟩"))
        if not any((one.place, one.form) == (find.place, find.form) for one in self.found):
            self.found.append(find)


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text as it stands, and unescaped in the ways that addresses, pages and JSON escape."""
    yield "plain", text
    seen = {text}
    unescaped = {
        "folded": unicodedata.normalize("NFKC", text),
        "percent": unquote_plus(text),
        "percent twice": unquote_plus(unquote_plus(text)),
        "html": html.unescape(text),
        "json": _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text),
    }
    for form, written in unescaped.items():
        if written not in seen:
            seen.add(written)
            yield form, written


def _coded(number: str) -> Iterator[str]:
    """Yield what of a number is the same in base64 wherever it begins, and its hexadecimal."""
    for skipped in range(3):
        coded = base64.b64encode(b"\0" * skipped + number.encode()).decode()
        yield coded[(0, 2, 3)[skipped] :].rstrip("=")[:-1]
    yield number.encode().hex()


def _passes(number: str) -> bool:
    """Answer whether eleven digits pass for a number by some rule: the test's own arithmetic, dates told loosely."""
    day, month = int(number[:2]), int(number[2:4])
    is_dated = (1 <= day <= 31 or 41 <= day <= 71) and any(1 <= month - added <= 12 for added in (0, 20, 40, 65, 80))
    return (is_dated or number[0] in "89") and number in endings(number[:9], (0, 1, 2, 3))
