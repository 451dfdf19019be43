"""Privacy settings in memory: for tests, the demo, and small sources that are read whole."""

from collections import defaultdict

from samspill.access.privacy.contracts import Setting


class MemoryPrivacy:
    """Privacy settings, by person."""

    def __init__(self, known: tuple[Setting, ...] = ()) -> None:
        self._by_person: dict[str, list[Setting]] = defaultdict(list)
        for each in known:
            self.keep(each)

    def of(self, person: str) -> tuple[Setting, ...]:
        """Return what is kept about a person."""
        return tuple(self._by_person.get(person, ()))

    def keep(self, kept: Setting) -> None:
        """Keep one more."""
        self._by_person[kept.person].append(kept)
