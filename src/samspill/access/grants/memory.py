"""Grants in memory: for tests, the demo, and small sources that are read whole."""

from collections import defaultdict

from samspill.access.grants.contracts import Grant


class MemoryGrants:
    """Grants, by person."""

    def __init__(self, known: tuple[Grant, ...] = ()) -> None:
        self._by_person: dict[str, list[Grant]] = defaultdict(list)
        for each in known:
            self.keep(each)

    def of(self, person: str) -> tuple[Grant, ...]:
        """Return what is kept about a person."""
        return tuple(self._by_person.get(person, ()))

    def keep(self, grant: Grant) -> None:
        """Keep one more."""
        self._by_person[grant.person].append(grant)
