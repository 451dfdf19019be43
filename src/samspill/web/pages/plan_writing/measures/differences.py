"""A measure's fields one by one: what was written, what stands, and what the writer started from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from samspill.plan.contracts import CellDraft, ChangeView, Deadline, MeasureDraft, Responsible
from samspill.web.community import community
from samspill.web.components.numbers import day_words
from samspill.web.pages.plan.words import ORIGIN_WORDS, field_word
from samspill.web.pages.plan_writing.side_by_side import MINE, THEIRS, Pair, changed_by, chosen

OWN_FIELDS = (
    "title",
    "description",
    "responsible",
    "deadline",
    "remark",
    "bullets",
    "origin",
    "owner_forum",
    "target_groups",
)
NO_YEAR = "text ?"

Parts = dict[str, Any]


def parts_of(draft: MeasureDraft) -> Parts:
    """Return a draft's fields by the names that changes go by: ``title`` …, ``text 2026``, ``text ?``."""
    parts: Parts = {name: getattr(draft, name) for name in OWN_FIELDS}
    for cell in draft.cells:
        if cell.text:
            key = _cell_key(cell)
            parts[key] = (*parts.get(key, ()), cell)
    return parts


def assembled(parts: Mapping[str, Any]) -> MeasureDraft:
    """Return the draft whose parts these are."""
    own = {name: parts[name] for name in OWN_FIELDS}
    cells = tuple(cell for key, cells in parts.items() if key not in OWN_FIELDS for cell in cells)
    return replace(MeasureDraft(title=""), **own, cells=cells)


def fingerprints(draft: MeasureDraft) -> str:
    """Return what a form carries to know, later, which fields its writer changed: a short hash of each."""
    return json.dumps({key: _hash(shown(key, part)) for key, part in parts_of(draft).items()})


def pairs(
    mine: MeasureDraft, theirs: MeasureDraft, *, base: str, history: Sequence[ChangeView], posted: Mapping[str, str]
) -> list[Pair]:
    """Return the fields that are not the same, each with the choice that is made or lies near.

    Only the one who wrote has changed a field: theirs to keep. Only others have: what stands. Both have: nobody
    chooses for the reader.

    Args:
        mine: What was written.
        theirs: How it stands.
        base: ``fingerprints`` of what the writer started from; without it every difference is the reader's to choose.
        history: What has happened to the measure, the newest first.
        posted: Choices that have been made.
    """
    started, left, right = _read(base), parts_of(mine), parts_of(theirs)
    found = []
    for key in dict.fromkeys([*left, *right]):
        ours, standing = shown(key, left.get(key)), shown(key, right.get(key))
        if ours == standing:
            continue
        near = _near(started, key, ours, standing)
        choice = chosen(key, posted) or near
        found.append(Pair(key, label_of(key), ours, standing, changed_by(history, _field(key)), choice))
    return found


def merged(mine: MeasureDraft, theirs: MeasureDraft, chosen_pairs: Sequence[Pair]) -> MeasureDraft:
    """Return the draft with what stands in the fields where that is chosen."""
    left, right = parts_of(mine), parts_of(theirs)
    for pair in chosen_pairs:
        if pair.choice != THEIRS:
            continue
        if pair.key in right:
            left[pair.key] = right[pair.key]
        else:
            left.pop(pair.key, None)
    return assembled(left)


def is_same(mine: MeasureDraft, theirs: MeasureDraft) -> bool:
    """Tell whether two drafts say the same."""
    return not pairs(mine, theirs, base="", history=(), posted={})


def label_of(key: str) -> str:
    """Return what a field is called."""
    return field_word(_field(key))


def shown(key: str, part: Any) -> str:
    """Return a field as a reader sees it; also what is compared."""
    if key == "responsible":
        return "\n".join(_body(body) for body in part)
    if key == "deadline":
        return _deadline(part)
    if key == "origin":
        return str(ORIGIN_WORDS[part])
    if key in ("bullets", "target_groups"):
        return "\n".join(part)
    if key in OWN_FIELDS:
        return str(part).strip()
    return "\n".join(cell.text.strip() for cell in part or ())


def _cell_key(cell: CellDraft) -> str:
    return NO_YEAR if cell.year is None else f"text {cell.year} {cell.kind.value}"


def _field(key: str) -> str:
    """Return the name that changes go by; a year that has both a planned and an achieved text has one name there."""
    return " ".join(key.split()[:2])


def _near(started: Mapping[str, str], key: str, ours: str, standing: str) -> str:
    if not started:
        return ""
    before = started.get(key, _hash(""))
    if _hash(standing) == before:
        return MINE
    return THEIRS if _hash(ours) == before else ""


def _read(base: str) -> Mapping[str, str]:
    try:
        read = json.loads(base or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def _body(body: Responsible) -> str:
    organisation = community().organisations.find(body.organisation_id) if body.organisation_id else None
    more = [name for name in (organisation.name if organisation else "", body.role) if name and name != body.text]
    return f"{body.text} ({', '.join(more)})" if more else body.text


def _deadline(deadline: Deadline | None) -> str:
    if deadline is None:
        return ""
    return f"{deadline.text} ({day_words(deadline.latest)})" if deadline.latest else deadline.text
