"""Frozen values for the official R4 definitions (https://hl7.org/fhir/R4), as the engine needs them at run time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of type a definition describes."""

    PRIMITIVE = "primitive"
    COMPLEX = "complex"
    BACKBONE = "backbone"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Constraint:
    """An invariant: a FHIRPath expression that must be true where it stands."""

    key: str
    is_error: bool
    human: str
    expression: str


@dataclass(frozen=True, slots=True)
class Element:
    """One child element of a type.

    Attributes:
        name: JSON name without ``[x]``: ``value`` for ``value[x]``.
        path: the official path: ``Observation.component.value[x]``.
        types: type names it may have; a nested element's own type is named by its path (``Observation.component``),
            and a content reference is resolved to the path it names.
        least: fewest occurrences.
        most: most occurrences; ``None`` means any number (then it is a JSON array; so is any ``most`` above 1).
        choice: whether the JSON name carries the type (``valueQuantity``).
        targets: resource types a Reference or canonical may point to; empty means any.
        required: canonical address (without version) of the value set that must be used; ``None`` when not bound so.
        constraints: invariants that stand on the element itself.
        in_summary: whether ``_summary=true`` shows it.
        is_modifier: whether it changes what the rest means, and so is never left out.
    """

    name: str
    path: str
    types: tuple[str, ...]
    least: int
    most: int | None
    choice: bool = False
    targets: tuple[str, ...] = ()
    required: str | None = None
    constraints: tuple[Constraint, ...] = ()
    in_summary: bool = False
    is_modifier: bool = False

    @property
    def is_list(self) -> bool:
        """Whether JSON holds it as an array."""
        return self.most is None or self.most > 1


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """A type with all its elements, inherited ones included, in the official order.

    Attributes:
        name: ``Observation``, ``HumanName``, ``dateTime``, or the path of a nested element.
        kind: what sort of type it is.
        base: the type it specialises (``DomainResource``, ``Element``, ``string`` for ``code``); ``None`` at the top.
        abstract: whether nothing can be only this type.
        elements: by JSON name without ``[x]``; empty for a primitive.
        pattern: regular expression a primitive's lexical form must match; ``None`` when there is none.
        constraints: invariants that stand on the type itself, inherited ones included.
    """

    name: str
    kind: Kind
    base: str | None
    abstract: bool
    elements: Mapping[str, Element]
    pattern: str | None = None
    constraints: tuple[Constraint, ...] = ()


class SearchType(StrEnum):
    """The R4 search parameter types (https://hl7.org/fhir/R4/search.html)."""

    NUMBER = "number"
    DATE = "date"
    STRING = "string"
    TOKEN = "token"  # noqa: S105  (a kind of search, no secret)
    REFERENCE = "reference"
    COMPOSITE = "composite"
    QUANTITY = "quantity"
    URI = "uri"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a composite search parameter: the code of the parameter it is, and where its value stands."""

    code: str
    type: SearchType
    expression: str


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """A search parameter on one resource type.

    Attributes:
        number: stable small number of (resource type, code), used as key in the index; never reused.
        resource_type: the type it searches; parameters of Resource and DomainResource are listed for every type.
        code: the name in a URL.
        type: what sort of value it compares.
        expression: FHIRPath from the resource, reduced to the alternatives that concern this resource type.
        targets: resource types a reference may point to; empty means any.
        components: the parts of a composite.
        url: its canonical address.
        description: HL7's own text.
    """

    number: int
    resource_type: str
    code: str
    type: SearchType
    expression: str
    targets: tuple[str, ...]
    components: tuple[Component, ...]
    url: str
    description: str


@dataclass(frozen=True, slots=True)
class Compartment:
    """Which resources belong to a Patient, Encounter, Practitioner, RelatedPerson or Device.

    Attributes:
        code: the type that names the compartment.
        parameters: for each resource type in it, the codes of the reference search parameters that make it belong;
            ``{def}`` in the official definition (the resource itself) is given as ``_id``.
    """

    code: str
    parameters: Mapping[str, tuple[str, ...]]
