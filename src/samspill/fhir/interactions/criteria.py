"""Search criteria that decide which resource a conditional interaction means."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from samspill.fhir.interactions.asking import Ask
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot

_RESULT_PARAMETERS = frozenset({"_format", "_pretty", "_summary", "_elements"})


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search that names resources of one type.

    Attributes:
        pairs: decoded query pairs.
    """

    resource_type: str
    pairs: tuple[tuple[str, str], ...]

    def find(self, view: Snapshot, most: int = 2) -> tuple[str, ...]:
        """Return the ids of matching resources, at most so many, in a stable order."""
        from samspill.fhir.search import api as search  # noqa: PLC0415  (until the door is there)

        query = search.parse(self.resource_type, self.pairs, strict=True)
        return tuple(search.find(view, query, most))


def of_header(ask: Ask, header: str) -> Criteria:
    """Read the criteria of If-None-Exist: a query string, with or without ``Type?`` before it."""
    _, mark, query = header.partition("?")
    return made(ask, ask.route.resource_type, parse(query if mark else header), "If-None-Exist")


def of_query(ask: Ask) -> Criteria:
    """Read the criteria of a conditional update, patch or delete from the address."""
    return made(ask, ask.route.resource_type, ask.call.query, "the address")


def parse(query: str) -> tuple[tuple[str, str], ...]:
    """Decode a query string, empty values kept."""
    return tuple(parse_qsl(query, keep_blank_values=True, max_num_fields=200))


def made(ask: Ask, resource_type: str, pairs: tuple[tuple[str, str], ...], where: str) -> Criteria:
    """Make criteria, refused when they are empty (400) or the caller may not search the type (403)."""
    ask.demand("s", resource_type)
    kept = tuple(pair for pair in pairs if pair[0] not in _RESULT_PARAMETERS)
    if not kept:
        text = f"There are no search criteria in {where}: without an id, say which {resource_type} is meant."
        raise refusal(400, "required", text)
    return Criteria(resource_type, kept)


def one_of(found: tuple[str, ...], resource_type: str) -> str:
    """Return the one id that matched, empty when none did.

    Raises:
        Refusal: 412 when several did.
    """
    if len(found) > 1:
        text = f"The criteria match more than one {resource_type}: add criteria until one is left."
        raise refusal(412, "multiple-matches", text)
    return found[0] if found else ""
