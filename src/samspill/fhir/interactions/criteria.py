"""Search criteria that decide which resource a conditional interaction means."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from samspill.fhir.interactions.asking import Ask, check_text
from samspill.fhir.interactions.searching import check_allowed
from samspill.fhir.outcomes import refusal
from samspill.fhir.search import api as search
from samspill.fhir.search.contracts import Query
from samspill.fhir.store.contracts import Snapshot

_PASSED_OVER = frozenset({"_format", "_pretty", "_summary", "_elements"})
_FIELDS_MAX = 200


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search that names resources of one type.

    Attributes:
        pairs: decoded query pairs.
        query: the search they mean.
    """

    resource_type: str
    pairs: tuple[tuple[str, str], ...]
    query: Query

    def find(self, view: Snapshot, most: int = 2) -> tuple[str, ...]:
        """Return the ids of matching resources, at most so many, in alphabetical order."""
        return tuple(sorted(found.id for found in search.find(view, self.query, most=most)))


def of_header(ask: Ask, header: str) -> Criteria:
    """Read the criteria of If-None-Exist: a query string, with or without ``Type?`` before it."""
    _, mark, query = header.partition("?")
    return made(ask, ask.route.resource_type, parse(query if mark else header), "If-None-Exist", is_address=False)


def of_query(ask: Ask) -> Criteria:
    """Read the criteria of a conditional update, patch or delete from the address."""
    pairs = ask.call.query
    return made(ask, ask.route.resource_type, pairs, "the address", is_address=not ask.is_entry)


def parse(query: str) -> tuple[tuple[str, str], ...]:
    """Decode a query string, empty values kept.

    Raises:
        Refusal: 400 when it has too many parameters, or is not UTF-8.
    """
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX))
    except UnicodeDecodeError as error:
        raise refusal(400, "value", "The criteria are not UTF-8 in percent encoding.") from error
    except ValueError as error:
        text = f"The criteria have too many parameters; at most {_FIELDS_MAX} are read."
        raise refusal(400, "too-costly", text) from error


def made(ask: Ask, resource_type: str, pairs: tuple[tuple[str, str], ...], where: str, *, is_address: bool) -> Criteria:
    """Make criteria.

    Args:
        ask: the call they belong to.
        resource_type: what is searched.
        pairs: decoded query pairs.
        where: where they stand, for the refusal.
        is_address: whether they stand in a URL, where no national number may.

    Raises:
        Refusal: 400 when they are empty or not understood whole, 403 when the caller may not search the type.
    """
    ask.demand("s", resource_type)
    kept = tuple(pair for pair in pairs if pair[0] not in _PASSED_OVER)
    if not kept:
        text = f"There are no search criteria in {where}: without an id, say which {resource_type} is meant."
        raise refusal(400, "required", text)
    check_text(kept)
    query = search.parse(
        (resource_type,), kept, strict=True, by_post=not is_address, base=ask.call.base, at=ask.room.clock()
    )
    check_allowed(ask, query)
    return Criteria(resource_type, kept, query)


def one_of(found: tuple[str, ...], resource_type: str) -> str:
    """Return the one id that matched, empty when none did.

    Raises:
        Refusal: 412 when several did.
    """
    if len(found) > 1:
        text = f"The criteria match more than one {resource_type}: add criteria until one is left."
        raise refusal(412, "multiple-matches", text)
    return found[0] if found else ""
