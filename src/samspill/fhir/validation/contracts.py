"""What crosses validation's door."""

from enum import StrEnum


class Level(StrEnum):
    """How closely a deployment looks at what it is given."""

    OFF = "off"
    """Only what ``formats`` demands: strict JSON of a known resource type."""

    BASE = "base"
    """R4 itself: elements, cardinality, types, codes, references, narrative, invariants."""

    PROFILE = "profile"
    """R4, the profiles a resource says it follows (``meta.profile``), and R4's best practices as warnings."""
