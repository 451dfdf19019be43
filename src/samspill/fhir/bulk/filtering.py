"""``_typeFilter``: searches that decide which resources of a type are exported.

Source: https://hl7.org/fhir/uv/bulkdata/STU2/export.html#_typefilter-query-parameter. A value is searches such as
``Observation?category=laboratory`` with commas between; a comma inside a search is percent-encoded once more.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from samspill.fhir.definitions.api import resource_types
from samspill.fhir.interactions.asking import check_text
from samspill.fhir.interactions.criteria import parse
from samspill.fhir.outcomes import refusal
from samspill.fhir.search import api as search
from samspill.fhir.search.contracts import Either, Ids, Node, Not, Rows, Slots, Updated
from samspill.fhir.store.contracts import Method, Snapshot

Pairs = tuple[tuple[str, str], ...]
"""The criteria of one filter, decoded; all of them must be met."""

Filters = dict[str, tuple[Pairs, ...]]
"""Resource type -> its filters; one of them must be met. A type that is not here is exported whole."""

FILTERS_MAX = 50
IDS_AT_ONCE = 500
_DELETED = int(Method.DELETE)


def filters_in(value: str, *, base: str, by_post: bool, is_lenient: bool) -> Iterator[tuple[str, Pairs]]:
    """Read one ``_typeFilter``.

    Args:
        value: decoded once.
        base: absolute address of the FHIR base.
        by_post: whether it came in a body, where identifiers of persons may stand.
        is_lenient: whether types and parameters that are not known are passed over.

    Yields:
        The type and the criteria of each filter.

    Raises:
        Refusal: 400 for what is not known or not supported in a filter.
    """
    for text in filter(None, value.split(",")):
        resource_type, _, query = text.partition("?")
        if resource_type in resource_types():
            pairs = parse(query)
            check_text(pairs)
            yield resource_type, _understood(resource_type, pairs, base, by_post=by_post, is_lenient=is_lenient)
        elif not is_lenient:
            said = "A _typeFilter begins with an R4 type: Observation?code=8867-4. A comma inside it is written %252C."
            raise refusal(400, "value", said)


def _understood(resource_type: str, pairs: Pairs, base: str, *, by_post: bool, is_lenient: bool) -> Pairs:
    if not pairs:
        raise refusal(400, "value", f"The _typeFilter of {resource_type} has no criteria.")
    query = search.parse((resource_type,), pairs, strict=not is_lenient, by_post=by_post, base=base)
    # What sorts, includes or shapes a search gives a pair but no criterion.
    if len(query.nodes) != len(query.pairs) or not all(map(_is_plain, query.nodes)):
        said = "A _typeFilter is made of search parameters of its own type: no chains, _has, _list, value sets, "
        raise refusal(400, "not-supported", f"{said}includes, sorting or other parameters of the result.")
    return query.pairs


def _is_plain(node: Node) -> bool:
    if isinstance(node, Not):
        return _is_plain(node.node)
    if isinstance(node, Either):
        return all(map(_is_plain, node.nodes))
    return isinstance(node, Rows | Ids | Updated | Slots)


def matching(
    snapshot: Snapshot, resource_type: str, rows: list[tuple[Any, ...]], filters: Sequence[Pairs], *, base: str, at: int
) -> list[tuple[Any, ...]]:
    """Keep the current rows (sequence, key, method, id, body) that meet a filter; deletes are kept, as none meets one.

    Args:
        snapshot: the view that the rows were read in.
        resource_type: the type of them all.
        rows: resources as they are now.
        filters: one of them must be met.
        base: absolute address of the FHIR base.
        at: the moment of the export, microseconds since 1970 UTC.
    """
    waiting = [row[3] for row in rows if row[2] != _DELETED]
    met: set[str] = set()
    for pairs in filters:
        for start in range(0, len(waiting), IDS_AT_ONCE):
            some = waiting[start : start + IDS_AT_ONCE]
            asked = (*pairs, ("_id", ",".join(some)))
            query = search.parse((resource_type,), asked, strict=True, by_post=True, base=base, at=at)
            met.update(found.id for found in search.find(snapshot, query, most=len(some)))
        waiting = [logical_id for logical_id in waiting if logical_id not in met]
    return [row for row in rows if row[2] == _DELETED or row[3] in met]
