"""HL7's R4 examples: which are valid, and an engine that holds them all."""

import gzip
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.factories.fhir_engine import Heard, Talk
from tests.factories.records import Clock
from tests.shared import SHARED

from samspill.fhir.formats import api as formats
from samspill.fhir.store.api import open_store

FILE = SHARED / "conformance" / "fhir" / "r4-examples" / "examples.ndjson.gz"
JSON = "application/fhir+json"


@dataclass(frozen=True)
class Example:
    """One official file, with an id of its own among those of its type."""

    file: str
    resource: dict[str, Any]

    @property
    def path(self) -> str:
        return f"{self.resource['resourceType']}/{self.resource['id']}"


@cache
def examples() -> tuple[Example, ...]:
    """Read all files; one without an id, or with another's, is called by its file's name instead."""
    found: dict[str, Example] = {}
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            read = json.loads(line, parse_float=Decimal)
            example = Example(read["file"], read["resource"])
            if "id" not in example.resource or example.path in found:
                example.resource["id"] = example.file.removesuffix(".json")[:64]
            found[example.path] = example
    return tuple(found.values())


def fault(example: Example) -> str:
    """Tell what makes an official file invalid by R4's own words; empty when nothing is known.

    The specification's build made a Questionnaire of every resource type, and left link ids of nested items out.
    """
    if example.resource["resourceType"] == "Questionnaire":
        for item in _items(example.resource):
            if "linkId" not in item:
                return "linkId is missing"
    return ""


def _items(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in holder.get("item", ()):
        yield item
        yield from _items(item)


@cache
def valid() -> tuple[Example, ...]:
    return tuple(example for example in examples() if not fault(example))


@cache
def invalid() -> tuple[Example, ...]:
    return tuple(example for example in examples() if fault(example))


@dataclass(frozen=True)
class Loaded:
    """An engine on SQLite, spoken to, and what it answered to each file's PUT."""

    talk: Talk
    answers: dict[str, Heard]


@cache
def loaded() -> Loaded:
    """Send every file by PUT, the invalid ones too, to an engine at validation level base."""
    folder = tempfile.TemporaryDirectory(prefix="samspill-examples-")
    clock = Clock()
    talk = Talk(open_store(str(Path(folder.name) / "record.sqlite3"), clock=clock), clock)
    _OPEN.append((talk, folder))
    answers = {
        each.file: talk("PUT", each.path, formats.write(each.resource), content_type=JSON) for each in examples()
    }
    return Loaded(talk, answers)


@cache
def read_back() -> dict[str, dict[str, Any]]:
    """Return every valid example as the engine gives it back, by file."""
    talk = loaded().talk
    return {each.file: resource_in(talk("GET", each.path, accept=JSON)) for each in valid()}


def resource_in(heard: Heard) -> dict[str, Any]:
    """Return the resource that an answer holds, its decimals with their digits."""
    body = heard.answer.body
    assert isinstance(body, bytes)
    return formats.read(body)


def close() -> None:
    """Close what was opened, and remove its folder."""
    while _OPEN:
        talk, folder = _OPEN.pop()
        talk.engine.close()
        folder.cleanup()
    loaded.cache_clear()
    read_back.cache_clear()


_OPEN: list[tuple[Talk, "tempfile.TemporaryDirectory[str]"]] = []
