"""The algebra of the rules: nine small conditions, and what can be asked about.

A condition is true, false or unknown; an attribute that is absent makes what asks for it unknown, and unknown opens
nothing (``evaluating``). ``sql`` and the tests' own oracle give the same conditions the same meaning in other ways.
"""

from dataclasses import dataclass
from enum import StrEnum

from samspill.access.grants.contracts import EMERGENCY
from samspill.access.grounds.contracts import GroundKind
from samspill.access.hpr.contracts import Standing
from samspill.access.privacy.contracts import SettingKind

ASKER_TEXTS = frozenset(
    {
        "action",
        "asker",
        "assurance",
        "attested_purpose",
        "basis",
        "bound_person",
        "citizen",
        "data_class",
        "grants",
        "grounds",
        "hpr",
        "hpr_nr",
        "organisation",
        "patient_bound",
        "privacy",
        "profession",
        "purpose",
        "relation",
        "service",
        "token_organisation",
        "unit",
        "user_selected",
    }
)
"""What is known of who asks and how; the same for every row of a list."""

ASKER_NUMBERS = frozenset({"toa"})
THING_TEXTS = frozenset({"person", "document"})
THING_NUMBERS = frozenset({"born"})
"""What differs from row to row."""


class Fact(StrEnum):
    """Which facts a condition looks for."""

    GROUND = "ground"
    SETTING = "setting"
    GRANT = "grant"
    LABEL = "label"


KINDS: dict[Fact, frozenset[str]] = {
    Fact.GROUND: frozenset(GroundKind),
    Fact.SETTING: frozenset(SettingKind),
    Fact.GRANT: frozenset({EMERGENCY}),
    Fact.LABEL: frozenset(
        {"N", "NORU", "NORS"}
        | {f"NORN_{end}" for end in ("FFL", "KUT", "EPO", "ALL", "FOR", "FORANS", "UNGDOM", "FFH", "FPB", "DUP", "ANG")}
    ),
}
"""The kinds there are; labels are list 9603."""

VALUES: dict[str, frozenset[str]] = {
    "action": frozenset({"read", "write"}),
    "asker": frozenset({"professional", "citizen"}),
    "assurance": frozenset({"high", "substantial", "low"}),
    "basis": frozenset({"UNNTAK", "SAMTYKKE", "AKUTT", "FORHOYET_SAMTYKKE", "FORHOYET_AKUTT"}),
    "grants": frozenset({"answered", "silent"}),
    "grounds": frozenset({"answered", "silent"}),
    "hpr": frozenset(Standing),
    "patient_bound": frozenset({"yes", "no"}),
    "privacy": frozenset({"answered", "silent"}),
    "purpose": frozenset({"TREAT", "ETREAT", "COC", "BTG", "PATRQT", "FAMRQT"}),
    "user_selected": frozenset({"yes", "no"}),
}
"""The only values that some attributes can have: a misspelt one in a refusal would open."""


@dataclass(frozen=True, slots=True)
class Match:
    """How a fact's column is held against an attribute.

    Attributes:
        column: of the fact.
        attribute: of who asks or of the thing.
        open: an empty column holds for every value.
    """

    column: str
    attribute: str
    open: bool = False


MATCHES: dict[tuple[Fact, str], Match] = {
    (Fact.GROUND, "organisation"): Match("organisation", "organisation"),
    (Fact.GROUND, "unit"): Match("unit", "unit", open=True),
    (Fact.GROUND, "holder"): Match("holder", "hpr_nr"),
    (Fact.GROUND, "citizen"): Match("holder", "citizen"),
    (Fact.SETTING, "class"): Match("data_class", "data_class", open=True),
    (Fact.SETTING, "document"): Match("document", "document", open=True),
    (Fact.SETTING, "organisation"): Match("organisation", "organisation", open=True),
    (Fact.SETTING, "holder"): Match("holder", "hpr_nr", open=True),
    (Fact.SETTING, "professional"): Match("holder", "hpr_nr"),
    (Fact.GRANT, "class"): Match("data_class", "data_class", open=True),
    (Fact.GRANT, "organisation"): Match("organisation", "organisation"),
    (Fact.GRANT, "holder"): Match("holder", "hpr_nr"),
}
"""What a rule may call a match, and what it means."""


@dataclass(frozen=True, slots=True)
class Equal:
    """The attribute is one of these values; unknown when it is absent."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """The attribute is absent; never unknown."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Same:
    """Two attributes have the same value; unknown when either is absent."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Recent:
    """The moment in the attribute is at most this long ago, and not in the future; unknown when it is absent."""

    attribute: str
    minutes_max: int


@dataclass(frozen=True, slots=True)
class Aged:
    """The birth day in the attribute makes an age from ``years_from`` and under ``years_under`` on the day."""

    attribute: str
    years_from: int
    years_under: int | None


@dataclass(frozen=True, slots=True)
class Present:
    """There is such a fact about the person (a label: about the document) now; unknown when its source is silent.

    Attributes:
        fact: which facts.
        kinds: one of these kinds.
        codes: with one of these codes; empty for any.
        matches: each of these holds.
        days_after: a fact that ended is held on to for this long.
        days_max: a fact that began holds for no longer than this; None for as long as it lasts.
    """

    fact: Fact
    kinds: tuple[str, ...]
    codes: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    days_after: int = 0
    days_max: int | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every one holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    part: "Condition"


Condition = Equal | Absent | Same | Recent | Aged | Present | All | AnyOf | Not
