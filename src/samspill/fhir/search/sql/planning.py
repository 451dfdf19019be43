"""How a search is read: which node drives it, or which index is walked in the order asked for.

A plan is a short word, kept in the place of the next page, so that all pages are read in one order:
``d0`` drive by node 0; ``v0`` by the words that node 0's beginning begins; ``a`` all resources of the types; ``i`` walk
by id, ``k`` by key; ``s`` walk the first sort's index, ``m`` then those without a value in it; ``w0`` walk the dates
that meet node 0, the latest first.
"""

from functools import partial

from samspill.fhir.search.contracts import DateTest, Node, Prefix, Query, Rows, Sort, Table
from samspill.fhir.search.counts import Counts
from samspill.fhir.search.sql import drivers, words
from samspill.fhir.search.sql.writing import Writer
from samspill.fhir.store.contracts import Snapshot

MANY = 2000
"""Candidates from which on a lone node does not drive, if there is another way: reading and sorting them costs 4 ms."""
MANY_TO_TEST = 10_000
"""The same where other nodes must be met too: walking past what does not meet them may be long, this is bounded."""
COUNTED_MAX = 6
"""Drivers that are counted, the most promising first."""
FEW = 200
"""Candidates that are few enough not to look for a better driver."""

ALL, BY_ID, BY_KEY, SORTED, MISSING, DATED, WORDS = "a", "i", "k", "s", "m", "w", "v"

UNTIL = frozenset({Prefix.LT, Prefix.LE, Prefix.EQ, Prefix.AP})
SINCE = frozenset({Prefix.GT, Prefix.GE, Prefix.SA})


def choose(snapshot: Snapshot, query: Query, counts: Counts) -> str:
    """Return the plan of the first page."""
    ranks = [drivers.rank(node) for node in query.nodes]
    usable = sorted((each, place) for place, each in enumerate(ranks) if each < drivers.NEVER)
    if usable and (usable[0][0] <= drivers.SURE or (len(usable) == 1 and _streams(query, usable[0][1]))):
        return f"d{usable[0][1]}"
    places = [place for _, place in usable]
    few, count = _fewest(snapshot, query, places, counts)
    if (spelled := _worded(snapshot, query, places if few < 0 else [few] if count > FEW else [])) >= 0:
        return f"{WORDS}{spelled}"
    return f"d{few}" if few >= 0 else _without(query, places)


def _worded(snapshot: Snapshot, query: Query, places: list[int]) -> int:
    """Return the first driver whose beginning has few enough words to walk them; -1 when there is none."""
    if query.sorts:
        return -1
    with_words = [place for place in places if words.has_words(query.nodes[place])]
    return next((place for place in with_words if words.spelled(snapshot, query, place)), -1)


def counting(snapshot: Snapshot, query: Query, counts: Counts) -> str:
    """Return the plan for counting all matches: the order does not matter."""
    ranks = [drivers.rank(node) for node in query.nodes]
    usable = sorted((each, place) for place, each in enumerate(ranks) if each < drivers.NEVER)
    if not usable:
        return ALL
    if len(usable) == 1 or usable[0][0] <= drivers.SURE:
        return f"d{usable[0][1]}"
    few, _ = _fewest(snapshot, query, [place for _, place in usable], counts)
    return f"d{few if few >= 0 else usable[0][1]}"


def driver(plan: str) -> int:
    """Return the place of the node that drives or is walked; -1 for a plan without."""
    return int(plan[1:]) if plan[1:] else -1


def _dates(query: Query, prefixes: frozenset[Prefix]) -> list[int]:
    """Return the places of the nodes that ask for one date, compared by one of the prefixes."""
    return [
        place
        for place, node in enumerate(query.nodes)
        if isinstance(node, Rows)
        and len(node.params) == len(node.tests) == 1
        and isinstance(node.tests[0], DateTest)
        and node.tests[0].prefix in prefixes
    ]


def is_walkable(sort: Sort, query: Query) -> bool:
    """Answer whether one index gives the resources in the order of the sort key."""
    if sort.table is None:
        return len(query.numbers) == 1
    if sort.table is Table.TOKEN and len(query.sorts) > 1:
        return False
    return sort.table in (Table.DATE, Table.STRING, Table.TOKEN) and len(sort.params) == 1


def _streams(query: Query, place: int) -> bool:
    return not query.sorts and drivers.is_ordered(query.nodes[place])


def _fewest(snapshot: Snapshot, query: Query, places: list[int], counts: Counts) -> tuple[int, int]:
    """Count each driver's candidates, as far as it matters; return the place of the fewest (-1: all have many)."""
    fewest, found = MANY if len(query.nodes) == 1 else MANY_TO_TEST, -1
    for place in places[:COUNTED_MAX]:
        node = query.nodes[place]
        count = counts.of(node, fewest, partial(_count, snapshot, node, fewest))
        if count < fewest:
            fewest, found = count, place
        if fewest <= FEW:
            break
    return found, fewest


def _count(snapshot: Snapshot, node: Node, most: int) -> int:
    writer = Writer(snapshot.dialect)
    sql = f"SELECT count(*) FROM ({drivers.sample(node, writer, most)}) AS n"
    return int(snapshot.select(sql, writer.values)[0][0])


def _without(query: Query, places: list[int]) -> str:
    """Return the plan when every driver has many candidates, or there is none."""
    if query.sorts:
        if is_walkable(query.sorts[0], query):
            return SORTED
        return f"d{places[0]}" if places else ALL
    streaming = [place for place in places if drivers.is_ordered(query.nodes[place])]
    until, since = _dates(query, UNTIL), _dates(query, SINCE)
    if until and (since or not streaming):
        return f"{DATED}{until[0]}"
    if since and not streaming:
        return f"{DATED}{since[0]}"
    if streaming:
        return f"d{streaming[0]}"
    return BY_ID if len(query.numbers) == 1 else BY_KEY
