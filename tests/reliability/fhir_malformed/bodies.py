"""Bodies that break naive FHIR servers in Python, by name (domain note on security and reliability, 5.4)."""

import gzip
import json
from typing import Any

OBSERVATION = b'{"resourceType":"Observation","status":"final","code":{"text":"x"},%s}'
PATIENT = {"resourceType": "Patient"}


def observed(value: bytes) -> bytes:
    """An Observation with something in the place of its value."""
    return OBSERVATION % value


def bundle(kind: str, entries: list[dict[str, Any]]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}).encode()


def _cycle(size: int) -> bytes:
    """Organizations that are each a part of the next, the last one of the first."""
    names = [f"urn:uuid:00000000-0000-4000-8000-{number:012}" for number in range(size)]
    return bundle(
        "transaction",
        [
            {
                "fullUrl": name,
                "resource": {"resourceType": "Organization", "name": "x", "partOf": {"reference": names[place - 1]}},
                "request": {"method": "POST", "url": "Organization"},
            }
            for place, name in enumerate(names)
        ],
    )


UNFIT: dict[str, bytes] = {
    "arrays 100,000 deep": b"[" * 100_000,
    "objects 100,000 deep": b'{"a":' * 100_000,
    "closed, 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "a resource 5,000 deep": b'{"resourceType":"Patient","x":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "NaN": observed(b'"valueQuantity":{"value":NaN}'),
    "Infinity": observed(b'"valueQuantity":{"value":-Infinity}'),
    "1e400": observed(b'"valueQuantity":{"value":1e400}'),
    "1e-400": observed(b'"valueQuantity":{"value":1e-400}'),
    "5,000 digits": observed(b'"valueInteger":' + b"9" * 5_000),
    "5,000 decimals": observed(b'"valueQuantity":{"value":1.' + b"9" * 5_000 + b"}"),
    "2^63": observed(b'"valueInteger":9223372036854775808'),
    "below -2^63": observed(b'"valueInteger":-9223372036854775809'),
    "2^31": observed(b'"valueInteger":2147483648'),
    "half a pair": observed(b'"valueString":"\\ud800"'),
    "the other half": observed(b'"valueString":"\\udfff x"'),
    "half a pair as a key": observed(b'"\\ud800":1'),
    "NUL by number": observed(b'"valueString":"a\\u0000b"'),
    "NUL in a key": observed(b'"a\\u0000":1'),
    "NUL as a byte": observed(b'"valueString":"a\x00b"'),
    "a control character": observed(b'"valueString":"a\x07b"'),
    "a key twice": observed(b'"valueInteger":1,"valueInteger":2'),
    "a key twice, once by number": observed(b'"valueInteger":1,"value\\u0049nteger":2'),
    "resourceType twice": b'{"resourceType":"Patient","resourceType":"Observation"}',
    "no UTF-8": observed(b'"valueString":"\xff\xfe"'),
    "too long UTF-8": observed(b'"valueString":"\xc0\xaf"'),
    "a surrogate in UTF-8": observed(b'"valueString":"\xed\xa0\x80"'),
    "UTF-16": '{"resourceType":"Patient"}'.encode("utf-16"),
    "UTF-32": '{"resourceType":"Patient"}'.encode("utf-32"),
    "a byte order mark": b'\xef\xbb\xbf{"resourceType":"Patient"}',
    "year 0000": b'{"resourceType":"Patient","birthDate":"0000-01-01"}',
    "the 30th of February": b'{"resourceType":"Patient","birthDate":"2026-02-30"}',
    "year 10000": b'{"resourceType":"Patient","birthDate":"10000-01-01"}',
    "an XML entity": b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><Patient>&x;</Patient>',
    "an entity in the narrative": (
        b'{"resourceType":"Patient","text":{"status":"generated","div":"<!DOCTYPE d [<!ENTITY a \\"b\\">]>'
        b'<div xmlns=\\"http://www.w3.org/1999/xhtml\\">&a;</div>"}}'
    ),
    "a script in the narrative": (
        b'{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">'
        b'<script>x</script></div>"}}'
    ),
    "nothing": b"",
    "blanks": b" \n ",
    "null": b"null",
    "a number": b"5",
    "a text": b'"Patient"',
    "an array": b"[]",
    "an empty object": b"{}",
    "no type": b'{"id":"1"}',
    "a type that is none": b'{"resourceType":"Pasient"}',
    "a type that is a number": b'{"resourceType":5}',
    "a type with a path": b'{"resourceType":"../Patient"}',
    "cut": b'{"resourceType":"Patient","name":[{"family":"x"',
    "two": b'{"resourceType":"Patient"}{"resourceType":"Patient"}',
    "a comma too many": b'{"resourceType":"Patient",}',
    "single quotes": b"{'resourceType':'Patient'}",
    "a comment": b'{"resourceType":"Patient"/* x */}',
    "an id with a path": b'{"resourceType":"Patient","id":"../../etc"}',
    "an id that is long": b'{"resourceType":"Patient","id":"' + b"a" * 65 + b'"}',
    "an id with a new line": b'{"resourceType":"Patient","id":"a\\n"}',
    "a million elements": b'{"resourceType":"Patient","x":[' + b"1," * 1_000_000 + b"1]}",
    "null in an array": b'{"resourceType":"Patient","name":[null]}',
    "an empty array": b'{"resourceType":"Patient","name":[]}',
    "an empty text": b'{"resourceType":"Patient","name":[{"family":""}]}',
    "base64 that nearly is": b'{"resourceType":"Binary","contentType":"a/b","data":"' + b"AAAA" * 50_000 + b'!"}',
    "a code of blanks": observed(b'"language":"' + b"a " * 50_000 + b'"'),
}
"""What no server takes as an Observation or a Patient: each is refused with 400, 413 or 422."""

HEAVY: dict[str, bytes] = {
    "a text of 10 MB": b'{"resourceType":"Patient","name":[{"family":"' + b"a" * 10_000_000 + b'"}]}',
    "a bundle of 10,000": bundle(
        "batch", [{"request": {"method": "GET", "url": "Patient?name=a"}} for _ in range(10_000)]
    ),
    "a bundle of 10,000 that writes": bundle(
        "transaction", [{"resource": PATIENT, "request": {"method": "POST", "url": "Patient"}} for _ in range(10_000)]
    ),
    "a cycle of 1": _cycle(1),
    "a cycle of 2": _cycle(2),
    "a cycle of 300": _cycle(300),
}

BOMB = gzip.compress(b'{"resourceType":"Patient","name":[{"family":"' + b" " * 100_000_000 + b'"}]}', 9)
