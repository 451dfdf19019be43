"""The Need: what everyone must hold who reads or writes a person's data."""

from dataclasses import InitVar, dataclass, field
from datetime import date, datetime
from typing import Protocol

from samspill.access.decision.api import Rulebook, decide
from samspill.access.decision.contracts import (
    Action,
    Basis,
    Citizen,
    Decision,
    Deny,
    Facts,
    Filter,
    Obligation,
    Permit,
    Professional,
    Question,
    Thing,
)
from samspill.access.grants.contracts import Grant, Grants
from samspill.access.grounds.contracts import Ground, Grounds
from samspill.access.need.seal import SEAL
from samspill.access.privacy.contracts import Privacy
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text

__all__ = ["LookUp", "Need", "NeedRefused", "Opened", "Persons", "Sink", "Sources"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a Need opens of one class of data.

    Attributes:
        data_class: the class.
        decision: the permit, with its obligations and the rules that made it.
        filter: the condition that every row of this class must pass; a single document may be closed though its class
            is open.
    """

    data_class: str
    decision: Permit
    filter: Filter


@dataclass(frozen=True, slots=True)
class Need:
    """Who needs which of whose data, for what, on which grounds, until when. Only ``Access.establish`` makes one.

    Attributes:
        asker: who.
        person: whose data; None for a list, which only its filters narrow.
        purpose: for what.
        basis: the access basis; None for citizens.
        action: to read or to write.
        grounds: the relations that hold now, of those the sources know.
        opened: what is opened, one for each class of data.
        refused: what was asked for and refused, by class.
        at: when it was established.
        valid_until: from this moment it opens nothing.
        facts: what the sources answered.
        rules: the rulebook that decided.
    """

    seal: InitVar[object]
    asker: Professional | Citizen
    person: str | None
    purpose: str | None
    basis: Basis | None
    action: Action
    grounds: tuple[Ground, ...]
    opened: tuple[Opened, ...]
    refused: tuple[tuple[str, Deny], ...]
    at: datetime
    valid_until: datetime
    facts: Facts = field(repr=False)
    rules: Rulebook = field(repr=False)

    def __post_init__(self, seal: object) -> None:
        if seal is not SEAL:
            raise TypeError("only access.establish makes a Need")

    @property
    def data_classes(self) -> tuple[str, ...]:
        """The classes of data that are open."""
        return tuple(each.data_class for each in self.opened)

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """What whoever uses it must see to, each once."""
        return tuple(dict.fromkeys(each for opened in self.opened for each in opened.decision.obligations))

    def covers(self, *, person: str | None, data_class: str, action: Action, at: datetime) -> bool:
        """Answer whether it opens these data of this person now; a list's Need covers no person by itself."""
        return (
            person == self.person
            and data_class in self.data_classes
            and action is self.action
            and self.at <= at < self.valid_until
        )

    def filter_of(self, data_class: str) -> Filter:
        """Return the condition that every row of a class must pass.

        Raises:
            KeyError: the class is not open.
        """
        for each in self.opened:
            if each.data_class == data_class:
                return each.filter
        raise KeyError(data_class)

    def decide_on(self, thing: Thing) -> Decision:
        """Decide on one document with the facts that were known when it was established.

        Raises:
            ValueError: the document is another person's, or of a class that is not open: another Need is needed.
        """
        if self.person is None or thing.person != self.person or thing.data_class not in self.data_classes:
            raise ValueError("this Need is not for that person and class of data")
        question = Question(self.asker, thing, self.purpose, self.basis, self.at, self.action)
        return decide(question, self.facts, rules=self.rules)


@dataclass(frozen=True, slots=True)
class LookUp:
    """One look-up, allowed or refused, as it is handed to the audit.

    Attributes:
        asker: who; the attestation's own identifiers are in it, and the sink writes none that is a national number.
        person: whose data; None for a list.
        purpose: for what.
        basis: the access basis.
        action: to read or to write.
        decisions: what was decided, for each class of data.
        at: when.
        grant: the emergency access that was asked for, with its reason; None for an ordinary look-up.
    """

    asker: Professional | Citizen
    person: str | None
    purpose: str | None
    basis: Basis | None
    action: Action
    decisions: tuple[tuple[str, Decision], ...]
    at: datetime
    grant: Grant | None = None


class Sink(Protocol):
    """Where look-ups are recorded. It raises when it cannot, and then there is no look-up."""

    def record(self, look_up: LookUp) -> None:
        """Record one look-up, in the transaction of the act where there is one."""


class Persons(Protocol):
    """What must be known of a person before anything is decided."""

    def born(self, person: str) -> date | None:
        """Return the date of birth, or None when it is not known."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where facts come from; none of them holds the data that are decided about."""

    privacy: Privacy
    grounds: Grounds
    grants: Grants
    persons: Persons


class NeedRefused(Refused):
    """No need was established.

    Attributes:
        deny: the refusal, with its words in three languages.
    """

    def __init__(self, deny: Deny) -> None:
        self.deny = deny
        super().__init__(Text(deny.what.nb), why=Text(deny.why.nb), remedy=Text(deny.remedy.nb))
