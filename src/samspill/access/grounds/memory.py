"""Grounds in memory: for tests, the demo, and small sources that are read whole."""

from collections import defaultdict

from samspill.access.grounds.contracts import Ground


class MemoryGrounds:
    """Grounds, by person."""

    def __init__(self, known: tuple[Ground, ...] = ()) -> None:
        self._by_person: dict[str, list[Ground]] = defaultdict(list)
        for each in known:
            self.keep(each)

    def of(self, person: str) -> tuple[Ground, ...]:
        """Return what is kept about a person."""
        return tuple(self._by_person.get(person, ()))

    def keep(self, kept: Ground) -> None:
        """Keep one more."""
        self._by_person[kept.person].append(kept)
