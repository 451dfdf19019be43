"""What crosses the door of the decision: a question, the facts, and the answer with what made it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from samspill.access.attestation.contracts import Attestation
from samspill.access.facts import NEVER
from samspill.access.grants.contracts import Grant
from samspill.access.grounds.contracts import Ground
from samspill.access.hpr.contracts import Standing
from samspill.access.privacy.contracts import Setting

__all__ = [
    "Action",
    "Basis",
    "Citizen",
    "Decision",
    "Deny",
    "Facts",
    "Filter",
    "Label",
    "Made",
    "Obligation",
    "ObligationKind",
    "Permit",
    "PermitWithUnlock",
    "Professional",
    "Question",
    "Rows",
    "RuleRef",
    "Thing",
    "Words",
]


class Basis(StrEnum):
    """The access basis (``access-basis`` of PPS, Kritisk info and PJD)."""

    UNNTAK = "UNNTAK"
    SAMTYKKE = "SAMTYKKE"
    AKUTT = "AKUTT"
    FORHOYET_SAMTYKKE = "FORHOYET_SAMTYKKE"
    FORHOYET_AKUTT = "FORHOYET_AKUTT"


class Action(StrEnum):
    """What is to be done with the data."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Professional:
    """A professional who asks.

    Attributes:
        attestation: already read and checked against Tillitsrammeverk's own rules.
        hpr: what the register answers; None when it was not asked, which opens nothing.
        organisation: the main organisation in the token; None when it names none.
        assurance: the token's level, ``high`` for security level 4; None when it tells none.
        bound_person: the person id that the attestation is about; None for a list.
    """

    attestation: Attestation = field(repr=False)  # it holds national numbers
    hpr: Standing | None
    organisation: str | None
    assurance: str | None
    bound_person: str | None


@dataclass(frozen=True, slots=True)
class Citizen:
    """A citizen who asks: about themself, a child, or someone who gave a power of attorney.

    Attributes:
        person: the citizen's own person id.
        assurance: the token's level, ``high`` for level 4.
    """

    person: str
    assurance: str | None


@dataclass(frozen=True, slots=True)
class Label:
    """A document's confidentiality (list 9603).

    Attributes:
        document: the document's id.
        kind: the code, for example ``N`` or ``NORU``.
        starts: from this moment, seconds since 1970.
        ends: until this moment; for ``NORU`` the moment it is released.
    """

    document: str
    kind: str
    starts: int = 0
    ends: int = NEVER


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked about: a class of a person's data, or one document of it.

    Attributes:
        person: the person's id.
        data_class: the class of data.
        born: the person's date of birth; None when it is not known.
        document: the document's id; empty for the class as a whole.
        labels: the document's labels.
    """

    person: str
    data_class: str
    born: date | None = None
    document: str = ""
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """May this one do this with that, for this purpose, on this basis, now?

    Attributes:
        asker: who.
        thing: what.
        purpose: TREAT, ETREAT, COC or BTG; PATRQT or FAMRQT for citizens. None when it was not told.
        basis: the access basis; None for citizens.
        action: read or write.
        at: now, aware of its time zone.
    """

    asker: Professional | Citizen
    thing: Thing
    purpose: str | None
    basis: Basis | None
    at: datetime
    action: Action = Action.READ


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sources answered about the person; None where one did not answer, which is not the same as nothing."""

    settings: tuple[Setting, ...] | None
    grounds: tuple[Ground, ...] | None
    grants: tuple[Grant, ...] | None = ()


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A rule, as it was when it decided."""

    id: str
    version: int

    def __str__(self) -> str:
        return f"{self.id}/{self.version}"


class ObligationKind(StrEnum):
    """What whoever opens the data must see to."""

    MARK_OPENED = "mark-opened"
    """The log says «opened», not only «made available» (Prop. 154 L, § 22 a)."""
    REDUCED_FIELDS = "reduced-fields"
    REQUIRE_REASON = "require-reason"
    ALERT_AT_ONCE = "alert-at-once"
    FOLLOW_UP_CASE = "follow-up-case"
    SECOND_PERSON = "second-person"
    LOG_REVIEW = "log-review"
    MARK_DEGRADED = "mark-degraded"
    TELL_CITIZEN = "tell-citizen"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation.

    Attributes:
        kind: what.
        days: within how many days; 0 where it has no deadline.
        chars: at least how many letters a reason has; 0 where none is asked for.
        fields: the only fields that are shown; empty where nothing is reduced.
    """

    kind: ObligationKind
    days: int = 0
    chars: int = 0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in the three languages."""

    nb: str
    nn: str
    en: str

    def __str__(self) -> str:
        return self.nb


@dataclass(frozen=True, slots=True)
class Made:
    """How a decision was made; for the audit entry.

    Attributes:
        rules: the rules that decided; the first is the one the reader is told of.
        rulebook: the version of all rules together (a hash of their text).
        inputs: SHA-256 of everything that was asked and known, in hexadecimal.
    """

    rules: tuple[RuleRef, ...]
    rulebook: str
    inputs: str


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes, with what follows."""

    made: Made
    obligations: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class PermitWithUnlock(Permit):
    """Yes, and what the citizen has blocked is opened."""


@dataclass(frozen=True, slots=True)
class Deny:
    """No.

    Attributes:
        made: how it was made; ``made.rules[0]`` is the rule the reader is told of.
        what: what happened.
        why: why.
        remedy: what to do.
    """

    made: Made
    what: Words
    why: Words
    remedy: Words

    @property
    def rule(self) -> RuleRef:
        """The rule that refused."""
        return self.made.rules[0]


Decision = Permit | PermitWithUnlock | Deny


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on rows, in SQL that SQLite and PostgreSQL both read.

    Attributes:
        where: a condition with ``?`` for its values, on rows called as ``Rows`` says; it stands in WHERE, joined to
            others by AND: it may be unknown for rows that it does not let through.
        unlocked: a condition: is this row one that was blocked and is opened?
        values: of ``where``.
        unlocked_values: of ``unlocked``.
    """

    where: str
    unlocked: str
    values: tuple[str | int, ...] = ()
    unlocked_values: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows to be filtered call their columns: SQL expressions, never what a user wrote."""

    person: str = "d.person"
    document: str = "d.document"
    data_class: str = "d.data_class"
    born: str = "(SELECT p.born FROM access_person p WHERE p.person = d.person)"
