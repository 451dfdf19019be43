"""Elements of a resource as the language sees them: a JSON value with its FHIR type and where it stands.

Children are found through tables made once per type from the official definitions, so that ``Observation.value`` finds
``valueQuantity``, ``birthDate`` carries ``_birthDate``, and a contained resource is of its own type.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Element, Kind
from samspill.fhir.path.temporal import Moment, Temporal

Collection: TypeAlias = list[Any]
"""What every expression takes and gives: nodes, and System values (bool, int, Decimal, str, Moment, Quantity)."""


class Node:
    """One element or resource.

    Attributes:
        value: the JSON value; ``None`` for a primitive that has only an id or extensions.
        type: its FHIR type name, or the path of a nested element (``Observation.component``).
        extras: the ``_name`` object of a primitive: id and extensions.
        parent: the node it stands in; ``None`` at the top.
        key: its JSON name in the parent.
        index: its place in a JSON array; ``None`` when it is no array.
    """

    __slots__ = ("extras", "index", "key", "parent", "type", "value")

    def __init__(
        self,
        value: Any,
        type_name: str,
        extras: Any = None,
        parent: "Node | None" = None,
        key: str = "",
        index: int | None = None,
    ) -> None:
        self.value = value
        self.type = type_name
        self.extras = extras
        self.parent = parent
        self.key = key
        self.index = index

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.type!r})"


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """What ``type()`` answers."""

    namespace: str
    name: str


class Access(NamedTuple):
    """How one JSON name is read; a tuple, because every step of every path takes one apart.

    Attributes:
        key: the JSON name.
        shadow: the ``_name`` of a primitive; ``None`` for what is no primitive.
        type: the FHIR type found there; empty for a resource, which says itself what it is.
    """

    key: str
    shadow: str | None
    type: str


_NO_ACCESS: tuple[Access, ...] = ()
_STRINGS_OF_XML = {"http://hl7.org/fhirpath/System.String": "string"}


@lru_cache(maxsize=4_096)
def table(type_name: str) -> dict[str, tuple[Access, ...]]:
    """Return how each child of a type is read, by element name in the official order; empty for an unknown type."""
    found = definitions.definition(type_name)
    if found is None:
        return {}
    if found.kind is Kind.PRIMITIVE:
        found = definitions.definition("Element")
    elements = found.elements if found else {}
    return {name: _accesses(element) for name, element in elements.items()}


@lru_cache(maxsize=4_096)
def _by_json_name(type_name: str) -> dict[str, tuple[Access, ...]]:
    """A choice by its JSON name (``valueQuantity``): not the language, but often written; ``check`` tells."""
    return {access.key: (access,) for accesses in table(type_name).values() if len(accesses) > 1 for access in accesses}


def _accesses(element: Element) -> tuple[Access, ...]:
    if not element.choice:
        return (_access(element.name, element.types[0]),) if element.types else (_access(element.name, "string"),)
    return tuple(_access(f"{element.name}{name[0].upper()}{name[1:]}", name) for name in element.types)


def _access(key: str, type_name: str) -> Access:
    type_name = _STRINGS_OF_XML.get(type_name, type_name)
    if is_subtype(type_name, "Resource"):
        return Access(key, None, "")
    return Access(key, f"_{key}" if is_primitive(type_name) else None, type_name)


@lru_cache(maxsize=4_096)
def is_primitive(type_name: str) -> bool:
    """Whether a FHIR type is a primitive."""
    found = definitions.definition(type_name)
    return found is not None and found.kind is Kind.PRIMITIVE


@lru_cache(maxsize=4_096)
def ancestry(type_name: str) -> tuple[str, ...]:
    """Return a type's name and those of all it specialises, nearest first."""
    found = definitions.definition(type_name)
    if found is None:
        return (type_name,)
    return (type_name, *ancestry(found.base)) if found.base else (type_name,)


@lru_cache(maxsize=4_096)
def is_subtype(type_name: str, ancestor: str) -> bool:
    """Whether one type is, or specialises, another."""
    return ancestor in ancestry(type_name)


def resource_node(resource: dict[str, Any]) -> Node:
    """Return the node of a whole resource."""
    return Node(resource, own_type(resource))


@lru_cache(maxsize=4_096)
def accesses_of(type_name: str, name: str) -> tuple[Access, ...]:
    """Return how a child is read by the name a path has for it; empty when the type has no such child."""
    return table(type_name).get(name) or _by_json_name(type_name).get(name, _NO_ACCESS)


def collect(node: Node, name: str, out: Collection) -> None:
    """Append the children of one name."""
    gather(node, accesses_of(node.type, name), out)


def gather(node: Node, accesses: tuple[Access, ...], out: Collection) -> None:
    """Append the children that stand under some JSON names."""
    value = node.value
    if value.__class__ is not dict:
        value = node.extras
        if value.__class__ is not dict:
            return
    for access in accesses:
        key, shadow, kind = access
        found = value.get(key)
        if shadow is not None and shadow in value:
            _gather_primitives(node, access, found, value[shadow], out)
        elif found is None:
            continue
        elif found.__class__ is list:
            for index, one in enumerate(found):
                if one is not None:
                    out.append(Node(one, kind or own_type(one), None, node, key, index))
        else:
            out.append(Node(found, kind or own_type(found), None, node, key))


def own_type(resource: Any) -> str:
    """Return the type a resource says it has; ``Resource`` when it says none that R4 knows.

    Nothing made up reaches the tables kept by type: they would grow with what clients send.
    """
    name = resource.get("resourceType") if resource.__class__ is dict else None
    return str(name) if is_resource_name(name) else "Resource"


def is_resource_name(name: Any) -> bool:
    """Whether this is the name of one of R4's resource types."""
    return name.__class__ is str and name in _resource_names()


@cache
def _resource_names() -> frozenset[str]:
    return frozenset(definitions.resource_types())


def _gather_primitives(node: Node, access: Access, found: Any, shadow: Any, out: Collection) -> None:
    if not isinstance(found, list) and not isinstance(shadow, list):
        if found is not None or shadow is not None:
            out.append(Node(found, access.type, shadow, node, access.key))
        return
    values = found if isinstance(found, list) else []
    shadows = shadow if isinstance(shadow, list) else []
    for index in range(max(len(values), len(shadows))):
        value = values[index] if index < len(values) else None
        extras = shadows[index] if index < len(shadows) else None
        if value is not None or extras is not None:
            out.append(Node(value, access.type, extras, node, access.key, index))


def children(node: Node) -> list[Node]:
    """Return every child, in the official order of the elements."""
    found: list[Node] = []
    value = node.value if node.value.__class__ is dict else node.extras
    if value.__class__ is dict:
        places, rows = _order(node.type)
        for place in sorted({places[key] for key in value if key in places}):
            gather(node, rows[place], found)
    return found


@lru_cache(maxsize=4_096)
def _order(type_name: str) -> tuple[dict[str, int], tuple[tuple[Access, ...], ...]]:
    """Return the place of each JSON name, and what to read at each place: most elements of a type are not there."""
    rows = tuple(table(type_name).values())
    places = {access.key: place for place, accesses in enumerate(rows) for access in accesses}
    shadows = {access.shadow: place for place, accesses in enumerate(rows) for access in accesses if access.shadow}
    return places | shadows, rows


_READERS = {
    "date": Temporal.date,
    "dateTime": Temporal.datetime,
    "instant": Temporal.datetime,
    "time": Temporal.time,
}


def system(item: Any) -> Any:
    """Return the System value of an item: a primitive's value, dates read, decimals as Decimal; others as they are.

    A primitive without a value, and a date that cannot be read, is ``None``.
    """
    if item.__class__ is not Node:
        return item
    value = item.value
    if value.__class__ is dict or value.__class__ is list:
        return item
    kind = item.type
    if kind in _READERS:
        return _READERS[kind](value) if isinstance(value, str) else None
    return exact(value) if kind == "decimal" and value is not None else value


def exact(value: Any) -> Decimal | None:
    """Return a JSON number as Decimal; ``None`` for what is no number, or has over 1,000 places."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() and _FEWEST < number.adjusted() < _MOST else None


_FEWEST, _MOST = -1_000, 1_000


def plain(item: Any) -> Any:
    """Return what a caller outside sees: the JSON value of a node, a System value as it is."""
    return item.value if item.__class__ is Node else item


def type_of(item: Any) -> TypeInfo:
    """Return an item's type."""
    if item.__class__ is Node:
        return TypeInfo("FHIR", item.type)
    if isinstance(item, Moment):
        return TypeInfo("System", item.sort.value)
    return TypeInfo("System", _SYSTEM_NAMES.get(item.__class__.__name__, "Any"))


_SYSTEM_NAMES = {
    "bool": "Boolean",
    "int": "Integer",
    "Decimal": "Decimal",
    "str": "String",
    "Quantity": "Quantity",
    "TypeInfo": "SimpleTypeInfo",
}
