"""A way to a Need with its sources at hand, and a log that keeps what it is told or fails."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tests.factories.access_situations import (
    AT,
    PERSON,
    Situation,
    ground,
)

from samspill.access.decision.api import built_in
from samspill.access.facts import SourceSilent
from samspill.access.grants.api import MemoryGrants
from samspill.access.grounds.api import Ground, MemoryGrounds
from samspill.access.need.api import Access
from samspill.access.need.contracts import LookUp, Need, Sources
from samspill.access.privacy.api import MemoryPrivacy, Setting


@dataclass
class Log:
    """A sink that keeps what it is told, or fails as a full disk does."""

    kept: list[LookUp] = field(default_factory=list)
    fails: bool = False

    def record(self, look_up: LookUp) -> None:
        if self.fails:
            raise OSError("no room")
        self.kept.append(look_up)


class Born:
    def __init__(self, day: date | None = date(1950, 6, 1)) -> None:
        self._day = day

    def born(self, person: str) -> date | None:
        return self._day


class Silent:
    """A source that does not answer."""

    def of(self, person: str) -> tuple[Setting, ...]:
        raise SourceSilent


@dataclass
class Place:
    """An Access with its sources at hand."""

    grounds: tuple[Ground, ...] = (ground(),)
    settings: tuple[Setting, ...] = ()
    born: date | None = date(1950, 6, 1)
    log: Log = field(default_factory=Log)
    grants: MemoryGrants = field(default_factory=MemoryGrants)
    silent: bool = False

    @property
    def access(self) -> Access:
        privacy = Silent() if self.silent else MemoryPrivacy(self.settings)
        sources = Sources(privacy, MemoryGrounds(self.grounds), self.grants, Born(self.born))
        return Access(sources, self.log, built_in())

    def establish(self, situation: Situation | None = None, *classes: str, at: datetime = AT) -> Need:
        asked = situation or Situation()
        return self.access.establish(
            asker=asked.asker,
            person=None if not asked.patient else PERSON,
            data_classes=classes or (asked.data_class,),
            purpose=asked.purpose,
            basis=asked.basis,
            at=at,
            action=asked.action,
        )
