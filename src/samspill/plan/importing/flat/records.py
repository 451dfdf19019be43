"""Plans without a table: measures as records under headings, each with its labels («Tidsramme: 2022», «Ansvarlig: …»).

A web page's accordion loses the measures' titles when it is flattened: what stands before a label line still belongs
together. One bullet (with deeper ones) is a title with its points; several on one level have lost their title, are
kept together and flagged, never given an invented one. Two label lines in a row are a measure that has lost
everything: it is kept, flagged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from samspill.documents.contracts import Role
from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.drafts import Piece
from samspill.plan.importing.heads import area_name, kind_of
from samspill.plan.importing.stream import FlatLine, opens_goals
from samspill.plan.importing.vocabulary import column_words, words
from samspill.plan.importing.words import bare, fold, starts_low

LABELS = frozenset({"deadline", "responsible", "status", "remark", "start", "indicator"})
MEASURE_NUMBER = re.compile(r"^(?:tiltak\s+)?(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)[.):]?\s+(?=\S)", re.IGNORECASE)
AREA_NUMBER = re.compile(r"^(\d{1,2})[.)]?\s+(?=[^\W\d_])")
HEADING_WORDS_MAX = 14
LABELLED_MIN = 2


@dataclass(slots=True)
class Record:
    """A measure under a heading."""

    title: Piece | None = None
    items: list[tuple[int, Piece]] = field(default_factory=list)
    """What stands under it: (depth, text)."""
    labels: dict[str, Piece] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    page: int = 1
    group: Piece | None = None
    """The narrower heading it stands under: «Delmål 1.1 …»."""
    bullets: list[Piece] = field(default_factory=list)
    sub_points: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class RecordArea:
    """An area with its goals and records."""

    name: Piece | None
    number: int | None = None
    level: int = 0
    """Depth of its heading; 0 where the file does not say."""
    goals: list[Piece] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    labelled: bool
    areas: list[RecordArea] = field(default_factory=list)
    record: Record | None = None
    mode: str = ""
    group: Piece | None = None
    goals: list[Piece] = field(default_factory=list)
    """Goals before the first area: the whole plan's."""


def labels_of(text: str) -> list[tuple[str, str]]:
    """Return (kind, value) of the labels of a line: «Ansvarlig: A. Frist: B» has two; none when it begins with none."""
    pattern = "|".join(re.escape(word) for word in sorted(_label_words(), key=len, reverse=True))
    matches = list(re.finditer(rf"(?:^|(?<=[.;,|(\s]))({pattern})\s*:\s*", fold_same(text)))
    if not matches or matches[0].start() > 1:
        return []
    found = []
    for match, after in zip(matches, [*matches[1:], None], strict=True):
        value = text[match.end() : after.start() if after else len(text)].strip(" |;,()")
        found.append((_label_words()[match[1]], value))
    return found


def fold_same(text: str) -> str:
    """Return a text in small letters with every place kept, unlike ``fold``."""
    table = str.maketrans({"æ": "æ", "ø": "o", "å": "a"})
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text).translate(table)


def _label_words() -> dict[str, str]:
    return {fold(word): kind for word, kind in column_words().items() if kind in LABELS}


def labelled_lines(lines: Sequence[FlatLine]) -> int:
    """Return how many lines begin with a label and hold a value."""
    return sum(any(value for _, value in labels_of(line.text)) for line in lines)


def paired(lines: Sequence[FlatLine]) -> list[FlatLine]:
    """Return the lines, each label that stands alone on its line joined with the value after it.

    A definition list: «Ansvarlig» over «Kommunene».
    """
    alone = [place for place in range(len(lines) - 1) if _is_lone_label(lines, place)]
    if len(alone) < LABELLED_MIN:
        return list(lines)
    values = {place + 1: lines[place] for place in alone}
    return [
        replace(line, text=f"{values[place].text.strip(' :')}: {line.text}") if place in values else line
        for place, line in enumerate(lines)
        if place not in alone
    ]


def _is_lone_label(lines: Sequence[FlatLine], place: int) -> bool:
    label, value = lines[place], lines[place + 1]
    if label.bullet or value.bullet or label.role is not Role.BODY or value.role is not Role.BODY:
        return False
    return bare(label.text) in _label_words() and bare(value.text) not in _label_words() and not labels_of(value.text)


def read(lines: Sequence[FlatLine]) -> tuple[list[RecordArea], list[Piece]]:
    """Return (areas with their records, goals of the whole plan)."""
    reader = _Reader(labelled=labelled_lines(lines) >= LABELLED_MIN)
    start = _first_content(lines) if reader.labelled else 0
    for place in range(start, len(lines)):
        _take(reader, lines, place)
    _close(reader)
    for area in reader.areas:
        area.records = [record for record in area.records if _is_record(record, labelled=reader.labelled)]
    return [area for area in reader.areas if area.records or area.goals], reader.goals


def _first_content(lines: Sequence[FlatLine]) -> int:
    """Return where the records begin: at the last heading before the first label, else at the group before it."""
    first = next(place for place, line in enumerate(lines) if labels_of(line.text))
    for place in range(first - 1, -1, -1):
        opens_area = _area_heading(lines, place) is not None and not _starts_record(lines, place)
        if opens_area or opens_goals(lines[place]):
            before = [at for at in range(place) if opens_goals(lines[at])]
            return before[0] if before else place
    place = first
    while place > 0 and (lines[place - 1].bullet or lines[place - 1].block == lines[first - 1].block):
        place -= 1
    return max(place - 1, 0) if place > 0 and lines[place].bullet and _short(lines[place - 1]) else place


def _short(line: FlatLine) -> bool:
    return len(line.text.split()) <= HEADING_WORDS_MAX and not line.text.endswith(":") and kind_of(line.text) is None


def _take(reader: _Reader, lines: Sequence[FlatLine], place: int) -> None:
    line = lines[place]
    piece = Piece([line.text], line.page, line.text)
    labels = labels_of(line.text)
    if labels:
        _take_labels(reader, labels, line)
    elif opens_goals(line):
        _close(reader)
        reader.mode = "goals"
    elif bare(line.text) in words("heads", "measures") and not line.bullet:
        _close(reader)
        reader.mode = "measures"
    elif _starts_record(lines, place):
        _open(reader, _without_number(piece))
    elif (heading := _area_heading(lines, place)) is not None:
        _close(reader)
        reader.mode = ""
        _open_part(reader, line, heading)
    elif reader.mode == "goals":
        _take_goal(reader, line, piece)
    else:
        _take_item(reader, lines, place, piece)


def _open_part(reader: _Reader, line: FlatLine, heading: tuple[int | None, str]) -> None:
    """Open an area; a group, where the heading stands under an area's and says that it is one: «Delmål 1.1 …»."""
    number, name = heading
    above = reader.areas[-1] if reader.areas else None
    if above is not None and 0 < above.level < line.level and _names_group(line.text):
        reader.group = Piece([line.text], line.page, line.text)
        return
    reader.group = None
    reader.areas.append(RecordArea(Piece([line.text], line.page, name), number, line.level))


def _names_group(text: str) -> bool:
    return column_words().get(fold(text).split(" ")[0].strip(":.")) == "group"


def _take_labels(reader: _Reader, labels: Sequence[tuple[str, str]], line: FlatLine) -> None:
    reader.mode = "" if reader.mode == "goals" else reader.mode
    for kind, value in labels:
        if reader.record is None or kind in reader.record.labels:
            _close(reader)
            _open(reader, None, page=line.page)
        assert reader.record is not None  # noqa: S101 - just opened
        if value:
            reader.record.labels[kind] = Piece([value], line.page, value)


def _take_goal(reader: _Reader, line: FlatLine, piece: Piece) -> None:
    goals = reader.areas[-1].goals if reader.areas else reader.goals
    if line.bullet or not goals or line.block != -1:
        goals.append(piece)


def _take_item(reader: _Reader, lines: Sequence[FlatLine], place: int, piece: Piece) -> None:
    line = lines[place]
    if not reader.labelled:
        if line.bullet and (reader.mode == "measures" or reader.areas):
            if line.indent == 0 or reader.record is None:
                _open(reader, piece)
            else:
                reader.record.items.append((line.indent, piece))
        elif reader.record is not None and _continues(lines, place):
            _continue(reader.record, piece)
        return
    if reader.record is not None and reader.record.labels:
        _close(reader)
    if reader.record is None:
        if not line.bullet and not _leads_to_label(lines, place):
            return
        _open(reader, None, page=line.page)
    assert reader.record is not None  # noqa: S101 - just opened
    goes_on = reader.record.items or (reader.record.title is not None and starts_low(line.text))
    if not line.bullet and _continues(lines, place) and goes_on:
        _continue(reader.record, piece)
    else:
        reader.record.items.append((line.indent if line.bullet else -1, piece))


def _continues(lines: Sequence[FlatLine], place: int) -> bool:
    return place > 0 and not lines[place].bullet and lines[place].block == lines[place - 1].block


def _continue(record: Record, piece: Piece) -> None:
    target = record.items[-1][1] if record.items else record.title
    if target is None:
        return
    target.lines += piece.lines
    target.text = f"{target.text} {piece.text}"


def _leads_to_label(lines: Sequence[FlatLine], place: int) -> bool:
    """Whether a label follows before the next heading: a text that none follows is no measure."""
    for after in range(place + 1, min(place + 30, len(lines))):
        if labels_of(lines[after].text):
            return True
        if _area_heading(lines, after) is not None:
            return False
    return False


def _open(reader: _Reader, title: Piece | None, *, page: int = 1) -> None:
    _close(reader)
    reader.record = Record(title, page=title.page if title else page)


def _close(reader: _Reader) -> None:
    if reader.record is None:
        return
    if not reader.areas:
        reader.areas.append(RecordArea(None))
    _settle(reader.record)
    reader.record.group = reader.group
    reader.areas[-1].records.append(reader.record)
    reader.record = None


def _settle(record: Record) -> None:
    """Decide what of a record's text is its title, what its points; what is lost is flagged."""
    pieces = [piece for _, piece in record.items]
    if record.title is not None:
        record.sub_points = pieces
        return
    if not pieces:
        record.flags = (Flag.TITLE_LOST, Flag.EMPTY_MEASURE)
        return
    top = min(depth for depth, _ in record.items)
    if sum(depth == top for depth, _ in record.items) == 1 and record.items[0][0] == top:
        record.title, record.sub_points = pieces[0], pieces[1:]
        return
    record.bullets = pieces
    record.flags = (Flag.TITLE_LOST,)


def _is_record(record: Record, *, labelled: bool) -> bool:
    """Whether a record is a measure: in a plan whose measures carry labels, one without any is loose text."""
    return bool(record.labels) or (record.title is not None and (not labelled or _numbered(record.title)))


def _numbered(piece: Piece) -> bool:
    return bool(MEASURE_NUMBER.match(piece.lines[0]))


def _without_number(piece: Piece) -> Piece:
    piece.text = MEASURE_NUMBER.sub("", piece.text)
    return piece


def _starts_record(lines: Sequence[FlatLine], place: int) -> bool:
    line = lines[place]
    if line.role is Role.ACCORDION_HEAD or (MEASURE_NUMBER.match(line.text) and line.role is Role.BODY):
        return True
    numbered = AREA_NUMBER.match(line.text) and not MEASURE_NUMBER.match(line.text)
    return line.role is Role.HEADING and line.level >= 2 and not numbered and _label_is_next(lines, place)


def _label_is_next(lines: Sequence[FlatLine], place: int) -> bool:
    """Whether a heading's own text holds a label before any other heading, and a wider heading stands above it."""
    above = any(one.role in {Role.HEADING, Role.TITLE} and one.level < lines[place].level for one in lines[:place])
    following = lines[place + 1 : place + 12]
    for before, after in pairwise([lines[place], *following]):
        if after.role in {Role.HEADING, Role.TITLE, Role.ACCORDION_HEAD}:
            return False
        if labels_of(after.text):
            # A label in a bullet's own paragraph is the bullet's: then the bullet is the measure.
            return above and not (before.bullet and before.block == after.block)
    return False


def _area_heading(lines: Sequence[FlatLine], place: int) -> tuple[int | None, str] | None:
    """Return (number, name) when a line is an area's heading: a heading of the file, or «2. Name»."""
    line = lines[place]
    text = line.text
    if line.bullet or "://" in text or len(text.split()) > HEADING_WORDS_MAX or opens_goals(line) or labels_of(text):
        return None
    if line.role in {Role.HEADING, Role.TITLE}:
        names_plan = any(kind in bare(text) for kind in words("plans", "kinds"))
        return None if names_plan or bare(text) in words("heads", "measures") else area_name(text)
    number = AREA_NUMBER.match(text)
    if number and not text.endswith((".", ",", ";")) and (place == 0 or lines[place - 1].block != line.block):
        return int(number[1]), text[number.end() :].strip(" :")
    if re.match(rf"({'|'.join(words('heads', 'areas'))})\s*\d*\s*:\s*\S", fold(text)):
        return area_name(text)
    return None
