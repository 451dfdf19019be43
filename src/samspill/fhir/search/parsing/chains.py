"""Chains, ``_has``, ``_list`` and compartments: statements about a resource's neighbours.

Source: https://hl7.org/fhir/R4/search.html#chaining, #has, #list and https://hl7.org/fhir/R4/compartmentdefinition.html.
"""

from collections.abc import Callable

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.index import api as index
from samspill.fhir.outcomes import refusal
from samspill.fhir.search.contracts import Back, Ids, Link, Named, NamedBack, Node, ReferenceTest, Rows, Table
from samspill.fhir.search.parsing.criteria import either
from samspill.fhir.search.parsing.fields import Field, Unknown, field_of, needed
from samspill.fhir.search.parsing.references import ID, numbers
from samspill.fhir.search.parsing.saying import bad_value, unsupported

TYPES_MAX = 20
"""How many types an untyped chain may branch into."""

Inner = Callable[[tuple[str, ...], str, str], Node]
"""(types, name, value) -> node of the rest of the chain."""


def chained(types: tuple[str, ...], name: str, value: str, inner: Inner) -> Node:
    """Return the node of ``reference[:Type].rest=value``."""
    head, _, rest = name.partition(".")
    code, _, named = head.partition(":")
    field = needed(types, code, name)
    if field.type is not SearchType.REFERENCE:
        raise bad_value(name, f"'{code}' is no reference, so nothing can follow its dot", "a chain of references")
    nodes: list[Node] = []
    for target in _targets(field, name, named, rest):
        params = tuple(number for only, found in field.groups if only in (None, target) for number in found)
        if params:
            node = inner((target,), rest, value)
            nodes += [Link(params, definitions.type_number(target), node), *_named(types, params, target, node)]
    if not nodes:
        raise Unknown(name, types)
    return either(nodes)


def _named(types: tuple[str, ...], params: tuple[int, ...], target: str, node: Node) -> list[Named]:
    """Return the statement that the target is named by its canonical; nothing where none can be."""
    searched = types or definitions.resource_types()
    holding = tuple(number for number in params if any(number in index.canonical_parameters(each) for each in searched))
    name = _canonical_name(target)
    return [Named(holding, *name, node)] if holding and name else []


def _named_back(source: str, field: Field, types: tuple[str, ...], node: Node) -> list[NamedBack]:
    """Return the statements that this resource is named by its canonical; nothing where none can be."""
    holding = tuple(number for number in field.numbers if number in index.canonical_parameters(source))
    possible = [each for each in types or field.targets if each in field.targets] if holding else []
    return [NamedBack(holding, *name, node) for name in map(_canonical_name, possible) if name]


def _canonical_name(resource_type: str) -> tuple[int, int] | None:
    """Return the numbers of a type's ``url`` and ``version``, 0 for none; ``None`` where it has no url."""
    urls, versions = index.stored_as(resource_type, "url"), index.stored_as(resource_type, "version")
    return (urls[0][0], versions[0][0] if versions else 0) if urls else None


def _targets(field: Field, name: str, named: str, rest: str) -> tuple[str, ...]:
    """Return the types that a chain leads to: the one named, or those that know the next step."""
    possible = field.targets or definitions.resource_types()
    if named:
        if named not in possible:
            raise bad_value(name, f"'{field.code}' does not refer to the type named", ", ".join(possible))
        return (named,)
    step = rest.partition(".")[0].partition(":")[0]
    known = possible if step in ("_has", "_list") else tuple(each for each in possible if field_of((each,), step))
    if not known:
        raise Unknown(name, possible)
    if len(known) > TYPES_MAX:
        raise bad_value(name, f"the chain could lead to {len(known)} types", f"name one: {field.code}:Patient.{rest}")
    return known


def has(types: tuple[str, ...], name: str, value: str, inner: Inner) -> Node:
    """Return the node of ``_has:Type:reference:rest=value``."""
    parts = name.split(":", 3)
    if len(parts) != 4 or not all(parts):
        raise bad_value(name, "it is not complete", "_has:[type]:[reference parameter]:[parameter]=[value]")
    _, source, code, rest = parts
    if source not in definitions.resource_types():
        raise bad_value(name, "the type after _has is no resource type", "_has:Observation:patient:code, for example")
    field = needed((source,), code, name)
    if field.type is not SearchType.REFERENCE:
        raise bad_value(name, f"'{code}' is no reference of {source}", "a reference parameter")
    node = inner((source,), rest, value)
    return either([back(field, types, node, name), *_named_back(source, field, types, node)])


def back(field: Field, types: tuple[str, ...], node: Node, name: str) -> Node:
    """Return the statement that a resource which meets the node refers to this one."""
    nodes: list[Node] = []
    possible = not types or not field.targets or set(types) & set(field.targets)
    for only, found in field.groups if possible else ():
        if only is None or not types or only in types:
            nodes.append(Back(found, numbers((only,) if only else types), node))
    if not nodes:
        raise bad_value(name, f"'{field.code}' does not refer to {', '.join(types)}", ", ".join(field.targets))
    return either(nodes)


def listed(types: tuple[str, ...], name: str, value: str) -> Node:
    """Return the node of ``_list=id``: the List with this id names the resource as an item."""
    if value.startswith("$"):
        raise unsupported(name, "a functional list", "Give the id of a stored List.")
    if not ID.fullmatch(value):
        raise bad_value(name, "the value is no id", "the id of a stored List")
    return back(needed(("List",), "item", name), types, Ids(numbers(("List",)), (value,)), name)


def compartment(types: tuple[str, ...], code: str, id_: str) -> tuple[tuple[str, ...], Node]:
    """Return the types that are searched in a compartment, and the statement that a resource belongs to it.

    Args:
        types: resource types asked for; empty for all that the compartment has.
        code: the compartment's type.
        id_: of the resource that the compartment belongs to.

    Raises:
        Refusal: 404 for what is no compartment, 400 for a type that is not in it.
    """
    known = definitions.compartments().get(code)
    if known is None:
        allowed = ", ".join(sorted(definitions.compartments()))
        raise refusal(404, "not-supported", f"There is no compartment of {code}. Compartments: {allowed}.")
    searched = types or tuple(each for each in definitions.resource_types() if known.parameters.get(each))
    nodes: list[Node] = []
    params: list[int] = []
    for each in searched:
        belonging = known.parameters.get(each, ())
        if not belonging:
            raise refusal(400, "not-supported", f"{each} is not in the compartment of {code}.")
        if "_id" in belonging or each == code:  # a compartment holds the resource that it is of
            nodes.append(Ids(numbers((each,)), (id_,)))
        for parameter in belonging:
            field = field_of((each,), parameter)
            if field is not None:
                params += (number for only, found in field.groups if only in (None, code) for number in found)
    if params:
        nodes.append(Rows(Table.REFERENCE, tuple(dict.fromkeys(params)), (ReferenceTest(numbers((code,)), id_),)))
    return searched, either(nodes)
