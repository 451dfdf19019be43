"""``_include`` and ``_revinclude`` of a page's matches (https://hl7.org/fhir/R4/search.html#include).

One SELECT per include and round; ``:iterate`` goes on with what came in, until nothing new comes or a bound is reached.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from samspill.fhir.definitions.api import type_named, type_number
from samspill.fhir.outcomes import Issue
from samspill.fhir.search import canonicals
from samspill.fhir.search.contracts import Include, Query, Table
from samspill.fhir.search.rows import stored
from samspill.fhir.search.sql.reading import RESOURCE
from samspill.fhir.search.sql.writing import Writer
from samspill.fhir.store.contracts import Snapshot, Stored

INCLUDES_MAX = 1000
"""Resources included on one page."""
ROUNDS_MAX = 10
"""How many steps ``:iterate`` goes."""


def includes(
    snapshot: Snapshot, query: Query, matches: Sequence[Stored]
) -> tuple[tuple[Stored, ...], tuple[Issue, ...]]:
    """Return what is included, each once and no match again, and what to say of it."""
    seen = {each.key for each in matches}
    found: list[Stored] = []
    fresh: Sequence[Stored] = matches
    asked = query.includes
    for _ in range(ROUNDS_MAX):
        came: list[Stored] = []
        for include in asked:
            for each in _included(snapshot, include, fresh):
                if each.key not in seen:
                    seen.add(each.key)
                    came.append(each)
        if len(found) + len(came) > INCLUDES_MAX:
            found += came[: INCLUDES_MAX - len(found)]
            return tuple(found), (_cut(f"more than {INCLUDES_MAX} resources are referred to"),)
        found += came
        fresh = came
        asked = tuple(each for each in query.includes if each.iterate)
        if not fresh or not asked:
            return tuple(found), ()
    return tuple(found), (_cut(f"the references go on for more than {ROUNDS_MAX} steps"),)


def _cut(why: str) -> Issue:
    return Issue(
        "warning", "incomplete", f"Not everything was included: {why}. Ask for fewer matches a page, or fewer includes."
    )


def _included(snapshot: Snapshot, include: Include, sources: Sequence[Stored]) -> Iterable[Stored]:
    side = include.target if include.reverse else include.source
    wanted = [each for each in sources if not side or each.resource_type == type_named(side)]
    if not wanted:
        return ()
    writer = Writer(snapshot.dialect)
    sql = (_referring if include.reverse else _referred)(include, wanted, writer)
    return [*stored(snapshot.select(sql, writer.values)), *canonicals.included(snapshot, include, wanted)]


def _padded(values: list[Any]) -> tuple[Any, ...]:
    """Repeat the last value up to a power of two, so that there are few different texts of SQL."""
    size = 1 << (len(values) - 1).bit_length()
    return (*values, *[values[-1]] * (size - len(values)))


def _referred(include: Include, sources: Sequence[Stored], writer: Writer) -> str:
    """Go from the sources' keys to their references, and to the targets by type and id."""
    target = f" AND x.type = {include.target:d}" if include.target else " AND x.type > 0"
    inner = (
        f"SELECT DISTINCT x.type, x.target FROM {writer.by_key(Table.REFERENCE, 'x')} "
        f"WHERE {writer.put_all(_padded([each.key for each in sources]), 'x.key')} "
        f"AND {writer.number(include.params, 'x.param')}{target}"
    )
    return (
        f"SELECT {RESOURCE} FROM ({inner}) AS c CROSS JOIN {writer.resource('r', 'resource_by_id')} "
        f"WHERE r.type = c.type AND r.id = c.target AND r.method < 3 LIMIT {INCLUDES_MAX + 1}"
    )


def _referring(include: Include, sources: Sequence[Stored], writer: Writer) -> str:
    """Go from the sources' types and ids to what refers to them."""
    by_type: dict[str, list[str]] = {}
    for each in sources:
        by_type.setdefault(each.resource_type, []).append(each.id)
    selects = []
    for name, ids in by_type.items():
        select = f"SELECT x.key FROM {writer.by_value(Table.REFERENCE, 'x')} "
        select += f"WHERE {writer.number(include.params, 'x.param')} AND x.type = {type_number(name):d} "
        selects.append(f"{select}AND {writer.put_all(_padded(ids), 'x.target')}")
    return (
        f"SELECT {RESOURCE} FROM ({' UNION '.join(selects)}) AS c CROSS JOIN {writer.resource('r')} "
        f"WHERE r.key = c.key ORDER BY r.key LIMIT {INCLUDES_MAX + 1}"
    )
