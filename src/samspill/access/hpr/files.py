"""A register kept in a file: one JSON object a line, the first of them telling its date and source.

The form is written out in docs/reference/hpr-register.md.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from samspill.access.hpr.contracts import UNKNOWN, Answer, Authorisation, Reason, RegisterRefused, Standing
from samspill.access.hpr.entries import NO_ENTRY, Entry, answer, standing_entry
from samspill.kernel.numbers.hpr import HprNumber, parse_hpr_number
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.periods import Period
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say

DEMO = Path(__file__).parent / "data" / "demo-register.jsonl"
"""Invented professionals; their HPR numbers begin with 9990, and their national numbers are synthetic."""

LINE_CHARS_MAX = 64 * 1024
T = TypeVar("T")


class _LineFault(Exception):
    """What is wrong with a line."""

    def __init__(self, what: Text) -> None:
        self.what = what
        super().__init__(str(what))


class FileRegister:
    """A register read once from a file.

    Attributes:
        dated: the day the file was last held against its source.
        source: where it comes from.
    """

    def __init__(self, entries: Iterable[Entry], *, dated: date, source: str) -> None:
        self.dated = dated
        self.source = source
        self._by_number = {entry.hpr_number: entry for entry in entries}
        self._by_person = {entry.person: entry for entry in self._by_number.values() if entry.replaced_by is None}

    def ask(self, *, person: NationalNumber, hpr_number: HprNumber | None, at: date) -> Answer:
        """Tell how somebody stands; a number that was replaced counts as the one that stands now."""
        said = self._by_number.get(hpr_number) if hpr_number else None
        if said is not None:
            said = standing_entry(said, self._by_number.get)
        entry = self._by_person.get(person)
        if entry is None and (hpr_number is None or said is None):
            return NO_ENTRY
        if hpr_number is not None and said is not entry:
            return Answer(Standing.NOT_VALID, Reason.NUMBER_OF_ANOTHER, entry.hpr_number if entry else None)
        return answer(entry, at=at) if entry else NO_ENTRY

    def __len__(self) -> int:
        return len(self._by_number)


class SilentRegister:
    """A register that never answers: stands where none is set up, so that nothing is taken for granted."""

    def ask(self, *, person: NationalNumber, hpr_number: HprNumber | None, at: date) -> Answer:  # noqa: ARG002
        """Say that it is not known."""
        return UNKNOWN


def load_register(path: Path) -> FileRegister:
    """Read a register's file.

    Raises:
        RegisterRefused: it is missing, or a line cannot be used; the line is named and its content never repeated.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            return _read(path, lines)
    except OSError as error:
        what = say("Vi finner ikke filen med helsepersonellregisteret: %(file)s.", file=str(path))
        raise RegisterRefused(what, remedy=say("Rett stien, eller gi tjenesten lov til å lese filen.")) from error
    except UnicodeDecodeError as error:
        raise _unusable(path, 0, say("Filen er ikke skrevet som UTF-8.")) from error


def _read(path: Path, lines: Iterable[str]) -> FileRegister:
    head: tuple[date, str] | None = None
    entries: dict[HprNumber, Entry] = {}
    standing: set[NationalNumber] = set()
    for at, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
            if head is None:
                head = _head(row)
            else:
                _add(_entry(row), entries, standing)
        except _LineFault as fault:
            raise _unusable(path, at, fault.what) from fault
    if head is None:
        raise _unusable(path, 1, say("Filen er tom."))
    return FileRegister(entries.values(), dated=head[0], source=head[1])


def _row(line: str) -> Mapping[str, Any]:
    if len(line) > LINE_CHARS_MAX:
        raise _LineFault(say("Linjen er for lang."))
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _LineFault(say("Linjen er ikke JSON.")) from error
    if not isinstance(row, dict):
        raise _LineFault(say("Linjen er ikke et JSON-objekt."))
    return row


def _head(row: Mapping[str, Any]) -> tuple[date, str]:
    _check_known(row, {"dated", "source"})
    return _day(row, "dated"), _text(row, "source")


def _entry(row: Mapping[str, Any]) -> Entry:
    _check_known(row, {"hpr", "number", "name", "authorisations", "suspensions", "replaced_by"})
    return Entry(
        hpr_number=_parsed(row, "hpr", parse_hpr_number),
        person=_parsed(row, "number", NationalNumber),
        name=_text(row, "name"),
        authorisations=tuple(_authorisation(one) for one in _objects(row, "authorisations")),
        suspensions=tuple(_period(one, {"from", "to"}) for one in _objects(row, "suspensions")),
        replaced_by=_parsed(row, "replaced_by", parse_hpr_number) if row.get("replaced_by") is not None else None,
    )


def _authorisation(row: Mapping[str, Any]) -> Authorisation:
    period = _period(row, {"profession", "kind", "from", "to"})
    return Authorisation(_text(row, "profession"), _text(row, "kind"), period)


def _add(entry: Entry, entries: dict[HprNumber, Entry], standing: set[NationalNumber]) -> None:
    if entry.hpr_number in entries:
        raise _LineFault(say("HPR-nummeret står to ganger."))
    if entry.replaced_by is None:
        if entry.person in standing:
            raise _LineFault(say("Personen har to HPR-numre, og ingen av dem er erstattet."))
        standing.add(entry.person)
    entries[entry.hpr_number] = entry


def _check_known(row: Mapping[str, Any], known: set[str]) -> None:
    if set(row) - known:
        raise _LineFault(
            say("Linjen har et felt vi ikke kjenner. Feltene er: %(fields)s.", fields=", ".join(sorted(known)))
        )


def _objects(row: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    found = row.get(field, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _LineFault(say("Feltet «%(field)s» skal være en liste av objekter.", field=field))
    return found


def _text(row: Mapping[str, Any], field: str) -> str:
    found = row.get(field)
    if not isinstance(found, str) or not found.strip():
        raise _LineFault(say("Feltet «%(field)s» mangler, eller er ikke tekst.", field=field))
    return found


def _parsed(row: Mapping[str, Any], field: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(_text(row, field))
    except Refused as refused:
        raise _LineFault(say("Feltet «%(field)s» kan ikke brukes: %(why)s", field=field, why=refused.what)) from refused


def _period(row: Mapping[str, Any], known: set[str]) -> Period:
    _check_known(row, known)
    start = _day(row, "from") if row.get("from") is not None else None
    end = _day(row, "to") if row.get("to") is not None else None
    try:
        return Period(start, end)
    except ValueError as error:
        raise _LineFault(say("En periode kan ikke slutte før den begynner.")) from error


def _day(row: Mapping[str, Any], field: str) -> date:
    try:
        return date.fromisoformat(_text(row, field))
    except ValueError as error:
        raise _LineFault(say("Feltet «%(field)s» skal være en dato, som 2026-11-22.", field=field)) from error


def _unusable(path: Path, line: int, why: Text) -> RegisterRefused:
    what = say(
        "Filen med helsepersonellregisteret kan ikke brukes: %(file)s, linje %(line)s.", file=str(path), line=line
    )
    return RegisterRefused(what, why=why, remedy=say("Rett linjen, og start på nytt."))
