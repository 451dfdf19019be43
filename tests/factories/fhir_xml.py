"""FHIR XML to the dictionaries the engine works on, led by the official definitions; the engine speaks JSON only."""

from decimal import Decimal
from typing import Any

from lxml import etree

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Element, Kind, TypeDefinition

_FHIR = "http://hl7.org/fhir"
_INTEGERS = {"integer", "positiveInt", "unsignedInt", "integer64"}


def resource_from_xml(element: Any) -> dict[str, Any]:
    """Return the resource an XML element holds."""
    name = etree.QName(element).localname
    return {"resourceType": name, **_complex(element, name)}


def _complex(element: Any, type_name: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    definition = definitions.definition(type_name)
    for name in ("id", "url"):
        if element.get(name) is not None:
            made[name] = element.get(name)
    for child in element.iterchildren(tag=etree.Element):
        _add(made, child, definition)
    return made


def _add(made: dict[str, Any], child: Any, definition: TypeDefinition | None) -> None:
    name = etree.QName(child).localname
    found, type_name = _element(definition, name)
    value, extras = _value(child, type_name)
    if found is not None and found.is_list:
        _append(made, name, value, extras)
        return
    if value is not None:
        made[name] = value
    if extras:
        made[f"_{name}"] = extras


def _append(made: dict[str, Any], name: str, value: Any, extras: dict[str, Any]) -> None:
    values = made.setdefault(name, [])
    values.append(value)
    if extras or f"_{name}" in made:
        shadows = made.setdefault(f"_{name}", [])
        shadows.extend([None] * (len(values) - len(shadows)))
        shadows[-1] = extras or None


def _element(definition: TypeDefinition | None, name: str) -> tuple[Element | None, str]:
    elements = definition.elements if definition else {}
    if name in elements:
        return elements[name], elements[name].types[0] if elements[name].types else "string"
    for element in elements.values():
        for type_name in element.types if element.choice else ():
            if name == f"{element.name}{type_name[0].upper()}{type_name[1:]}":
                return element, type_name
    return None, "Element"


def _value(child: Any, type_name: str) -> tuple[Any, dict[str, Any]]:
    if type_name == "xhtml":
        return etree.tostring(child, encoding="unicode", with_tail=False), {}
    found = definitions.definition(type_name)
    if found is not None and found.kind is Kind.PRIMITIVE:
        return _primitive(child.get("value"), type_name), _complex_extras(child)
    resources = list(child.iterchildren(tag=etree.Element))
    if type_name in {"Resource", "DomainResource"} and resources:
        return resource_from_xml(resources[0]), {}
    return _complex(child, type_name), {}


def _complex_extras(child: Any) -> dict[str, Any]:
    return _complex(child, "Element")


def _primitive(text: str | None, type_name: str) -> Any:
    if text is None:
        return None
    if type_name == "boolean":
        return text == "true"
    if type_name in _INTEGERS:
        return int(text)
    return Decimal(text) if type_name == "decimal" else text
