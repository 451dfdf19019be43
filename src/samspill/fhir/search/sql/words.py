"""The words that a searched beginning begins: a name that thousands have is walked word by word, in the order of keys.

``family=berg`` means every name that begins so. Read as one range of the index, all their bearers must be read and
sorted before the first page is known, ever more as the store grows. Of one word the keys come in order: a page is full
after as many steps as in a small store.
"""

from dataclasses import replace
from functools import cache

from samspill.fhir.search.contracts import Match, Node, Query, Rows, StringTest, Table
from samspill.fhir.search.sql.arms import LAST
from samspill.fhir.search.sql.writing import Writer
from samspill.fhir.store.contracts import Dialect, Snapshot

WORDS_MAX = 8
"""Words that are walked beside each other; a beginning of more than these is read as a range."""


def has_words(node: Node) -> bool:
    """Answer whether a node asks for one beginning of one parameter."""
    return (
        isinstance(node, Rows)
        and node.table is Table.STRING
        and len(node.params) == len(node.tests) == 1
        and isinstance(node.tests[0], StringTest)
        and node.tests[0].match is Match.STARTS
    )


def spelled(snapshot: Snapshot, query: Query, place: int) -> Query | None:
    """Return the query with a node's beginning replaced by the words it begins; ``None`` when those are too many.

    The snapshot is held from now on: a word that comes between two queries would be passed over.
    """
    node = query.nodes[place]
    if not isinstance(node, Rows) or not isinstance(test := node.tests[0], StringTest):
        return None
    snapshot.hold()
    param, text = node.params[0], test.text
    rows = snapshot.select(_asked(snapshot.dialect), (param, text, text + LAST, param, text + LAST))
    if len(rows) > WORDS_MAX:
        return None
    tests = tuple(StringTest(Match.WHOLE, word) for (word,) in rows) or (test,)
    nodes = (*query.nodes[:place], replace(node, tests=tests), *query.nodes[place + 1 :])
    return replace(query, nodes=nodes)


@cache
def _asked(dialect: Dialect) -> str:
    words = Writer(dialect).by_value(Table.STRING, "t")
    least = f"(SELECT min(t.folded) FROM {words} WHERE t.param = ?"
    return (
        f"WITH RECURSIVE w(word) AS (SELECT {least} AND t.folded >= ? AND t.folded < ?) "
        f"UNION ALL SELECT {least} AND t.folded > w.word AND t.folded < ?) FROM w WHERE w.word IS NOT NULL) "
        f"SELECT word FROM w WHERE word IS NOT NULL LIMIT {WORDS_MAX + 1:d}"
    )
