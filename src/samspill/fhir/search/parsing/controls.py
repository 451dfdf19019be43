"""The parameters that shape the result: order, size, parts, totals (https://hl7.org/fhir/R4/search.html#return)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from samspill.fhir.definitions import api as definitions
from samspill.fhir.search.contracts import Include, Sort, Summary, Total
from samspill.fhir.search.parsing.fields import TABLES, needed
from samspill.fhir.search.parsing.includes import includes
from samspill.fhir.search.parsing.saying import bad_value, unsupported

COUNT = 20
COUNT_MAX = 1000
SORTS_MAX = 5


@dataclass(slots=True)
class Shape:
    """What the result is to look like, while it is read."""

    types: tuple[str, ...]
    sorts: list[Sort] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    count: int = COUNT
    total: Total = Total.KNOWN
    summary: Summary = Summary.FALSE
    elements: list[str] = field(default_factory=list)


def read(shape: Shape, name: str, modifier: str, value: str) -> None:
    """Read one of ``READERS`` or refuse it."""
    if name in UNSUPPORTED:
        raise unsupported(name, *UNSUPPORTED[name])
    if modifier and name not in ("_include", "_revinclude"):
        raise unsupported(f"{name}:{modifier}", f"the modifier :{modifier[:40]}", "Leave the modifier out.")
    READERS[name](shape, name, modifier, value)


def _count(shape: Shape, name: str, _modifier: str, value: str) -> None:
    if not value.isascii() or not value.isdecimal():
        raise bad_value(name, "the value is no whole number", f"0 to {COUNT_MAX}; more is taken as {COUNT_MAX}")
    shape.count = min(int(value[:9]), COUNT_MAX)


def _sort(shape: Shape, name: str, _modifier: str, value: str) -> None:
    for part in value.split(","):
        descending = part.startswith("-")
        shape.sorts.append(_sort_key(shape.types, name, part[descending:], descending=descending))
    if len(shape.sorts) > SORTS_MAX:
        raise bad_value(name, f"{len(shape.sorts)} sort keys", f"at most {SORTS_MAX}")


def _sort_key(types: tuple[str, ...], name: str, code: str, *, descending: bool) -> Sort:
    if code in ("_id", "_lastUpdated"):
        return Sort(code, descending)
    if code == "_score":
        raise unsupported(name, "sorting by _score", "Sort by _lastUpdated, _id or a search parameter.")
    known = needed(types, code, f"_sort={code}")
    if known.type not in TABLES or known.unsupported or not known.groups:
        raise unsupported(name, f"sorting by '{code}' (type {known.type})", "Sort by another parameter.")
    return Sort(code, descending, TABLES[known.type], known.numbers)


def _include(shape: Shape, name: str, modifier: str, value: str) -> None:
    shape.includes += includes(shape.types, name, modifier, value)


def _total(shape: Shape, name: str, _modifier: str, value: str) -> None:
    if value not in ("none", "estimate", "accurate"):
        raise bad_value(name, "the value is not known", "none, estimate or accurate")
    shape.total = Total.NONE if value == "none" else Total.ACCURATE


def _summary(shape: Shape, name: str, _modifier: str, value: str) -> None:
    if value not in {each.value for each in Summary}:
        raise bad_value(name, "the value is not known", "true, text, data, count or false")
    shape.summary = Summary(value)


def _elements(shape: Shape, name: str, _modifier: str, value: str) -> None:
    for part in value.split(","):
        owner, _, element = part.rpartition(".")
        if not element.isidentifier() or (owner and owner not in definitions.resource_types()):
            raise bad_value(name, "the value names no top element", "names of top elements with commas between")
        if not owner or owner in shape.types:
            shape.elements.append(element)


def _refuse_contained(_shape: Shape, name: str, _modifier: str, value: str) -> None:
    if value != "false":
        raise unsupported(name, "searching in contained resources", "Leave it out, or give false.")


def _nothing(_shape: Shape, _name: str, _modifier: str, _value: str) -> None:
    """``_format`` and ``_pretty`` are read by HTTP."""


READERS: dict[str, Callable[[Shape, str, str, str], None]] = {
    "_count": _count,
    "_sort": _sort,
    "_include": _include,
    "_revinclude": _include,
    "_total": _total,
    "_summary": _summary,
    "_elements": _elements,
    "_contained": _refuse_contained,
    "_format": _nothing,
    "_pretty": _nothing,
}
UNSUPPORTED = {
    "_containedType": ("searching in contained resources", "Leave it out."),
    "_filter": ("the filter language", "Use search parameters, chains and _has."),
    "_query": ("a named query", "Use search parameters."),
    "_text": ("searching in narratives", "Use search parameters."),
    "_content": ("searching in whole texts", "Use search parameters."),
}
SILENT = frozenset({"_format", "_pretty"})
ONCE = frozenset({"_count", "_total", "_summary", "_contained"})
NAMES = frozenset({*READERS, *UNSUPPORTED})
