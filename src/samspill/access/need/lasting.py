"""How long a Need lasts: never past the next moment at which the answer could be another."""

from datetime import datetime, timedelta

from samspill.access.attestation.contracts import Attestation
from samspill.access.decision.api import Rulebook, spans_of
from samspill.access.decision.contracts import Citizen, Facts, Professional
from samspill.access.decision.days import OSLO
from samspill.access.grants.contracts import Grant
from samspill.access.grounds.contracts import Ground
from samspill.access.privacy.contracts import Setting

MINUTES_MAX = 15
"""One look-up and what follows from it on the same page; a citizen's new block holds at the next look-up."""

ATTESTATION_MINUTES = 60


def valid_until(asker: Professional | Citizen, facts: Facts, rules: Rulebook, at: datetime) -> datetime:
    """Return the moment from which a Need of ``at`` opens nothing."""
    moments = [at + timedelta(minutes=MINUTES_MAX), _midnight(at)]
    if isinstance(asker, Professional):
        moments.append(_expiry(asker.attestation, at))
    now = int(at.timestamp())
    turns = _turns(facts, rules)
    if later := [turn for turn in turns if turn > now]:
        moments.append(at + timedelta(seconds=min(later) - now))
    return min(moments)


def _turns(facts: Facts, rules: Rulebook) -> set[int]:
    """Every moment at which a fact begins to hold or ceases to, by any rule's own reckoning."""
    after, longest = spans_of(rules)
    known: list[Setting | Ground | Grant] = [*(facts.settings or ()), *(facts.grounds or ()), *(facts.grants or ())]
    starts = {fact.starts + span for fact in known for span in (0, *longest)}
    return starts | {fact.ends + span for fact in known for span in (0, *after)}


def _expiry(attestation: Attestation, at: datetime) -> datetime:
    seconds = attestation.toa + ATTESTATION_MINUTES * 60 - int(at.timestamp())
    return at + timedelta(seconds=max(0, seconds) + 1)


def _midnight(at: datetime) -> datetime:
    """Birthdays, and rules' own days, turn at midnight in Norway."""
    tomorrow = (at.astimezone(OSLO) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.astimezone(at.tzinfo)
