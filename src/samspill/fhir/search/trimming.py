"""``_summary`` and ``_elements``: a part of a resource, marked as such (https://hl7.org/fhir/R4/search.html#summary).

Only the top of a resource is decoded; what is kept stays the bytes it was. ``_summary=true`` goes into nested elements
(``Patient.contact`` and the like), for the definitions mark what counts there too.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter

import msgspec

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Element
from samspill.fhir.search.contracts import Summary
from samspill.fhir.store.contracts import Stored

Raw = dict[str, msgspec.Raw]

SUBSETTED = msgspec.json.encode(
    {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        "code": "SUBSETTED",
        "display": "subsetted",
    }
)
ALWAYS = frozenset({"resourceType", "id", "meta", "implicitRules"})

_decode = msgspec.json.Decoder(Raw).decode
_decode_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


def trimmer(summary: Summary, elements: tuple[str, ...]) -> Callable[[Stored], bytes]:
    """Return the function that gives the bytes of a resource to show."""
    if elements:
        return lambda stored: _trimmed(stored, ("elements", elements))
    if summary in (Summary.TRUE, Summary.TEXT, Summary.DATA):
        return lambda stored: _trimmed(stored, (summary.value, ()))
    return attrgetter("body")


def _trimmed(stored: Stored, part: tuple[str, tuple[str, ...]]) -> bytes:
    top = _decode(stored.body)
    kept = _kept_names(stored.resource_type, *part)
    shown = {name: value for name, value in top.items() if name in ALWAYS or name in kept}
    if part[0] == Summary.TRUE:
        shown = {name: _nested(kept[name], value) if kept.get(name) else value for name, value in shown.items()}
    shown["meta"] = _marked(top.get("meta"))
    return _encode(shown)


def _marked(meta: msgspec.Raw | None) -> msgspec.Raw:
    """Return the meta with the tag that says the resource is not whole."""
    decoded = _decode(meta) if meta else {}
    tags = _decode_list(decoded["tag"]) if "tag" in decoded else []
    decoded["tag"] = msgspec.Raw(_encode([*tags, msgspec.Raw(SUBSETTED)]))
    return msgspec.Raw(_encode(decoded))


def _nested(type_name: str, value: msgspec.Raw) -> msgspec.Raw:
    """Trim nested elements to their summary; what has no definition of its own is kept whole."""
    if bytes(value)[:1] == b"[":
        return msgspec.Raw(_encode([_nested(type_name, each) for each in _decode_list(value)]))
    kept = _kept_names(type_name, Summary.TRUE.value, ())
    shown = {name: each for name, each in _decode(value).items() if name in kept or name == "id"}
    return msgspec.Raw(
        _encode({name: _nested(kept[name], each) if kept.get(name) else each for name, each in shown.items()})
    )


@lru_cache(maxsize=4096)
def _kept_names(type_name: str, part: str, elements: tuple[str, ...]) -> Mapping[str, str]:
    """Return the JSON names to keep, each with the nested type to go into; empty where it is kept whole."""
    definition = definitions.definition(type_name)
    kept: dict[str, str] = {}
    for element in definition.elements.values() if definition else ():
        names = _json_names(element)
        if _is_wanted(element, part) or not {element.name, *names}.isdisjoint(elements):
            nested = element.types[0] if "." in element.types[0] else ""
            kept.update(dict.fromkeys(names, nested))
            kept.update({f"_{name}": "" for name in names})
    return kept


def _is_wanted(element: Element, part: str) -> bool:
    if part == Summary.TRUE:
        return element.in_summary
    if part == Summary.DATA:
        return element.name != "text"
    if part == Summary.TEXT:
        return element.name == "text" or element.least > 0
    return element.least > 0 or element.is_modifier


def _json_names(element: Element) -> tuple[str, ...]:
    if not element.choice:
        return (element.name,)
    return tuple(element.name + name[0].upper() + name[1:] for name in element.types)
