"""The forms in which R4 lets a value be searched for, by search type and data type.

The first form without a modifier is the one that stands in a composite. Where a parameter yields one value only, there
are forms that must not find it: what is 5 is not above 5.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.factories.fhir_engine import BASE

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Component, SearchParameter
from samspill.fhir.path.api import Node

MONEY = "urn:iso:std:iso:4217"
BOOLEANS = "http://hl7.org/fhir/special-values"
LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/.+)?")
READ_MAX = 200
"""Letters of a text that a probe quotes: an index may keep only the beginning."""
MOMENTS = frozenset({"date", "dateTime", "instant"})
WORDS = frozenset({"string", "markdown", "code", "id", "uri", "url"})
ADDRESSES = frozenset({"uri", "url", "oid", "uuid"})
WHOLE = frozenset({"integer", "positiveInt", "unsignedInt"})
QUANTITIES = frozenset({"Quantity", "Age", "Count", "Distance", "Duration", "SimpleQuantity"})
NAME_PARTS = ("family", "text", "given", "prefix", "suffix")
ADDRESS_PARTS = ("text", "line", "city", "postalCode", "district", "state", "country")


@dataclass(frozen=True)
class Form:
    """One way to ask; ``is_exact`` and ``is_absent`` as in ``probes.Probe``."""

    name: str
    value: str
    modifier: str = ""
    is_exact: bool = False
    is_absent: bool = False


def escaped(text: str) -> str:
    """Write a text so that its commas, bars and dollars separate nothing."""
    return re.sub(r"([\\,|$])", r"\\\1", text)


def token(nodes: list[Node], _parameter: Any) -> Iterator[Form]:
    """Coding, CodeableConcept, Identifier, ContactPoint, code, boolean, text (search.html#token)."""
    for node in nodes:
        value = node.value
        if node.type == "CodeableConcept":
            for coding in value.get("coding", ()):
                yield from _coding(coding)
            yield from _text(value.get("text"))
        elif node.type == "Coding":
            yield from _coding(value)
        elif node.type == "Identifier":
            yield from _identifier(value)
        elif node.type == "ContactPoint":
            if value.get("value"):
                yield Form("value", escaped(value["value"]), is_exact=True)
        else:
            yield from _plain_token(node)


def _coding(value: dict[str, Any]) -> Iterator[Form]:
    yield from _pair(value.get("system"), value.get("code"))
    yield from _text(value.get("display"))


def _pair(system: str | None, code: str | None) -> Iterator[Form]:
    if system and code:
        yield Form("system|code", f"{escaped(system)}|{escaped(code)}", is_exact=True)
        yield Form("not system|code", f"{escaped(system)}|{escaped(code)}", "not", is_absent=True)
    if code:
        yield Form("code", escaped(code), is_exact=True)
    if code and not system:
        yield Form("|code", f"|{escaped(code)}")
    if system:
        yield Form("system|", f"{escaped(system)}|", is_exact=True)


def _text(text: str | None) -> Iterator[Form]:
    if text and text.strip():
        yield Form("text", escaped(text[:READ_MAX].strip()), "text")


def _identifier(value: dict[str, Any]) -> Iterator[Form]:
    system, code, kind = value.get("system"), value.get("value"), value.get("type", {})
    yield from _pair(system, code)
    for coding in kind.get("coding", ()):
        if code and coding.get("system") and coding.get("code"):
            parts = (coding["system"], coding["code"], code)
            yield Form("of-type", "|".join(escaped(part) for part in parts), "of-type", is_exact=True)
    if system or code:
        yield from _text(kind.get("text"))


def _plain_token(node: Node) -> Iterator[Form]:
    if isinstance(node.value, bool):
        yield Form("boolean", str(node.value).lower(), is_exact=True)
        yield Form("boolean system|code", f"{BOOLEANS}|{str(node.value).lower()}", is_exact=True)
    elif node.type == "canonical" and "|" in node.value:
        yield Form("canonical", escaped(node.value.partition("|")[0]))
        yield Form("canonical with version", escaped(node.value))
    elif isinstance(node.value, str | int):
        yield Form("code", escaped(str(node.value)), is_exact=True)
    system = _implied(node) if node.type == "code" else ""
    if system:
        yield Form("implied system|code", f"{escaped(system)}|{escaped(node.value)}", is_exact=True)


def _implied(node: Node) -> str:
    """Return the system of a ``code`` element: that of its value set, where the set takes the code from one only."""
    owner = definitions.definition(node.parent.type) if node.parent else None
    element = owner.elements.get(node.key) if owner else None
    codes = definitions.codes_of(element.required) if element and element.required else None
    systems = {system for system, code in codes or () if code == node.value}
    return systems.pop() if len(systems) == 1 else ""


def string(nodes: list[Node], _parameter: Any) -> Iterator[Form]:
    """Texts, and every part of a HumanName or an Address (search.html#string)."""
    for node in nodes:
        if node.type in ("HumanName", "Address"):
            for part in NAME_PARTS if node.type == "HumanName" else ADDRESS_PARTS:
                found = node.value.get(part, ())
                for text in (found,) if isinstance(found, str) else found:
                    yield from _string(text)
        elif node.type in WORDS:
            yield from _string(node.value)


def _string(text: str | None) -> Iterator[Form]:
    if not text or not text.strip():
        return
    start = text.strip()[:READ_MAX].strip()
    yield Form("whole", escaped(start))
    yield Form("beginning", escaped(start[: max(1, len(start) // 2)]))
    yield Form("other case", escaped(start.swapcase()))
    yield Form("contains", escaped(start[len(start) // 3 :]), "contains")
    yield Form("exact", escaped(text), "exact", is_exact=True)
    if start.swapcase() != start:
        yield Form("exact in other case", escaped(text.swapcase()), "exact", is_exact=True, is_absent=True)


def uri(nodes: list[Node], _parameter: Any) -> Iterator[Form]:
    """Addresses (search.html#uri)."""
    for node in nodes:
        if node.type in ADDRESSES or node.type == "canonical":
            plain = node.value.partition("|")[0] if node.type == "canonical" else node.value
            yield Form("whole", escaped(plain), is_exact=True)
            if re.match(r"https?://[^/]+/.", plain):
                yield Form("below", escaped(plain.rstrip("/").rpartition("/")[0]), "below")
                yield Form("above", escaped(plain.rstrip("/") + "/more"), "above")


def number(nodes: list[Node], _parameter: Any) -> Iterator[Form]:
    """Numbers (search.html#number)."""
    for node in nodes:
        if node.type in WHOLE or node.type == "decimal":
            yield from _ordered(str(node.value), "", is_only=len(nodes) == 1)


def _ordered(value: str, unit: str, *, is_only: bool) -> Iterator[Form]:
    """Return the forms of what is compared by order; a number or a date, with its unit."""
    named = " with unit" if unit else ""
    yield Form(f"equal{named}", f"{value}{unit}")
    for prefix in ("eq", "ge", "le", "ap"):
        yield Form(f"{prefix}{named}", f"{prefix}{value}{unit}")
    for prefix in ("ne", "gt", "lt", "sa", "eb") if is_only else ():
        yield Form(f"{prefix}{named}", f"{prefix}{value}{unit}", is_absent=True)


def quantity(nodes: list[Node], _parameter: Any) -> Iterator[Form]:
    """Quantities, money and ranges (search.html#quantity)."""
    for node in nodes:
        is_only = len(nodes) == 1
        if node.type in QUANTITIES and "value" in node.value:
            yield from _quantity(node.value, is_only=is_only)
        elif node.type == "Money" and "value" in node.value:
            currency = node.value.get("currency", "")
            yield from _ordered(str(node.value["value"]), f"|{MONEY}|{currency}" if currency else "", is_only=is_only)
        elif node.type == "Range":
            for end, prefix in (("low", "ge"), ("high", "le")):
                if "value" in node.value.get(end, {}):
                    yield Form(f"range {prefix}", f"{prefix}{node.value[end]['value']}")
        elif node.type in WHOLE or node.type == "decimal":
            yield from _ordered(str(node.value), "", is_only=is_only)


def _quantity(value: dict[str, Any], *, is_only: bool) -> Iterator[Form]:
    digits, system, code, unit = (value.get(name, "") for name in ("value", "system", "code", "unit"))
    units = [f"|{escaped(system)}|{escaped(code)}"] if system and code else []
    units += [f"||{escaped(each)}" for each in dict.fromkeys((code, unit)) if each]
    for each in (*units, ""):
        comparator = value.get("comparator")
        if comparator:
            prefix = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}[comparator]
            yield Form("with comparator", f"{prefix}{digits}{each}")
        else:
            yield from _ordered(str(digits), each, is_only=is_only)


def date(nodes: list[Node], _parameter: Any) -> Iterator[Form]:
    """Moments, periods and the outer limits of timings (search.html#date)."""
    for node in nodes:
        if node.type in MOMENTS:
            yield from _ordered(node.value, "", is_only=len(nodes) == 1)
            yield from _year(node.value, node.value)
            if len(nodes) == 1:
                yield Form("after the year", f"sa{node.value[:4]}", is_absent=True)
        elif node.type == "Period":
            yield from _period(node.value)
        elif node.type == "Timing":
            events = sorted(node.value.get("event", ()))
            bounds = node.value.get("repeat", {}).get("boundsPeriod", {})
            if events:
                yield Form("timing ge", f"ge{events[0]}")
                yield Form("timing le", f"le{events[-1]}")
            yield from _period(bounds)


def _period(value: dict[str, Any]) -> Iterator[Form]:
    start, end = value.get("start"), value.get("end")
    if start:
        yield Form("period ge", f"ge{start}")
    if end:
        yield Form("period le", f"le{end}")
    if start and end:
        yield from _year(start, end)


def _year(start: str, end: str) -> Iterator[Form]:
    """Ask for the year; not of the first and last day, which may lie in another year in UTC."""
    days = (start[5:10], end[5:10])
    if start[:4] == end[:4] and "01-01" not in days and "12-31" not in days:
        yield Form("year", start[:4])


def reference(nodes: list[Node], parameter: SearchParameter | Component) -> Iterator[Form]:
    """References and canonicals, in each form they may be written (search.html#reference)."""
    targets = parameter.targets if isinstance(parameter, SearchParameter) else ()
    for node in nodes:
        if node.type == "Reference":
            yield from _address(node.value.get("reference", ""), targets)
            identifier = node.value.get("identifier", {})
            for form in _pair(identifier.get("system"), identifier.get("value")):
                if form.modifier != "not" and form.name != "system|":
                    yield Form(f"identifier {form.name}", form.value, "identifier")
        elif node.type == "canonical":
            address, versioned, _ = node.value.partition("|")
            yield from _address(address, targets)
            if versioned and not address.startswith("#"):
                yield Form("canonical with version", node.value)
        elif node.type in ADDRESSES:
            yield from _address(node.value, targets)
        elif isinstance(node.value, dict) and node.value.get("id"):
            yield from _address(f"{node.type}/{node.value['id']}", targets)


def _address(address: str, targets: Sequence[str]) -> Iterator[Form]:
    """Return the forms of one target; a parameter says nothing of targets that are not its own.

    Bundle.composition leads to whatever resource is first, and means it only when that is a Composition.
    """
    if not address or address.startswith("#"):
        return
    local = LOCAL.fullmatch(address.removeprefix(f"{BASE}/"))
    if local is None or local[1] not in definitions.resource_types():
        yield Form("address", escaped(address), is_exact=True)
        return
    if targets and local[1] not in targets:
        return
    yield Form("type/id", f"{local[1]}/{local[2]}", is_exact=True)
    yield Form("absolute", f"{BASE}/{local[1]}/{local[2]}", is_exact=True)
    yield Form("id", local[2])
    yield Form(":type=id", local[2], local[1], is_exact=True)
