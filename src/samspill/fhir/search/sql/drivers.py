"""A node as a source of candidates: the keys of all resources that meet it, sought in an index of values.

``rank`` says how few they are likely to be: a person's own resources, one identifier or one id are few whatever the
store holds (``SURE``); the others are counted before they are chosen (``planning.py``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.search.contracts import (
    Back,
    DateTest,
    Either,
    Every,
    Ids,
    Link,
    Named,
    NamedBack,
    Node,
    Prefix,
    QuantityTest,
    ReferenceTest,
    Rows,
    Slots,
    StringTest,
    Table,
    TokenTest,
    Updated,
)
from samspill.fhir.search.sql.arms import arms
from samspill.fhir.search.sql.conditions import condition, names_version, updated_tests
from samspill.fhir.search.sql.writing import Writer

ARMS_MAX = 20
"""Selects in one driver, each of them planned."""
SURE = 10
"""Ranks up to this need no counting."""
NEVER = 1000
FEW_TYPES = frozenset(
    definitions.type_number(each) for each in ("Patient", "Encounter", "RelatedPerson", "EpisodeOfCare", "Group")
)
"""Types of which one resource is referred to by few others."""


def rank(node: Node) -> int:
    """Return how good a driver the node is, the lowest best; ``NEVER`` when it cannot be one."""
    return RANKS[type(node)](node) if type(node) in RANKS else NEVER


def _rank_rows(node: Rows) -> int:
    if not node.tests or len(node.tests) * len(node.params) > ARMS_MAX * 100:
        return NEVER
    found = arms(node.tests)
    if len(found) > ARMS_MAX or not all(arm.sought for arm in found):
        return NEVER
    return max(_rank_test(node, test) for test in node.tests)


def _rank_test(node: Rows, test: Any) -> int:
    match test:
        case TokenTest():
            return 2 if node.is_identifier else 40 if node.table is Table.TOKEN else 50
        case ReferenceTest():
            return 3 if set(test.types) & FEW_TYPES or 0 in test.types else 20
        case StringTest():
            return 30
        case DateTest():
            return 45 if test.prefix in (Prefix.EQ, Prefix.AP) else 60
        case QuantityTest():
            return 55
    return 50


def _rank_either(node: Either) -> int:
    found = [rank(each) for each in node.nodes]
    return max(found) if len(found) <= ARMS_MAX else NEVER


RANKS: dict[type, Callable[[Any], int]] = {
    Ids: lambda _: 0,
    Rows: _rank_rows,
    Slots: lambda node: 1 + min(_rank_rows(part) for part in node.parts) if len(node.parts) > 0 else NEVER,
    Every: lambda node: 1 + min(map(rank, node.nodes)),
    Either: _rank_either,
    Link: lambda node: min(NEVER, 5 + rank(node.node)),
    Back: lambda node: min(NEVER, 5 + rank(node.node)),
    Named: lambda node: min(NEVER, 5 + rank(node.node)),
    NamedBack: lambda node: min(NEVER, 5 + rank(node.node)),
    Updated: lambda node: NEVER if any(test.prefix is Prefix.NE for test in node.tests) else 58,
}


def is_ordered(node: Node) -> bool:
    """Answer whether the driver's keys come in order straight from the index."""
    match node:
        case Slots():
            return is_ordered(min(node.parts, key=rank))
        case Every():
            return is_ordered(min(node.nodes, key=rank))
    if not isinstance(node, Rows) or len(node.params) != 1 or not node.tests:
        return False
    found = arms(node.tests)
    return len(found) == 1 and found[0].exact


def best(nodes: Sequence[Node]) -> int:
    """Return the place of the best driver among nodes that must all be met; -1 when none can be."""
    ranks = [rank(node) for node in nodes]
    lowest = min(ranks, default=NEVER)
    return ranks.index(lowest) if lowest < NEVER else -1


@dataclass(frozen=True, slots=True)
class Also:
    """What candidates must meet beside the driver.

    Attributes:
        nodes: further nodes.
        after: only keys above this one; the cursor of a page in the order of keys.
        within: whether only keys in the writer's ranges count.
    """

    nodes: tuple[Node, ...] = ()
    after: int | None = None
    within: bool = False

    def write(self, key: str, writer: Writer) -> str:
        """Return the conditions, each with AND before it."""
        text = f" AND {key} > {writer.put(self.after)}" if self.after is not None else ""
        if self.within:
            text += writer.within(key)
        return text + "".join(f" AND {condition(each, key, writer)}" for each in self.nodes)


NOTHING_MORE = Also()


def keys(node: Node, writer: Writer, also: Also = NOTHING_MORE) -> str:
    """Return a SELECT of the distinct keys of resources that meet a node with a rank below ``NEVER``, and more."""
    return KEYS[type(node)](node, writer, also)


def sample(node: Node, writer: Writer, most: int) -> str:
    """Return a SELECT of at most so many rows: about how many candidates the node would give, if they are few.

    Only what is sought first is looked at: the best part of a composite, the far end of a chain.
    """
    match node:
        case Slots():
            return sample(min(node.parts, key=rank), writer, most)
        case Every():
            return sample(min(node.nodes, key=rank), writer, most)
        case Link() | Back() | Named() | NamedBack():
            return sample(node.node, writer, most)
        case Rows() if len(found := arms(node.tests)) == 1:
            alias = writer.alias()
            return (
                f"SELECT 1 FROM {writer.by_value(node.table, alias, found[0].index)} "
                f"WHERE {writer.number(node.params, f'{alias}.param')} AND {found[0].write(alias, writer)} "
                f"LIMIT {writer.put(most)}"
            )
    return f"SELECT 1 FROM ({keys(node, writer)}) AS {writer.alias()} LIMIT {writer.put(most)}"


def _rows(node: Rows, writer: Writer, also: Also) -> str:
    found = arms(node.tests)
    distinct = "DISTINCT " if len(found) == 1 else ""
    selects = []
    for arm in found:
        alias = writer.alias()
        selects.append(
            f"SELECT {distinct}{alias}.key FROM {writer.by_value(node.table, alias, arm.index)} "
            f"WHERE {writer.number(node.params, f'{alias}.param')} AND {arm.write(alias, writer)}"
            f"{also.write(f'{alias}.key', writer)}"
        )
    return " UNION ".join(selects)


def _slots(node: Slots, writer: Writer, also: Also) -> str:
    return _rows(min(node.parts, key=rank), writer, replace(also, nodes=(node, *also.nodes)))


def _every(node: Every, writer: Writer, also: Also) -> str:
    driver = best(node.nodes)
    others = (*node.nodes[:driver], *node.nodes[driver + 1 :], *also.nodes)
    return keys(node.nodes[driver], writer, replace(also, nodes=others))


def _either(node: Either, writer: Writer, also: Also) -> str:
    return " UNION ".join(f"SELECT key FROM ({keys(each, writer, also)}) AS {writer.alias()}" for each in node.nodes)


def _ids(node: Ids, writer: Writer, also: Also) -> str:
    alias = writer.alias()
    return (
        f"SELECT {alias}.key FROM {writer.resource(alias, 'resource_by_id')} "
        f"WHERE {writer.number(node.types, f'{alias}.type')} AND {writer.put_all(node.ids, f'{alias}.id')} "
        f"AND {alias}.method < 3{also.write(f'{alias}.key', writer)}"
    )


def _updated(node: Updated, writer: Writer, also: Also) -> str:
    alias = writer.alias()
    return (
        f"SELECT {alias}.key FROM {writer.resource(alias, 'resource_by_time')} "
        f"WHERE {writer.number(node.types, f'{alias}.type')} AND {updated_tests(node.tests, alias, writer)} "
        f"AND {alias}.method < 3{also.write(f'{alias}.key', writer)}"
    )


def _keys_elsewhere(node: Node, writer: Writer) -> str:
    with writer.elsewhere():
        return keys(node, writer)


def _link(node: Link, writer: Writer, also: Also) -> str:
    """Find the targets first, then what refers to them."""
    inner, target, source = writer.alias(), writer.alias(), writer.alias()
    return (
        f"SELECT DISTINCT {source}.key FROM ({_keys_elsewhere(node.node, writer)}) AS {inner} "
        f"CROSS JOIN {writer.resource(target)} CROSS JOIN {writer.by_value(Table.REFERENCE, source)} "
        f"WHERE {target}.key = {inner}.key AND {target}.type = {node.type:d} "
        f"AND {writer.number(node.params, f'{source}.param')} AND {source}.type = {node.type:d} "
        f"AND {source}.target = {target}.id{also.write(f'{source}.key', writer)}"
    )


def _back(node: Back, writer: Writer, also: Also) -> str:
    """Find what refers first, then where it leads."""
    inner, source, own = writer.alias(), writer.alias(), writer.alias()
    return (
        f"SELECT DISTINCT {own}.key FROM ({_keys_elsewhere(node.node, writer)}) AS {inner} "
        f"CROSS JOIN {writer.by_key(Table.REFERENCE, source)} CROSS JOIN {writer.resource(own, 'resource_by_id')} "
        f"WHERE {source}.key = {inner}.key AND {writer.number(node.params, f'{source}.param')} "
        f"AND {writer.number(node.types, f'{source}.type')} AND {own}.type = {source}.type "
        f"AND {own}.id = {source}.target AND {own}.method < 3{also.write(f'{own}.key', writer)}"
    )


def _named(node: Named, writer: Writer, also: Also) -> str:
    """Find what is meant first, then what names its url."""
    inner, target, source = writer.alias(), writer.alias(), writer.alias()
    return (
        f"SELECT DISTINCT {source}.key FROM ({_keys_elsewhere(node.node, writer)}) AS {inner} "
        f"CROSS JOIN {writer.by_key(Table.TOKEN, target)} CROSS JOIN {writer.by_value(Table.REFERENCE, source)} "
        f"WHERE {target}.key = {inner}.key AND {target}.param = {node.url:d} "
        f"AND {writer.number(node.params, f'{source}.param')} AND {source}.type = 0 "
        f"AND {source}.target = {target}.code AND {names_version(node, source, target, writer)}"
        f"{also.write(f'{source}.key', writer)}"
    )


def _named_back(node: NamedBack, writer: Writer, also: Also) -> str:
    """Find what names first, then what has that url."""
    inner, source, own = writer.alias(), writer.alias(), writer.alias()
    return (
        f"SELECT DISTINCT {own}.key FROM ({_keys_elsewhere(node.node, writer)}) AS {inner} "
        f"CROSS JOIN {writer.by_key(Table.REFERENCE, source)} CROSS JOIN {writer.by_value(Table.TOKEN, own)} "
        f"WHERE {source}.key = {inner}.key AND {writer.number(node.params, f'{source}.param')} "
        f"AND {source}.type = 0 AND {own}.param = {node.url:d} AND {own}.code = {source}.target "
        f"AND {own}.system = 0 AND {names_version(node, source, own, writer)}{also.write(f'{own}.key', writer)}"
    )


KEYS: dict[type, Callable[[Any, Writer, Also], str]] = {
    Rows: _rows,
    Slots: _slots,
    Every: _every,
    Either: _either,
    Ids: _ids,
    Updated: _updated,
    Link: _link,
    Back: _back,
    Named: _named,
    NamedBack: _named_back,
}
