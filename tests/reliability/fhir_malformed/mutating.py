"""Real resources, changed in one to four places so that they are none any more; always the same for the same seed."""

import copy
import json
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**53,
    2**62,
    1.5,
    -0.0,
    1e10,
    "",
    " ",
    "\n",
    "a",
    "null",
    "true",
    "1",
    "é",
    "e\u0301",
    "\u202e",
    "\ufeff",
    "\U0001f600",
    "\u2028",
    "\x7f",
    "ſ",
    "İ",
    "ß" * 50,
    "\ufffd",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31T23:59:60Z",
    "2026-11-22T08:00:00+99:99",
    "24:00:00",
    "2026",
    "T10:00",
    "http://",
    "urn:uuid:",
    "#",
    "##",
    "#nobody",
    "Patient/",
    "Patient/1/_history/",
    "/Patient/1",
    "Patient/../1",
    "Patient?identifier=x|y",
    "Patient?name=x&_include=*",
    "http://127.0.0.1/fhir/Patient/1",
    "javascript:alert(1)",
    "'; DROP TABLE resource; --",
    "%00",
    "%",
    "\\",
    "a|b$c,d",
    "(a+)+$",
    "=" * 300,
    "A" * 70_000,
    "AAAA" * 20_000 + "!",
    '<div xmlns="http://www.w3.org/1999/xhtml"><b></div>',
    "<!DOCTYPE a><a/>",
    "<a" + " b" * 5_000,
    {},
    [],
    [[]],
    [None],
    [{}],
    {"a": 1},
    {"resourceType": "Patient"},
    {"reference": "#"},
    {"extension": []},
    {"extension": [{"url": "a"}]},
    {"extension": [{"url": "", "valueString": ""}]},
    {"id": "a b"},
    [1, "a", None, {}],
    {"coding": [{"system": "x" * 5_000, "code": "y"}]},
    {"value": 1e300, "code": "kg", "system": "http://unitsofmeasure.org"},
    {"value": 5, "code": "((((((((((", "system": "http://unitsofmeasure.org"},
    {"start": "2027", "end": "2026"},
    {"value": 1, "code": "m" * 3_000, "system": "http://unitsofmeasure.org"},
    {"event": ["x"], "repeat": {"frequency": -1}},
)

KEYS = (
    "",
    " ",
    "_",
    "__id",
    "id",
    "_id",
    "resourceType",
    "extension",
    "contained",
    "value",
    "valueString",
    "valueBoolean",
    "meta",
    "text",
    "reference",
    "$x",
    "a.b",
    "a b",
    "12345678901",
    "\u202e",
    "x" * 300,
    "fhir_comments",
    "modifierExtension",
)

Place = tuple[Any, Any]
"""A dict or list, and the key or index in it."""


def places(value: Any) -> list[Place]:
    """Every place in a value where something stands."""
    found: list[Place] = []
    level = [value]
    while level:
        node = level.pop()
        for key in node if isinstance(node, dict) else range(len(node)):
            found.append((node, key))
            if isinstance(node[key], (dict, list)):
                level.append(node[key])
    return found


def mutated(resource: dict[str, Any], rng: Random) -> dict[str, Any]:
    """A copy of a resource with one to four changes."""
    changed = copy.deepcopy(resource)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        spots = places(changed)
        if spots:
            _change(changed, spots, rng)
    return changed


def _change(whole: dict[str, Any], spots: list[Place], rng: Random) -> None:
    node, key = rng.choice(spots)
    match rng.randrange(12):
        case 0:
            del node[key]
        case 1 | 2 | 3:
            node[key] = copy.deepcopy(rng.choice(ODD))
        case 4:
            node[key] = [node[key]]
        case 5:
            node[key] = [copy.deepcopy(node[key]), node[key]]
        case 6 if isinstance(node[key], list) and node[key]:
            node[key] = node[key][0]
        case 7 if isinstance(node, dict):
            node[rng.choice(KEYS)] = node.pop(key)
        case 8 if isinstance(node, dict):
            node[rng.choice((f"_{key}", rng.choice(KEYS)))] = copy.deepcopy(rng.choice(ODD))
        case 9:
            other, place = rng.choice(spots)
            node[key], other[place] = copy.deepcopy(other[place]), copy.deepcopy(node[key])
        case 10:
            node[key] = deepened(node[key], rng.choice((1, 3, 20, 70)), rng)
        case _:
            whole["contained"] = [{**copy.deepcopy(whole), "id": "a"}, {"resourceType": "Patient", "id": "a"}]


def deepened(value: Any, depth: int, rng: Random) -> Any:
    """A value inside many objects or arrays."""
    key = rng.choice(("extension", "a", "contained", "part", "item"))
    for _ in range(depth):
        value = {key: [value]}
    return value


def encoded(resource: Any, rng: Random) -> bytes:
    """JSON, now and then damaged as text."""
    body = json.dumps(resource, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    if rng.random() < 0.9 or len(body) < 2:
        return body
    place = rng.randrange(len(body))
    match rng.randrange(4):
        case 0:
            return body[:place]
        case 1:
            return body[:place] + bytes([rng.randrange(256)]) + body[place + 1 :]
        case 2:
            return (
                body[:place] + rng.choice((b"\\u0000", b"\\ud800", b"\x00", b"\xff", b'"', b"{", b"]")) + body[place:]
            )
        case _:
            return body[:place] + body[: min(place, 200)] + body[place:]
