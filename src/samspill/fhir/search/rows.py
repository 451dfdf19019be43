"""Rows of the resource table as values."""

from collections.abc import Sequence
from typing import Any

from samspill.fhir.definitions.api import type_named
from samspill.fhir.store.contracts import Method, Stored

METHODS = (Method.CREATE, Method.CREATE, Method.UPDATE, Method.DELETE)
WIDTH = 8


def stored(row: Sequence[Any]) -> Stored:
    """Return the resource that stands in the last columns of a row."""
    key, number, id_, version, at, sequence, method, body = row[-WIDTH:]
    return Stored(key, type_named(number), id_, version, at, sequence, METHODS[method], body)
