"""The data files, each read once when first asked for; what is inside stays encoded until it is asked for.

``scripts/fhir_definitions.py`` writes them and says what the rows hold. Measured: opening types costs 6 ms, search
parameters 8 ms, value sets 3 ms; building the definition of one resource type with its nested types about 0.2 ms.
"""

import zlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

FOLDER = Path(__file__).parent / "data"


class TypesFile(msgspec.Struct):
    """The table of types: rows by name, still encoded."""

    numbers: dict[str, int]
    constraints: list[msgspec.Raw]
    types: dict[str, msgspec.Raw]


class SearchFile(msgspec.Struct):
    """The table of search parameters: rows by resource type, still encoded."""

    numbers: dict[str, int]
    parameters: dict[str, msgspec.Raw]


class CompartmentsFile(msgspec.Struct):
    """The compartments: codes of search parameters by resource type, by compartment."""

    compartments: dict[str, dict[str, tuple[str, ...]]]


class ValueSetsFile(msgspec.Struct):
    """The value sets: codes by system, by canonical address, still encoded."""

    value_sets: dict[str, msgspec.Raw]


class CodeSystemsFile(msgspec.Struct):
    """The complete code systems: codes by canonical address, still encoded."""

    code_systems: dict[str, msgspec.Raw]


def unpacked(name: str) -> bytes:
    """Return the bytes of a gzipped data file."""
    return zlib.decompress((FOLDER / name).read_bytes(), wbits=31)


@cache
def types_file() -> TypesFile:
    """Return the table of types."""
    return msgspec.json.decode(unpacked("types.json.gz"), type=TypesFile)


@cache
def search_file() -> SearchFile:
    """Return the table of search parameters."""
    return msgspec.json.decode(unpacked("search.json.gz"), type=SearchFile)


@cache
def compartments_file() -> CompartmentsFile:
    """Return the compartments."""
    return msgspec.json.decode(unpacked("compartments.json.gz"), type=CompartmentsFile)


@cache
def value_sets_file() -> ValueSetsFile:
    """Return the value sets."""
    return msgspec.json.decode(unpacked("value-sets.json.gz"), type=ValueSetsFile)


@cache
def code_systems_file() -> CodeSystemsFile:
    """Return the code systems."""
    return msgspec.json.decode(unpacked("code-systems.json.gz"), type=CodeSystemsFile)


def row(raw: msgspec.Raw) -> Any:
    """Return what stands encoded in a table."""
    return msgspec.json.decode(raw)
