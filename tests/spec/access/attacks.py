"""What an attack is: what is sent, and the fault that stops it. The tables stand in the files beside this one."""

from collections.abc import Callable
from dataclasses import dataclass

from samspill.access.contracts import Presented
from samspill.access.login.faults import Fault

Calls = Presented | tuple[Presented, ...]


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to be let in that must not work.

    Attributes:
        what: what the attacker does, for the page.
        send: the calls; of several, all but the last are honest.
        fault: why the last is refused.
    """

    what: str
    send: Callable[[], Calls]
    fault: Fault


@dataclass(frozen=True, slots=True)
class Group:
    """Attacks of one kind, and the honest call beside them, by which the test of them can fail.

    Attributes:
        title: what they have in common, for the page.
        honest: what is let in, each with what it is.
        attacks: what is refused.
    """

    title: str
    honest: tuple[tuple[str, Callable[[], Presented]], ...]
    attacks: tuple[Attack, ...]


def calls(sent: Calls) -> tuple[Presented, ...]:
    return (sent,) if isinstance(sent, Presented) else sent
