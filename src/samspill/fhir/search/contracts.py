"""A search as a tree of frozen values, and the page it gives (https://hl7.org/fhir/R4/search.html).

Leaves speak of index rows (``index/contracts.py``); every node is a statement about one resource.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from samspill.fhir.outcomes import Issue
from samspill.fhir.store.contracts import Stored


class Table(StrEnum):
    """An index table, without its prefix."""

    TOKEN = "token"  # noqa: S105  (a table)
    STRING = "string"
    DATE = "date"
    QUANTITY = "quantity"
    REFERENCE = "reference"


class Prefix(StrEnum):
    """How an ordered value is compared (search.html#prefix)."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    LT = "lt"
    GE = "ge"
    LE = "le"
    SA = "sa"
    EB = "eb"
    AP = "ap"


class Match(StrEnum):
    """How a text is compared."""

    STARTS = "starts"
    WHOLE = "whole"
    """The whole text, as it is folded; the planner's, not asked for from outside."""
    EXACT = "exact"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class TokenTest:
    """A code. ``system`` is a ``naming.system_number``; 0 means none. ``None`` means any, as system and as code."""

    system: int | None
    code: str | None


@dataclass(frozen=True, slots=True)
class BelowTest:
    """A uri that is ``address`` or lies under it."""

    address: str


@dataclass(frozen=True, slots=True)
class StringTest:
    """A text; folded already, except for ``EXACT``, where ``folded`` finds the rows and ``text`` decides."""

    match: Match
    text: str
    folded: str = ""


@dataclass(frozen=True, slots=True)
class DateTest:
    """A range of time, low inside and high outside, in microseconds since 1970 UTC."""

    prefix: Prefix
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class QuantityTest:
    """A number, with a unit when it is a quantity.

    Attributes:
        low: lowest number that the searched digits mean.
        high: highest number; itself not meant.
        exact: the number as written; what the ordering prefixes compare with.
        system: of the unit; ``None`` means any.
        unit: ``None`` means any.
    """

    prefix: Prefix
    low: float
    high: float
    exact: float
    system: int | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class ReferenceTest:
    """A target: an id of any of the types, or with the type 0 a whole address; ``None`` any target of the types."""

    types: tuple[int, ...]
    target: str | None


Test = TokenTest | BelowTest | StringTest | DateTest | QuantityTest | ReferenceTest


@dataclass(frozen=True, slots=True)
class Rows:
    """The resource has an index row under one of the numbers that meets one of the tests; without tests any row."""

    table: Table
    params: tuple[int, ...]
    tests: tuple[Test, ...]
    is_identifier: bool = False
    """Whether it is about business identifiers: few resources share one."""


@dataclass(frozen=True, slots=True)
class Slots:
    """One repetition of a composite's focus meets all parts."""

    parts: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class Ids:
    """The resource has one of the logical ids, and one of the types (numbers)."""

    types: tuple[int, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """The resource was last written at a time that meets one of the tests."""

    types: tuple[int, ...]
    tests: tuple[DateTest, ...]


@dataclass(frozen=True, slots=True)
class InValueSet:
    """The resource has a code of a value set; the set is looked up when the search runs."""

    params: tuple[int, ...]
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The resource does not meet the node."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Every:
    """The resource meets all nodes."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """The resource meets at least one node."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The resource refers, under one of the numbers, to a resource of the type that meets the node (a chain)."""

    params: tuple[int, ...]
    type: int
    node: "Node"


@dataclass(frozen=True, slots=True)
class Back:
    """A resource that meets the node refers, under one of the numbers, to this one (``_has``)."""

    params: tuple[int, ...]
    types: tuple[int, ...]
    node: "Node"


@dataclass(frozen=True, slots=True)
class Named:
    """The resource names, by canonical, a resource that meets the node (a chain).

    Attributes:
        params: numbers of the reference parameters that hold the canonical.
        url: number of the ``url`` parameter of the resource that is meant.
        version: number of its ``version`` parameter; 0 when it has none.
    """

    params: tuple[int, ...]
    url: int
    version: int
    node: "Node"


@dataclass(frozen=True, slots=True)
class NamedBack:
    """A resource that meets the node names this one by its canonical (``_has``); the attributes are a Named's."""

    params: tuple[int, ...]
    url: int
    version: int
    node: "Node"


Node = Rows | Slots | Ids | Updated | InValueSet | Not | Every | Either | Link | Back | Named | NamedBack


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort key.

    Attributes:
        name: ``_id``, ``_lastUpdated`` or the search parameter's code.
        table: where the values stand; ``None`` for ``_id`` and ``_lastUpdated``.
        params: under which numbers.
    """

    name: str
    descending: bool
    table: Table | None = None
    params: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Include:
    """One ``_include`` or ``_revinclude``.

    Attributes:
        params: numbers of the reference parameters on the source's side.
        source: type number of the resources that refer; 0 for any.
        target: type number of the resources referred to; 0 for any.
        reverse: whether it is a ``_revinclude``.
        iterate: whether it is applied to what was included as well.
    """

    params: tuple[int, ...]
    source: int
    target: int
    reverse: bool
    iterate: bool


class Total(StrEnum):
    """Whether the number of matches is told."""

    KNOWN = "known"
    """Only where it is known without counting."""
    NONE = "none"
    ACCURATE = "accurate"


class Summary(StrEnum):
    """Which part of each resource is shown."""

    FALSE = "false"
    TRUE = "true"
    TEXT = "text"
    DATA = "data"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after a row, in the order that the first page was read in.

    Attributes:
        plan: how the first page was read (``sql/planning.py``).
        values: sort values of the last row seen, then its key or id.
    """

    plan: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A search that was understood.

    Attributes:
        types: resource types searched; empty for all.
        numbers: their type numbers.
        nodes: all of them must be met.
        count: matches on a page; 0 to count only.
        pairs: what was understood, in its order, without the place.
        warnings: what was not understood and passed over.
        is_private: whether a value must not stand in a link (identifiers that came by POST).
        scope: what the pairs were sent to, so that a cursor is good for one search only.
        place: where the page begins; ``None`` for the first.
    """

    types: tuple[str, ...]
    numbers: tuple[int, ...]
    nodes: tuple[Node, ...] = ()
    sorts: tuple[Sort, ...] = ()
    includes: tuple[Include, ...] = ()
    count: int = 20
    total: Total = Total.KNOWN
    summary: Summary = Summary.FALSE
    elements: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Issue, ...] = ()
    is_private: bool = False
    scope: str = ""
    place: Place | None = None

    def at(self, place: Place) -> "Query":
        """Return the query of the page that begins at a place."""
        return replace(self, place=place)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search.

    Attributes:
        matches: in their order.
        includes: what was included, each once, none that is a match on this page.
        total: number of matches in all; ``None`` when it was not counted.
        next: where the next page begins; ``None`` on the last.
        notes: what the reader should know: parameters passed over, includes cut.
    """

    query: Query
    matches: tuple[Stored, ...]
    includes: tuple[Stored, ...] = ()
    total: int | None = None
    next: Place | None = None
    notes: tuple[Issue, ...] = field(default=())
