"""What belongs to the sheet and not to the plan: footers, credits, rulers, template guidance, legends.

Traps answered here: a group heading or a status that stands on every slide is no furniture (only a run of at least four
repeated lines is, or what touches such a run, or what stands at the same edge of many pages); template guidance may be
glued to a real title with no space between.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median

from samspill.documents.contracts import Document, Role
from samspill.plan.importing import deadlines, language, legends
from samspill.plan.importing.heads import head_row, is_goals_head, kind_of
from samspill.plan.importing.stream import FlatLine, FlatTable, Item, items_of, texts_of
from samspill.plan.importing.vocabulary import furniture_pattern, is_status, outline_pattern, words
from samspill.plan.importing.words import fold, without_specks

SHARE_OF_PAGES = 0.3
RUN_MIN = 4
REPEATS_MIN = 3
EDGE_LINES = 2

_FOOTER_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Swept:
    """A document without its furniture, and what the furniture told."""

    items: tuple[Item, ...]
    outline: tuple[str, ...] = ()
    """The titles of a deck's outline, in order."""
    status_scale: tuple[str, ...] = ()
    dated: date | None = None
    colours: dict[str, str] = field(default_factory=dict)
    """What a cell's colour means by the legend: colour -> status word."""


def sweep(document: Document) -> Swept:
    """Remove the furniture; what stood after it remembers the gap."""
    items = items_of(document)
    places = [place for place, item in enumerate(items) if isinstance(item, FlatLine)]
    lines = [items[place] for place in places]
    flat = [line for line in lines if isinstance(line, FlatLine)]
    outline, outline_places = _outline(flat)
    dated, dates = _footer_dates(flat)
    has_tables = len(flat) < len(items)
    repeated = _repeated(flat, len(document.pages)) | (
        _outside_tables(flat, len(document.pages)) if has_tables else set()
    )
    found = legends.find(flat)
    drop = outline_places | dates | repeated | _patterned(flat) | _contents(flat)
    drop |= {place for one in found for place in one.places}
    misread = language.is_damaged(language.wholeness(texts_of(items)))
    drop |= _beside(flat, drop) if misread else set()
    swept = _without(items, places, drop, _glue(flat, repeated))
    if misread:
        swept = [
            replace(item, text=without_specks(item.text)) if isinstance(item, FlatLine) else item for item in swept
        ]
    found += _legend_tables(items)
    return Swept(tuple(swept), outline, legends.scale(found), dated, legends.colours(found))


def _legend_tables(items: Sequence[Item]) -> list[legends.Legend]:
    """Return the legends that stand as small tables: one row or one column of status words on colours."""
    found: list[legends.Legend] = []
    for item in items:
        if isinstance(item, FlatTable) and len(item.table.rows) <= 8:
            cells = [cell for row in item.table.rows for cell in row.cells if cell.text]
            legend = legends.of_row([cell.text for cell in cells], [cell.fill for cell in cells])
            found += [legend] if legend else []
    return found


def _without(items: Sequence[Item], places: Sequence[int], drop: set[int], glue: Sequence[str]) -> list[Item]:
    """Return the items that stay, each line after a removed one marked."""
    number_of = {place: number for number, place in enumerate(places)}
    kept: list[Item] = []
    gap = False
    for place, item in enumerate(items):
        if isinstance(item, FlatTable):
            kept.append(item)
            continue
        if number_of[place] in drop:
            gap = True
            continue
        text, unglued = _unglued(item.text, glue)
        if not text:
            gap = True
            continue
        kept.append(replace(item, text=text, gap=item.gap or gap or unglued))
        gap = False
    return kept


def _outline(lines: Sequence[FlatLine]) -> tuple[tuple[str, ...], set[int]]:
    matches = [(place, match) for place, line in enumerate(lines) if (match := outline_pattern().fullmatch(line.text))]
    if len(matches) < REPEATS_MIN:
        return (), set()
    return tuple(match[3].strip() for _, match in matches), {place for place, _ in matches}


def _footer_dates(lines: Sequence[FlatLine]) -> tuple[date | None, set[int]]:
    """Return the date of the footers, «05.11.2025 7», and the lines that are nothing but that date."""
    footers = [
        match.group() for line in lines if _is_dated_footer(line.text) and (match := _FOOTER_DATE.search(line.text))
    ]
    if len(footers) < 2:
        return None, set()
    chosen = Counter(footers).most_common(1)[0][0]
    latest = deadlines.read(chosen).latest
    return latest, {place for place, line in enumerate(lines) if line.text == chosen}


def _is_dated_footer(text: str) -> bool:
    return bool(re.fullmatch(r"(\w+\s)?\d{1,2}\.\d{1,2}\.\d{4}\s*\d{0,3}", text))


def _patterned(lines: Sequence[FlatLine]) -> set[int]:
    return {
        place
        for place, line in enumerate(lines)
        if furniture_pattern().fullmatch(line.text) or sum(sign.isalnum() for sign in line.text) < 2
    }


def _contents(lines: Sequence[FlatLine]) -> set[int]:
    """Return the entries of a table of contents: after its head, lines that end with page numbers that never fall."""
    found: set[int] = set()
    for place, line in enumerate(lines):
        if fold(line.text) not in words("furniture", "contents"):
            continue
        entries: list[int] = []
        last = 0
        for at in range(place + 1, len(lines)):
            entry = re.fullmatch(r".*[^\W\d_].*\D(\d{1,3})", lines[at].text)
            if entry is None or int(entry[1]) < last:
                break
            last = int(entry[1])
            entries.append(at)
        found |= {place, *entries} if len(entries) >= REPEATS_MIN else set()
    return found


def is_structural(text: str) -> bool:
    """Whether a line carries the plan's structure or its values, however often it stands there."""
    return bool(
        is_status(text)
        or head_row(text)
        or is_goals_head(text)
        or kind_of(text)
        or deadlines.is_deadline(text)
        or (":" in text and kind_of(text.split(":", 1)[0]))
    )


def _repeated(lines: Sequence[FlatLine], pages: int) -> set[int]:
    """Return the places of lines that repeat as only furniture does."""
    keys = [fold(line.text) for line in lines]
    counts = Counter(keys)
    able = {key for key, count in counts.items() if count >= REPEATS_MIN}
    able = {key for key in able if not is_structural(key)}
    if not able:
        return set()
    most = max(counts[key] for key in able)
    least = max(REPEATS_MIN, SHARE_OF_PAGES * max(pages, most))
    often = {key for key in able if counts[key] >= least}
    return _in_runs(keys, often) | _at_edges(lines, keys, pages) | _counting(lines, pages)


def _outside_tables(lines: Sequence[FlatLine], pages: int) -> set[int]:
    """Return lines beside tables that repeat on at least 30 % of the pages or parts."""
    parts = max(pages, sum(line.role in {Role.TITLE, Role.HEADING} for line in lines))
    counts = Counter(fold(line.text) for line in lines)
    least = max(REPEATS_MIN, SHARE_OF_PAGES * parts)
    return {
        place
        for place, line in enumerate(lines)
        if counts[fold(line.text)] >= least
        and not is_structural(line.text)
        and not _is_title(lines, place)
        and not _is_large(lines, line)
    }


def _is_large(lines: Sequence[FlatLine], line: FlatLine) -> bool:
    sizes = [one.size for one in lines if one.size]
    return bool(line.size and sizes and line.size >= median(sizes) * 1.25)


def _in_runs(keys: Sequence[str], often: set[str]) -> set[int]:
    """Return lines of runs of at least four repeated lines, and the repeated lines that keep touching such runs."""
    marked: set[str] = set()
    run: list[int] = []
    runs: Counter[tuple[str, ...]] = Counter()
    for place in range(len(keys) + 1):
        if place < len(keys) and keys[place] in often:
            run.append(place)
            continue
        for at in range(len(run) - RUN_MIN + 1):
            runs[tuple(keys[one] for one in run[at : at + RUN_MIN])] += 1
        run = []
    for members, count in runs.items():
        if count >= REPEATS_MIN and len(set(members)) == RUN_MIN:
            marked |= set(members)
    return {place for place, key in enumerate(keys) if key in marked}


def _at_edges(lines: Sequence[FlatLine], keys: Sequence[str], pages: int) -> set[int]:
    """Return lines that stand at the same edge of at least 30 % of the pages (and of three)."""
    if pages < REPEATS_MIN:
        return set()
    least = max(REPEATS_MIN, SHARE_OF_PAGES * pages)
    found: set[int] = set()
    edges: tuple[Callable[[FlatLine], int], ...] = (lambda line: line.top, lambda line: line.bottom)
    for edge in edges:
        near = [place for place, line in enumerate(lines) if edge(line) <= EDGE_LINES and not _is_title(lines, place)]
        pages_of: dict[str, set[int]] = {}
        for place in near:
            pages_of.setdefault(keys[place], set()).add(lines[place].page)
        found |= {place for place in near if len(pages_of[keys[place]]) >= least and not is_structural(keys[place])}
    return found


def _beside(lines: Sequence[FlatLine], drop: set[int]) -> set[int]:
    """Return a misread text's short lines that stand alone thrice, nearly always beside furniture: a logo's name."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        alone = (place == 0 or lines[place - 1].block != line.block or place - 1 in drop) and (
            place + 1 == len(lines) or lines[place + 1].block != line.block or place + 1 in drop
        )
        if alone and place not in drop and len(line.text.split()) <= 2 and not is_structural(line.text):
            places.setdefault(fold(line.text), []).append(place)
    return {
        place
        for members in places.values()
        if len(members) >= REPEATS_MIN
        and sum(place - 1 in drop or place + 1 in drop for place in members) >= 0.8 * len(members)
        for place in members
    }


def _is_title(lines: Sequence[FlatLine], place: int) -> bool:
    """Whether a line heads a table or goals: an area over many slides is no furniture."""
    if lines[place].role in {Role.TITLE, Role.HEADING, Role.ACCORDION_HEAD}:
        return True
    following = lines[place + 1].text if place + 1 < len(lines) else ""
    return bool(head_row(following)) or is_goals_head(following)


def _counting(lines: Sequence[FlatLine], pages: int) -> set[int]:
    """Return lines that differ only by a number that counts the pages: «Helsefellesskapet | 3»."""
    if pages < REPEATS_MIN:
        return set()
    shapes: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if re.search(r"\d", line.text) and (line.top <= EDGE_LINES or line.bottom <= EDGE_LINES):
            shapes.setdefault(re.sub(r"\d+", "#", fold(line.text)), []).append(place)
    found: set[int] = set()
    for members in shapes.values():
        numbers = [int(re.findall(r"\d+", lines[place].text)[-1]) for place in members]
        shifts = {number - lines[place].page for number, place in zip(numbers, members, strict=True)}
        if len(members) >= REPEATS_MIN and len(shifts) == 1:
            found |= set(members)
    return found


def _glue(lines: Sequence[FlatLine], repeated: set[int]) -> tuple[str, ...]:
    """Return what lines that follow a furniture run have in common in front: 'hjelpetekst' of 'hjelpetekstTittel'."""
    after = [lines[place].text for place in range(1, len(lines)) if place - 1 in repeated and place not in repeated]
    glued = [match for text in after if (match := re.match(r"(\S*?[a-zæøå])(?=[A-ZÆØÅ][a-zæøå])(.+)", text))]
    tails: dict[str, set[str]] = {}
    for match in glued:
        tails.setdefault(match[1], set()).add(match[2])
    return tuple(head for head, rest in tails.items() if len(rest) >= REPEATS_MIN and len(head) >= 4)


def _unglued(text: str, glue: Sequence[str]) -> tuple[str, bool]:
    for head in glue:
        if text.startswith(head) and (len(text) == len(head) or text[len(head)].isupper()):
            return text[len(head) :].strip(), True
    return text, False
