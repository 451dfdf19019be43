"""A node as a condition on one resource, given its key: every table is read by that key."""

from collections.abc import Callable
from typing import Any

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
    Not,
    Prefix,
    Rows,
    Slots,
    Table,
    Updated,
)
from samspill.fhir.search.sql.arms import arms
from samspill.fhir.search.sql.writing import Writer

MILLISECOND = 1000
"""How long the moment lasts that ``resource.at`` means: it is shown to the millisecond."""


def condition(node: Node, key: str, writer: Writer) -> str:
    """Return the condition that the resource with the key meets the node."""
    return CONDITIONS[type(node)](node, key, writer)


def tests_of(rows: Rows, alias: str, writer: Writer) -> str:
    """Return the condition that a row has one of the numbers and meets one of the tests."""
    params = writer.number(rows.params, f"{alias}.param")
    if not rows.tests:
        return params
    parts = [arm.write(alias, writer) for arm in arms(rows.tests)]
    return f"{params} AND {writer.one_of(parts) if len(parts) > 1 else parts[0]}"


def _rows(node: Rows, key: str, writer: Writer) -> str:
    alias = writer.alias()
    return (
        f"EXISTS (SELECT 1 FROM {writer.by_key(node.table, alias)} "
        f"WHERE {writer.same_key(alias, key)} AND {tests_of(node, alias, writer)}{writer.apart})"
    )


def _slots(node: Slots, key: str, writer: Writer) -> str:
    """Join the parts' rows of the resource on their slot."""
    aliases = [writer.alias() for _ in node.parts]
    tables = " CROSS JOIN ".join(
        writer.by_key(part.table, alias) for part, alias in zip(node.parts, aliases, strict=True)
    )
    conditions = []
    for part, alias in zip(node.parts, aliases, strict=True):
        conditions.append(f"{writer.same_key(alias, key)} AND {tests_of(part, alias, writer)}")
        if alias != aliases[0]:
            conditions.append(f"{alias}.slot = {aliases[0]}.slot")
    return f"EXISTS (SELECT 1 FROM {tables} WHERE {' AND '.join(conditions)}{writer.apart})"


def _ids(node: Ids, key: str, writer: Writer) -> str:
    alias = writer.alias()
    return (
        f"EXISTS (SELECT 1 FROM {writer.resource(alias)} WHERE {writer.same_key(alias, key)} AND "
        f"{writer.number(node.types, f'{alias}.type')} AND {writer.put_all(node.ids, f'{alias}.id')}{writer.apart})"
    )


def _updated(node: Updated, key: str, writer: Writer) -> str:
    alias = writer.alias()
    return (
        f"EXISTS (SELECT 1 FROM {writer.resource(alias)} WHERE {writer.same_key(alias, key)} AND "
        f"{updated_tests(node.tests, alias, writer)}{writer.apart})"
    )


def updated_tests(tests: tuple[DateTest, ...], alias: str, writer: Writer) -> str:
    """Return the condition on the time a resource was last written: a range one millisecond long."""
    return writer.one_of([_updated_test(test, f"{alias}.at", writer) for test in tests])


def _updated_test(test: DateTest, at: str, writer: Writer) -> str:  # noqa: PLR0911  (one for each prefix)
    low, high = test.low, test.high
    match test.prefix:
        case Prefix.EQ:
            return f"({at} >= {writer.put(low)} AND {at} <= {writer.put(high - MILLISECOND)})"
        case Prefix.NE:
            return f"({at} < {writer.put(low)} OR {at} > {writer.put(high - MILLISECOND)})"
        case Prefix.GT:
            return f"{at} > {writer.put(high - MILLISECOND)}"
        case Prefix.LT:
            return f"{at} < {writer.put(low)}"
        case Prefix.GE:
            return f"{at} >= {writer.put(min(low, high - MILLISECOND + 1))}"
        case Prefix.LE:
            return f"{at} <= {writer.put(max(low - 1, high - MILLISECOND))}"
        case Prefix.SA:
            return f"{at} >= {writer.put(high)}"
        case Prefix.EB:
            return f"{at} <= {writer.put(low - MILLISECOND)}"
        case Prefix.AP:
            return f"({at} < {writer.put(high)} AND {at} > {writer.put(low - MILLISECOND)})"


def _not(node: Not, key: str, writer: Writer) -> str:
    return f"NOT ({condition(node.node, key, writer)})"


def _every(node: Every, key: str, writer: Writer) -> str:
    return f"({' AND '.join(condition(each, key, writer) for each in node.nodes)})"


def _either(node: Either, key: str, writer: Writer) -> str:
    return writer.one_of([condition(each, key, writer) for each in node.nodes])


def _link(node: Link, key: str, writer: Writer) -> str:
    """Go from the resource to its references, to the target by type and id, and ask the target."""
    source, target = writer.alias(), writer.alias()
    return (
        f"EXISTS (SELECT 1 FROM {writer.by_key(Table.REFERENCE, source)} "
        f"CROSS JOIN {writer.resource(target, 'resource_by_id')} "
        f"WHERE {writer.same_key(source, key)} AND {writer.number(node.params, f'{source}.param')} "
        f"AND {source}.type = {node.type:d} AND {target}.type = {node.type:d} "
        f"AND {target}.id = {source}.target AND {target}.method < 3 "
        f"AND {_elsewhere(node.node, f'{target}.key', writer)}{writer.apart})"
    )


def _back(node: Back, key: str, writer: Writer) -> str:
    """Go from the resource's type and id to what refers to it, and ask that."""
    own, source = writer.alias(), writer.alias()
    return (
        f"EXISTS (SELECT 1 FROM {writer.resource(own)} CROSS JOIN {writer.by_value(Table.REFERENCE, source)} "
        f"WHERE {writer.same_key(own, key)} AND {writer.number(node.types, f'{own}.type')} "
        f"AND {writer.number(node.params, f'{source}.param')} AND {source}.type = {own}.type "
        f"AND {source}.target = {own}.id AND {_elsewhere(node.node, f'{source}.key', writer)}{writer.apart})"
    )


def _named(node: Named, key: str, writer: Writer) -> str:
    """Go from the resource to its canonicals, to what has that url, and ask that."""
    source, target = writer.alias(), writer.alias()
    return (
        f"EXISTS (SELECT 1 FROM {writer.by_key(Table.REFERENCE, source)} "
        f"CROSS JOIN {writer.by_value(Table.TOKEN, target)} "
        f"WHERE {writer.same_key(source, key)} AND {writer.number(node.params, f'{source}.param')} "
        f"AND {source}.type = 0 AND {target}.param = {node.url:d} AND {target}.code = {source}.target "
        f"AND {target}.system = 0 AND {names_version(node, source, target, writer)} "
        f"AND {_elsewhere(node.node, f'{target}.key', writer)}{writer.apart})"
    )


def _named_back(node: NamedBack, key: str, writer: Writer) -> str:
    """Go from the resource's url to what names it, and ask that."""
    own, source = writer.alias(), writer.alias()
    return (
        f"EXISTS (SELECT 1 FROM {writer.by_key(Table.TOKEN, own)} "
        f"CROSS JOIN {writer.by_value(Table.REFERENCE, source)} "
        f"WHERE {writer.same_key(own, key)} AND {own}.param = {node.url:d} "
        f"AND {writer.number(node.params, f'{source}.param')} AND {source}.type = 0 AND {source}.target = {own}.code "
        f"AND {names_version(node, source, own, writer)} "
        f"AND {_elsewhere(node.node, f'{source}.key', writer)}{writer.apart})"
    )


def names_version(node: Named | NamedBack, source: str, target: str, writer: Writer) -> str:
    """Return the condition that a canonical names no version, or that of the target.

    The index holds a canonical without its version, and one that has a version a second time with it.
    """
    other, version = writer.alias(), writer.alias()
    own = f"{other}.key = {source}.key AND {other}.param = {source}.param AND {other}.type = 0"
    none = (
        f"NOT EXISTS (SELECT 1 FROM {writer.by_key(Table.REFERENCE, other)} WHERE {own} "
        f"AND {other}.target > {target}.code || '|' AND {other}.target < {target}.code || '}}')"
    )
    if not node.version:
        return none
    same = (
        f"EXISTS (SELECT 1 FROM {writer.by_key(Table.REFERENCE, other)} "
        f"CROSS JOIN {writer.by_key(Table.TOKEN, version)} WHERE {own} AND {version}.key = {target}.key "
        f"AND {version}.param = {node.version:d} AND {other}.target = {target}.code || '|' || {version}.code)"
    )
    return writer.one_of([none, same])


def _elsewhere(node: Node, key: str, writer: Writer) -> str:
    with writer.elsewhere():
        return condition(node, key, writer)


CONDITIONS: dict[type, Callable[[Any, str, Writer], str]] = {
    Rows: _rows,
    Slots: _slots,
    Ids: _ids,
    Updated: _updated,
    Not: _not,
    Every: _every,
    Either: _either,
    Link: _link,
    Back: _back,
    Named: _named,
    NamedBack: _named_back,
}
