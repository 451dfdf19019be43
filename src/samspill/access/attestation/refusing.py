"""How a broken rule is told: which, where, and what to do; no value of the attestation is repeated."""

from dataclasses import dataclass

from samspill.access.attestation.table import BY_CODE, Rule
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule.

    Attributes:
        rule: the rule.
        path: where in the attestation, ``care_relationship.healthcare_service.code``; empty for the whole.
        hint: what may help to mend it, where something is known; names lists, never values.
    """

    rule: Rule
    path: str
    hint: Text | None = None

    @property
    def code(self) -> str:
        """What machines are told."""
        return self.rule.code

    @property
    def sentence(self) -> Text:
        """The fault in one sentence, with its rule and place."""
        return self._placed(self.rule.what)

    @property
    def reason(self) -> Text:
        """Why it matters, with its rule and place."""
        return self._placed(self.rule.why)

    def _placed(self, text: Text) -> Text:
        told = say("%(what)s (%(rule)s, %(path)s)", what=text, rule=self.rule.id, path=self.path)
        if not self.path:
            told = say("%(what)s (%(rule)s)", what=text, rule=self.rule.id)
        return say("%(before)s %(after)s", before=told, after=self.hint) if self.hint else told


class AttestationRefused(Refused):
    """An attestation that cannot be used.

    Attributes:
        faults: every broken rule that could be told, in the attestation's own order.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        first = faults[0]
        if len(faults) == 1:
            super().__init__(first.rule.what, why=first.reason, remedy=first.rule.remedy)
        else:
            super().__init__(say("Attesten har flere feil."), why=_all(faults), remedy=first.rule.remedy)


def fault(code: str, path: str = "", hint: Text | None = None) -> Fault:
    """Return the fault of breaking the rule with a code."""
    return Fault(BY_CODE[code], path, hint)


def _all(faults: tuple[Fault, ...]) -> Text:
    told = faults[0].sentence
    for following in faults[1:]:
        told = say("%(before)s %(after)s", before=told, after=following.sentence)
    return told
