"""A search parameter of one or several resource types at once: what it compares and where its rows stand."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.index import api as index
from samspill.fhir.index.contracts import Way
from samspill.fhir.search.contracts import Table

TABLES = {
    SearchType.TOKEN: Table.TOKEN,
    SearchType.URI: Table.TOKEN,
    SearchType.STRING: Table.STRING,
    SearchType.DATE: Table.DATE,
    SearchType.NUMBER: Table.QUANTITY,
    SearchType.QUANTITY: Table.QUANTITY,
    SearchType.REFERENCE: Table.REFERENCE,
}

IDENTIFIERS = frozenset({"accession", "container-id", "related-id", "requisition"})
"""Parameters of identifiers that are not called so."""

Group = tuple[str | None, tuple[int, ...]]


class Unknown(Exception):
    """R4 defines no such search parameter for the resource types.

    Attributes:
        name: the parameter as written.
        types: the resource types.
    """

    def __init__(self, name: str, types: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.types = types


@dataclass(frozen=True, slots=True)
class Field:
    """A search parameter.

    Attributes:
        groups: numbers of the rows that answer it, by the target type that alone counts (``None``: any).
        targets: resource types a reference may point to; empty for any.
        ways: how a composite can match.
        is_identifier: whether its values are business identifiers.
        unsupported: why it cannot be answered; empty when it can.
    """

    code: str
    type: SearchType
    groups: tuple[Group, ...]
    targets: tuple[str, ...]
    ways: tuple[Way, ...]
    is_identifier: bool
    unsupported: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """All numbers, whichever target."""
        return tuple(dict.fromkeys(number for _, numbers in self.groups for number in numbers))


def field_of(types: tuple[str, ...], code: str) -> Field | None:
    """Return a parameter that all the types have, comparing the same sort of value; ``None`` when there is none.

    Args:
        types: empty for every resource type.
        code: the parameter's name.
    """
    searched = types or definitions.resource_types()
    # names that anyone made up are not remembered
    return _field_of(searched, code) if code in definitions.search_parameters(searched[0]) else None


@lru_cache(maxsize=8192)
def _field_of(searched: tuple[str, ...], code: str) -> Field | None:
    found = [definitions.search_parameters(each).get(code) for each in searched]
    first = found[0]
    if first is None or any(each is None or each.type is not first.type for each in found):
        return None
    groups: defaultdict[str | None, list[int]] = defaultdict(list)
    for each in searched:
        for number, target in index.stored_as(each, code):
            groups[target].append(number)
    ways = index.ways(searched[0], code) if len(searched) == 1 else ()
    return Field(
        code,
        first.type,
        tuple((target, tuple(numbers)) for target, numbers in groups.items()),
        tuple(dict.fromkeys(target for each in found if each for target in each.targets)),
        ways,
        first.type is SearchType.TOKEN and (code.endswith("identifier") or code in IDENTIFIERS),
        "" if groups or ways else index.unsupported().get((searched[0], code), ""),
    )


def needed(types: tuple[str, ...], code: str, name: str) -> Field:
    """Return a parameter that the types must have.

    Raises:
        Unknown: they do not.
    """
    field = field_of(types, code)
    if field is None:
        raise Unknown(name, types)
    return field


def codes(types: tuple[str, ...]) -> set[str]:
    """Return the names of the parameters that all the types have."""
    searched = types or definitions.resource_types()
    return set.intersection(*(set(definitions.search_parameters(each)) for each in searched))
