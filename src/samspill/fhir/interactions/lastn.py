"""$lastn of Observation (https://hl7.org/fhir/R4/observation-operation-lastn.html): the newest of each kind.

Observations are of one kind when they share a coding; without codings, when they share the text of their code.
"""

from collections.abc import Hashable, Iterable
from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.interactions import parameters
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.searching import check_allowed
from samspill.fhir.outcomes import refusal
from samspill.fhir.search import api as search
from samspill.fhir.store.contracts import Snapshot, Stored

OBSERVATIONS_MAX = 10_000
"""Observations looked through; more are refused rather than answered wrongly."""

_SUBJECTS = ("patient", "subject")
_TIMES = ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "effectiveTiming", "issued")


def last_n(ask: Ask, view: Snapshot) -> Answer:
    """List the ``max`` newest Observations of each kind, one if it is not said, that the other parameters find."""
    found = parameters.inputs(ask)
    most = _most(found.text("max"))
    pairs = tuple(pair for pair in found.pairs if pair[0] not in ("max", "_format", "_pretty"))
    if not any(name.partition(":")[0] in _SUBJECTS for name, _ in pairs):
        raise refusal(400, "required", "$lastn needs a patient or subject.", "patient")
    query = search.parse(
        ("Observation",),
        pairs,
        strict=True,
        by_post=ask.call.method == "POST" or ask.is_entry,
        base=ask.call.base,
        at=ask.room.clock(),
    )
    check_allowed(ask, query)
    matches = search.find(view, query, most=OBSERVATIONS_MAX + 1)
    if len(matches) > OBSERVATIONS_MAX:
        text = f"More than {OBSERVATIONS_MAX} Observations would be looked through: add category, code or date."
        raise refusal(400, "too-costly", text)
    page = search.Page(query, tuple(_newest(matches, most)), total=None)
    return Answer(
        200, search.searchset(page, base=ask.call.base, path="Observation/$lastn"), resource_type="Observation"
    )


def _most(text: str | None) -> int:
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) <= OBSERVATIONS_MAX:
        raise refusal(400, "value", "max must be a whole number above 0.", "max")
    return int(text[:9])


def _newest(matches: Iterable[Stored], most: int) -> list[Stored]:
    """Return the newest of each kind, kinds beside each other, the newest kind first."""
    kinds = _Kinds()
    dated = [(_time(resource), stored, kinds.of(resource)) for stored, resource in _read(matches)]
    dated.sort(key=lambda row: (row[0], row[1].sequence), reverse=True)
    groups: dict[Hashable, list[Stored]] = {}
    for _, stored, name in dated:
        group = groups.setdefault(kinds.root(name), [])
        if len(group) < most:
            group.append(stored)
    return [stored for group in groups.values() for stored in group]


def _read(matches: Iterable[Stored]) -> Iterable[tuple[Stored, dict[str, Any]]]:
    return ((stored, formats.read(stored.body)) for stored in matches)


class _Kinds:
    """Which names of kinds mean the same: codings that stand in one code do."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def of(self, resource: dict[str, Any]) -> Hashable:
        """Return a name of a resource's kind, and join the other names it has."""
        names = _names(resource.get("code"))
        for name in names[1:]:
            self._above[self.root(name)] = self.root(names[0])
        return names[0]

    def root(self, name: Hashable) -> Hashable:
        """Return the one name that stands for all that mean the same."""
        above = self._above.get(name, name)
        while above != name:
            self._above[name] = self._above.get(above, above)
            name, above = above, self._above.get(above, above)
        return name


def _names(code: Any) -> list[Hashable]:
    """Return the names of a kind: codings, else the text; what is not as R4 says (validation may be off) names none."""
    if not isinstance(code, dict):
        return [None]
    listed = code.get("coding")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    codings = [(str(row.get("system")), row["code"]) for row in rows if isinstance(row.get("code"), str)]
    return [*codings] if codings else [str(code.get("text"))]


def _time(resource: dict[str, Any]) -> int:
    """Return when an Observation was true, latest moment first; 0 when it does not say."""
    name = next((name for name in _TIMES if name in resource), "")
    value = resource.get(name)
    if name == "effectivePeriod" and isinstance(value, dict):
        value = value.get("end") or value.get("start")
    elif name == "effectiveTiming" and isinstance(value, dict):
        events = value.get("event")
        value = max(map(str, events), default="") if isinstance(events, list) else ""
    found = index.date_range(value)
    return found[0] if found else 0
