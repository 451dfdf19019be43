"""Establishes a need: privacy is asked first, then what shows the need; data are never asked for here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from samspill.access.decision.api import Rulebook, built_in, decide, filter_of, outlook
from samspill.access.decision.contracts import (
    Action,
    Basis,
    Citizen,
    Decision,
    Deny,
    Facts,
    Permit,
    Professional,
    Question,
    Thing,
)
from samspill.access.facts import SourceSilent
from samspill.access.grants.api import emergency_grant
from samspill.access.grants.contracts import HOURS_MAX, Grant
from samspill.access.grounds.contracts import Ground
from samspill.access.need.contracts import LookUp, Need, NeedRefused, Opened, Sink, Sources
from samspill.access.need.lasting import valid_until
from samspill.access.need.seal import SEAL

T = TypeVar("T")

NOTHING = Facts(settings=(), grounds=(), grants=())


@dataclass(frozen=True, slots=True)
class Access:
    """The only way to a Need.

    Attributes:
        sources: where facts come from.
        sink: where every look-up is recorded, the refused ones too.
        rules: the rulebook.
    """

    sources: Sources
    sink: Sink
    rules: Rulebook

    def establish(
        self,
        *,
        asker: Professional | Citizen,
        person: str | None,
        data_classes: Sequence[str],
        purpose: str | None,
        basis: Basis | None,
        at: datetime,
        action: Action = Action.READ,
    ) -> Need:
        """Return a Need for those of the classes that the rules open; the others stand in ``refused``.

        Args:
            asker: who asks, with an attestation that has been checked.
            person: whose data; None for a list (rule ATT-6), which only a professional can ask for.
            data_classes: which classes of data, at least one.
            purpose: TREAT, ETREAT, COC or BTG; PATRQT or FAMRQT for a citizen.
            basis: the access basis; None for a citizen.
            at: now.
            action: to read or to write.

        Raises:
            NeedRefused: none of the classes is opened.
            ValueError: the question itself is wrong: no class, one that does not exist, or a citizen's list.
        """
        self._check(asker, person, data_classes)
        facts = NOTHING if person is None else self._facts(person)
        thing = Thing(person or "", "", None if person is None else self._born(person))
        question = Question(asker, thing, purpose, basis, at, action)
        decisions = {name: self._decide(replace(question, thing=replace(thing, data_class=name)), facts, person)
                     for name in dict.fromkeys(data_classes)}  # fmt: skip
        self.sink.record(LookUp(asker, person, purpose, basis, action, tuple(decisions.items()), at))
        opened = tuple(self._open(question, facts, name, decision) for name, decision in decisions.items()
                       if not isinstance(decision, Deny))  # fmt: skip
        refused = tuple((name, decision) for name, decision in decisions.items() if isinstance(decision, Deny))
        if not opened:
            raise NeedRefused(refused[0][1])
        return Need(
            seal=SEAL,
            asker=asker,
            person=person,
            purpose=purpose,
            basis=basis,
            action=action,
            grounds=_holding(facts, at),
            opened=opened,
            refused=refused,
            at=at,
            valid_until=valid_until(asker, facts, self.rules, at),
            facts=facts,
            rules=self.rules,
        )

    def break_glass(
        self,
        *,
        asker: Professional,
        person: str,
        reason: str,
        grant_id: str,
        at: datetime,
        hours: int = HOURS_MAX,
        data_class: str = "",
    ) -> tuple[Grant, Permit]:
        """Give emergency access and keep it; the permit tells what must be seen to at once.

        It opens nothing by itself: the look-up that follows is decided, and logged, as every other.

        Raises:
            GrantRefused: the reason is too short, it is to last too long, or there is no HPR number.
            NeedRefused: no look-up would be permitted with it (a reservation, a blocked professional, no emergency).
        """
        hpr_nr = asker.attestation.practitioner.hpr_nr
        grant = emergency_grant(
            grant_id=grant_id,
            person=person,
            holder=hpr_nr.id if hpr_nr else None,
            organisation=asker.attestation.practitioner.legal_entity.id,
            reason=reason,
            hours=hours,
            data_class=data_class,
            at=at,
        )
        known = self._facts(person)
        facts = replace(known, grants=(*(known.grants or ()), grant))
        decided = [
            (basis, name, self._with_grant(asker, person, name, basis, facts, at))
            for basis in (Basis.AKUTT, Basis.FORHOYET_AKUTT)
            for name in ([data_class] if data_class else self.rules.data_classes)
        ]
        basis, name, decision = next((one for one in decided if not isinstance(one[2], Deny)), decided[0])
        purpose = asker.attestation.care_relationship.purpose_of_use.code
        self.sink.record(LookUp(asker, person, purpose, basis, Action.READ, ((name, decision),), at, grant))
        if isinstance(decision, Deny):
            raise NeedRefused(decision)
        self.sources.grants.keep(grant)
        return grant, decision

    def _with_grant(
        self, asker: Professional, person: str, name: str, basis: Basis, facts: Facts, at: datetime
    ) -> Decision:
        purpose = asker.attestation.care_relationship.purpose_of_use.code
        question = Question(asker, Thing(person, name, self._born(person)), purpose, basis, at)
        return decide(question, facts, rules=self.rules)

    def _check(self, asker: Professional | Citizen, person: str | None, data_classes: Sequence[str]) -> None:
        if not data_classes:
            raise ValueError("at least one class of data is asked for")
        if unknown := [name for name in data_classes if name not in self.rules.data_classes]:
            raise ValueError(f"there is no class of data called {', '.join(unknown)}")
        if person is None and isinstance(asker, Citizen):
            raise ValueError("a citizen asks about one person")

    def _facts(self, person: str) -> Facts:
        """Ask the sources, privacy before all others; one that is silent leaves None, never an empty answer."""
        settings = _answer(lambda: self.sources.privacy.of(person))
        grounds = _answer(lambda: self.sources.grounds.of(person))
        return Facts(settings=settings, grounds=grounds, grants=_answer(lambda: self.sources.grants.of(person)))

    def _born(self, person: str) -> date | None:
        return _answer(lambda: self.sources.persons.born(person))

    def _decide(self, question: Question, facts: Facts, person: str | None) -> Decision:
        if person is None:
            return outlook(question, facts, rules=self.rules)
        return decide(question, facts, rules=self.rules)

    def _open(self, question: Question, facts: Facts, name: str, decision: Permit) -> Opened:
        asked = replace(question, thing=replace(question.thing, data_class=name))
        return Opened(name, decision, filter_of(asked, facts, rules=self.rules))


def _answer(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except SourceSilent:
        return None


def _holding(facts: Facts, at: datetime) -> tuple[Ground, ...]:
    now = int(at.timestamp())
    return tuple(ground for ground in facts.grounds or () if ground.starts <= now < ground.ends)


def with_built_in_rules(sources: Sources, sink: Sink) -> Access:
    """Return the way to a Need by the rules that Samspill carries."""
    return Access(sources, sink, built_in())
