"""What the reader writes -> a search as it is sent, and the same search as a command; pure."""

from dataclasses import dataclass, replace
from shlex import quote
from urllib.parse import parse_qsl, quote_plus

from samspill.kernel.national_numbers import holds_national_number

Pair = tuple[str, str]
PAIRS_MAX = 200
COVER = "FØDSELSNUMMER"
AUTHORIZATION = "\"Authorization: Bearer $(samspill token --scope 'system/*.rs')\""


class LineRefused(Exception):
    """The line is not a search that this page sends."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search.

    Attributes:
        path: segments below the FHIR base: nothing, a type, or a compartment.
        pairs: decoded names and values, in their order.
        by_post: whether the pairs go in a body, where what names a person may stand.
    """

    path: tuple[str, ...]
    pairs: tuple[Pair, ...]
    by_post: bool = False

    @property
    def types(self) -> str:
        """The resource type that is searched; empty for all."""
        return self.path[-1] if self.path and self.path[-1] != "*" else ""


def read_line(line: str, *, prefix: str) -> Search:
    """Read a line such as ``Observation?code=85354-9&_count=5``; a whole address below the FHIR base will do too.

    Raises:
        LineRefused: it holds something else than a search.
    """
    head, mark, query = line.strip().partition("?")
    if not mark and "=" in head:
        head, query = "", head
    segments = tuple(part for part in _below_base(head, prefix).split("/") if part)
    if segments[-1:] == ("_search",):
        segments = segments[:-1]
    if len(segments) not in (0, 1, 3) or any(part[0] in "$_." or part == "metadata" for part in segments):
        raise LineRefused
    return Search(segments, _pairs(query))


def _pairs(query: str) -> tuple[Pair, ...]:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, max_num_fields=PAIRS_MAX, errors="strict"))
    except ValueError as error:
        raise LineRefused from error


def _below_base(head: str, prefix: str) -> str:
    """Leave out scheme, host and the FHIR base of an address."""
    below = head.partition("://")[2].partition("/")[2] if "://" in head else head.removeprefix("/")
    base = prefix.strip("/")
    return below.removeprefix(base).removeprefix("/") if below == base or below.startswith(f"{base}/") else below


def holds_national(search: Search) -> bool:
    """Answer whether a search holds a national number, which may not stand in an address."""
    return any(holds_national_number(part) for _, value in search.pairs for part in value.split(","))


def joined(line: Search, resource_type: str, rows: tuple[Pair, ...], *, only_count: bool) -> Search:
    """Put line, type, rows and the wish to count together; with rows it is sent by POST."""
    path = line.path or ((resource_type,) if resource_type else ())
    pairs = (*line.pairs, *rows)
    if only_count:
        pairs = (*(pair for pair in pairs if pair[0] != "_summary"), ("_summary", "count"))
    return Search(path, pairs, by_post=bool(rows))


def next_page(search: Search, query: str) -> Search:
    """Return the search of a next link, which says all of it.

    Raises:
        LineRefused: it is not one that a page holds.
    """
    return replace(search, pairs=_pairs(query))


def as_curl(search: Search, base: str) -> str:
    """Return the same search as a command; national numbers are covered, for commands are remembered too."""
    address = "/".join((base, *search.path))
    pairs = [(name, _covered(value)) for name, value in search.pairs]
    if search.by_post:
        lines = [f"curl -H {AUTHORIZATION}", *(f"--data-urlencode {quote(f'{name}={value}')}" for name, value in pairs)]
        return " \\\n  ".join((*lines, quote(f"{address}/_search")))
    query = "&".join(f"{quote_plus(name, safe=':')}={quote_plus(value, safe='/:,|')}" for name, value in pairs)
    return f"curl -H {AUTHORIZATION} \\\n  {quote(f'{address}?{query}' if query else address)}"


def _covered(value: str) -> str:
    if not holds_national_number(value):
        return value
    system, bar, _ = value.rpartition("|")
    return f"{system}{bar}{COVER}"
