"""What a conformance suite has come to: how many cases, which of them do not pass, and why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Miss:
    """A case that does not pass, and the reason why it stays so."""

    case: str
    reason: str


@dataclass(frozen=True)
class Suite:
    """A suite that was run.

    Attributes:
        name: what it is called in docs/reference/fhir-conformance.md.
        source: whose cases they are.
        demand: what a case must do to pass.
        cases: how many there are.
        floor: fewest that must pass.
        misses: those that do not.
        notes: what else a reader should know, one sentence each.
    """

    name: str
    source: str
    demand: str
    cases: int
    floor: int
    misses: tuple[Miss, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> int:
        return self.cases - len(self.misses)
