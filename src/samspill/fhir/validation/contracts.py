"""What crosses validation's door."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How closely a deployment looks at what it is given."""

    OFF = "off"
    """Only what ``formats`` demands: strict JSON of a known resource type."""

    BASE = "base"
    """R4 itself: elements, cardinality, types, codes, references, narrative, invariants."""

    PROFILE = "profile"
    """R4, the profiles a resource says it follows (``meta.profile``), and R4's best practices as warnings."""


@dataclass(frozen=True, slots=True)
class Wariness:
    """What a deployment refuses though R4 allows it.

    Attributes:
        known_extensions_only: an extension must be HL7's own or one whose definition was loaded.
        no_markup: no text but the narrative may look like HTML.
    """

    known_extensions_only: bool = False
    no_markup: bool = False
