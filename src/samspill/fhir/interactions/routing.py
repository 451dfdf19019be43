"""Which interaction a method and a path mean (https://hl7.org/fhir/R4/http.html#summary); of Bundle entries too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from samspill.fhir.definitions import api as definitions
from samspill.fhir.outcomes import Issue, Refusal, refusal

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""What a logical id may look like (https://hl7.org/fhir/R4/datatypes.html#id)."""

_VERSION = re.compile(r"[0-9]{1,18}")


class Interaction(StrEnum):
    """What is asked for; the codes are those of ``restful-interaction``, the two last ones excepted."""

    READ = "read"
    VREAD = "vread"
    UPDATE = "update"
    PATCH = "patch"
    DELETE = "delete"
    HISTORY_INSTANCE = "history-instance"
    HISTORY_TYPE = "history-type"
    HISTORY_SYSTEM = "history-system"
    CREATE = "create"
    SEARCH_TYPE = "search-type"
    SEARCH_SYSTEM = "search-system"
    CAPABILITIES = "capabilities"
    TRANSACTION = "transaction"
    BATCH = "batch"
    COMPARTMENT = "search-compartment"
    OPERATION = "operation"


LETTERS: Mapping[Interaction, str] = {
    Interaction.READ: "r",
    Interaction.VREAD: "r",
    Interaction.HISTORY_INSTANCE: "r",
    Interaction.HISTORY_TYPE: "s",
    Interaction.UPDATE: "u",
    Interaction.PATCH: "u",
    Interaction.DELETE: "d",
    Interaction.CREATE: "c",
    Interaction.SEARCH_TYPE: "s",
}
"""The scope letter an interaction on one type needs (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html);
the others look at each type they touch."""

_TYPE, _ID, _VERSION_ID, _INNER, _OPERATION = "{type}", "{id}", "{version}", "{inner}", "$"

_SEARCH = Interaction.SEARCH_TYPE
TABLE: Mapping[tuple[str, ...], Mapping[str, Interaction]] = {
    (): {"GET": Interaction.SEARCH_SYSTEM, "POST": Interaction.TRANSACTION},
    ("metadata",): {"GET": Interaction.CAPABILITIES},
    ("_history",): {"GET": Interaction.HISTORY_SYSTEM},
    ("_search",): {"POST": Interaction.SEARCH_SYSTEM},
    (_OPERATION,): {"GET": Interaction.OPERATION, "POST": Interaction.OPERATION},
    (_TYPE,): {
        "GET": _SEARCH, "POST": Interaction.CREATE, "PUT": Interaction.UPDATE, "PATCH": Interaction.PATCH,
        "DELETE": Interaction.DELETE,
    },
    (_TYPE, "_search"): {"POST": _SEARCH},
    (_TYPE, "_history"): {"GET": Interaction.HISTORY_TYPE},
    (_TYPE, _OPERATION): {"GET": Interaction.OPERATION, "POST": Interaction.OPERATION},
    (_TYPE, _ID): {
        "GET": Interaction.READ, "PUT": Interaction.UPDATE, "PATCH": Interaction.PATCH, "DELETE": Interaction.DELETE,
    },
    (_TYPE, _ID, "_history"): {"GET": Interaction.HISTORY_INSTANCE},
    (_TYPE, _ID, "_history", _VERSION_ID): {"GET": Interaction.VREAD},
    (_TYPE, _ID, _OPERATION): {"GET": Interaction.OPERATION, "POST": Interaction.OPERATION},
    (_TYPE, _ID, _INNER): {"GET": Interaction.COMPARTMENT},
    (_TYPE, _ID, _INNER, "_search"): {"POST": Interaction.COMPARTMENT},
}  # fmt: skip
"""The shapes of paths, and what each method means on them. HEAD is GET."""

_PLAIN = (_TYPE, _ID)
_LITERALS = frozenset({"_history", "_search"})


class WrongMethod(Refusal):
    """The path exists, but does not take this method.

    Attributes:
        allowed: the methods it takes, for the Allow header.
    """

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(
            405, Issue("error", "not-supported", f"{method} is not supported here. Use one of: {allowed}.")
        )
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Route:
    """Where a call leads.

    Attributes:
        resource_type: the type in the path; empty for the whole system.
        id: the logical id in the path; empty when there is none.
        version: the version in the path; 0 when there is none.
        inner: the type searched in a compartment, ``*`` for all; empty otherwise.
        operation: the operation's name without ``$``; empty otherwise.
    """

    interaction: Interaction
    resource_type: str = ""
    id: str = ""
    version: int = 0
    inner: str = ""
    operation: str = ""


def route(method: str, path: tuple[str, ...]) -> Route:
    """Find the interaction of a method and a path.

    Raises:
        Refusal: 404 for a path or type that is not served, 405 for a method the path does not take, 400 for a bad id.
    """
    if len(path) in (1, 2) and path[0] in _types() and all(map(ID.fullmatch, path)):  # nearly every call
        interaction = TABLE[_PLAIN[: len(path)]].get(method)
        if interaction is not None:
            return Route(interaction, path[0], path[1] if len(path) == 2 else "")
    shape = _shape(path)
    methods = TABLE.get(shape)
    if methods is None:
        raise refusal(404, "not-found", "Nothing is served at this path. GET metadata tells what is.")
    for place, segment in zip(shape, path, strict=True):
        _check(place, segment)
    interaction = methods.get("GET" if method == "HEAD" else method)
    if interaction is None:
        raise WrongMethod(method, _allowed(shape))
    return _route(interaction, dict(zip(shape, path, strict=True)))


def is_served(resource_type: str) -> bool:
    """Answer whether R4 has a resource type of this name."""
    return resource_type in _types()


@cache
def _types() -> frozenset[str]:
    return frozenset(definitions.resource_types())


def _shape(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_place(index, segment, path) for index, segment in enumerate(path))


def _place(index: int, segment: str, path: tuple[str, ...]) -> str:
    if segment.startswith("$"):
        return _OPERATION
    if segment in _LITERALS or (index == 0 and segment == "metadata"):
        return segment
    if index == 3:
        return _VERSION_ID if path[2] == "_history" else "?"
    return (_TYPE, _ID, _INNER)[index] if index < 3 else "?"


def _check(place: str, segment: str) -> None:
    if place == _TYPE or (place == _INNER and segment != "*"):
        if not is_served(segment):
            named = f"'{segment}' is" if segment.isascii() and segment.isalpha() and len(segment) <= 64 else "This is"
            raise refusal(404, "not-supported", f"{named} not an R4 resource type.")
    elif place == _ID:
        check_id(segment)
    elif place == _VERSION_ID and not _VERSION.fullmatch(segment):
        raise refusal(404, "not-found", "There is no such version: versions are whole numbers.")


def check_id(segment: str) -> None:
    """Refuse (400) a logical id that R4 does not allow."""
    if not ID.fullmatch(segment):
        text = "This cannot be a logical id: use 1 to 64 of the characters A-Z, a-z, 0-9, '-' and '.'."
        raise refusal(400, "value", text, "id")


def _route(interaction: Interaction, found: Mapping[str, str]) -> Route:
    return Route(
        interaction,
        found.get(_TYPE, ""),
        found.get(_ID, ""),
        int(found.get(_VERSION_ID, 0)),
        found.get(_INNER, ""),
        found.get(_OPERATION, "")[1:],
    )


def _allowed(shape: tuple[str, ...]) -> str:
    methods = list(TABLE[shape])
    if "GET" in methods:
        methods.insert(1, "HEAD")
    return ", ".join(methods)
