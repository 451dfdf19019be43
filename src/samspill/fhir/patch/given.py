"""The parts of a FHIRPath Patch operation: what the Parameters resource says, as plain values."""

from dataclasses import dataclass
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Element
from samspill.fhir.patch.pointers import Refuse
from samspill.fhir.patch.slots import Pair, pairs, write_list, write_one


@dataclass(frozen=True, slots=True)
class Given:
    """The value of an operation.

    Attributes:
        pair: the JSON value and, for a primitive, its id and extensions.
        type: the type it was given as: ``Quantity``, ``String``, as ``value[x]`` ends; empty for a resource or parts.
        parts: the children of an element whose type has no name (``Patient.contact``); ``None`` for any other.
    """

    pair: Pair
    type: str
    parts: tuple[dict[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A child element where a value goes: its own and its JSON name, whether it repeats, its type."""

    element: str
    key: str
    is_list: bool
    type: str


def named_parts(parameter: dict[str, Any], refuse: Refuse) -> dict[str, dict[str, Any]]:
    """Return an operation's parts by name."""
    parts = parameter.get("part")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise refuse("it has no parts")
    named: dict[str, dict[str, Any]] = {}
    for part in parts:
        name = part.get("name")
        if not isinstance(name, str) or name in named:
            raise refuse("each part has a name, and each name stands once")
        named[name] = part
    return named


def text_of(parts: dict[str, dict[str, Any]], name: str, refuse: Refuse) -> str:
    """Return a part's text."""
    given = value_of(parts, name, refuse).pair[0]
    if not isinstance(given, str) or not given:
        raise refuse(f"{name} must be a text")
    return given


def number_of(parts: dict[str, dict[str, Any]], name: str, refuse: Refuse) -> int:
    """Return a part's integer, 0 or more."""
    given = value_of(parts, name, refuse).pair[0]
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise refuse(f"{name} must be an integer of 0 or more")
    return given


def value_of(parts: dict[str, dict[str, Any]], name: str, refuse: Refuse) -> Given:
    """Return a part's value."""
    if name not in parts:
        raise refuse(f"{name} is missing")
    return _given(parts[name], name, refuse)


def _given(part: dict[str, Any], name: str, refuse: Refuse) -> Given:
    keys = {key.removeprefix("_") for key in part if key.startswith(("value", "_value"))}
    if len(keys) == 1:
        (key,) = keys
        pair = (part.get(key), part.get(f"_{key}"))
        if pair != (None, None):
            return Given(pair, key.removeprefix("value"))
    children = part.get("part")
    if not keys and isinstance(part.get("resource"), dict):
        return Given((part["resource"], None), "")
    if not keys and isinstance(children, list) and all(isinstance(child, dict) for child in children):
        return Given((None, None), "", tuple(children))
    raise refuse(f"{name} must have one value")


def target(type_name: str, name: str, given: Given, refuse: Refuse) -> Target:
    """Return where a child goes; refuses what the type does not have, and a type that a choice does not allow."""
    definition = definitions.definition(type_name)
    elements = definition.elements if definition else {}
    element = elements.get(name)
    if element is None:
        element, given = _by_json_name(elements.values(), name, given)
    if element is None:
        raise refuse(f"{type_name} has no element {name}")
    if not element.choice:
        return Target(element.name, element.name, element.is_list, element.types[0] if element.types else "string")
    for kind in element.types:
        if _capital(kind) == given.type:
            return Target(element.name, f"{element.name}{given.type}", element.is_list, kind)
    raise refuse(f"{element.path} cannot be a {given.type or 'resource or a list of parts'}")


def _by_json_name(elements: Any, name: str, given: Given) -> tuple[Element | None, Given]:
    """``valueQuantity`` is often written for ``value``; it then says the type as well."""
    for element in elements:
        for kind in element.types if element.choice else ():
            if name == f"{element.name}{_capital(kind)}":
                return element, Given(given.pair, _capital(kind), given.parts)
    return None, given


def _capital(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def pair_of(given: Given, type_name: str, refuse: Refuse) -> Pair:
    """Return the value to write for an element of a type; parts are put together to an object."""
    if given.parts is None:
        return given.pair
    return made_of(given.parts, type_name, refuse), None


def made_of(parts: tuple[dict[str, Any], ...], type_name: str, refuse: Refuse) -> dict[str, Any]:
    """Put an element together from parts, each named for a child element."""
    made: dict[str, Any] = {}
    for part in parts:
        name = part.get("name")
        if not isinstance(name, str):
            raise refuse("each part of a value has a name")
        given = _given(part, name, refuse)
        where = target(type_name, name, given, refuse)
        put(made, where, pair_of(given, where.type, refuse), refuse)
    return made


def put(holder: dict[str, Any], where: Target, pair: Pair, refuse: Refuse) -> None:
    """Append to an element that repeats, or set one that is not there yet."""
    if where.is_list:
        write_list(holder, where.key, [*pairs(holder, where.key), pair])
    elif where.key in holder or f"_{where.key}" in holder:
        raise refuse(f"{where.key} is there already and does not repeat; replace it")
    else:
        write_one(holder, where.key, pair)
