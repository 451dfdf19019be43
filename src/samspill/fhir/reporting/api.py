"""The door to what can be told of an open record store."""

from collections.abc import Callable

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index import api as index
from samspill.fhir.reporting.contracts import Counted, Loads, Standing, Subscriptions, Unanswered
from samspill.fhir.reporting.counting import Counter
from samspill.fhir.reporting.loads import loads
from samspill.fhir.reporting.standing import standing
from samspill.fhir.reporting.subscribing import subscriptions
from samspill.fhir.search import api as search
from samspill.fhir.store.contracts import Store

HOUR_US = 3_600_000_000
LOADS_MAX = 50
SUBSCRIPTIONS_MAX = 200


class Reports:
    """Tells of one open store; safe to ask from many threads."""

    def __init__(self, store: Store, *, clock: Callable[[], int]) -> None:
        """Begin.

        Args:
            store: open for as long as this is asked.
            clock: the present moment, microseconds since 1970 UTC.
        """
        self._store = store
        self._clock = clock
        self._counter = Counter(store, clock)

    def counts(self, *, wait_s: float) -> Counted | None:
        """Return how many resources there are by type, counted lately enough for what counting costs.

        Args:
            wait_s: seconds to wait for a counting that is under way; ``None`` is answered when it takes longer and
                nothing was counted before.

        Raises:
            StoreFailure: the store cannot be read.
        """
        return self._counter.counted(wait_s=wait_s)

    @property
    def is_counting(self) -> bool:
        """Whether a new counting is under way."""
        return self._counter.is_counting

    def standing(self) -> Standing:
        """Return how the store stands now: some thirty look-ups, and at most ``standing.CALLS_MAX`` audit rows read.

        Raises:
            StoreFailure: the store cannot be read.
        """
        with self._store.snapshot() as view:
            return standing(view, since=self._clock() - HOUR_US)

    def loads(self, *, most: int = LOADS_MAX) -> Loads:
        """Return what was loaded from files, the newest first.

        Raises:
            StoreFailure: the store cannot be read.
        """
        with self._store.snapshot() as view:
            return loads(view, most=most)

    def subscriptions(self, *, most: int = SUBSCRIPTIONS_MAX) -> Subscriptions:
        """Return the subscriptions, those in error first.

        Raises:
            StoreFailure: the store cannot be read.
        """
        with self._store.snapshot() as view:
            return subscriptions(view, most=most)

    @staticmethod
    def resource_types() -> tuple[str, ...]:
        """Return the names of all resource types of R4."""
        return definitions.resource_types()

    @staticmethod
    def unanswered(resource_type: str) -> tuple[Unanswered, ...]:
        """Return the search parameters of a type that cannot be answered, with the reason, in the order of names."""
        found = {code: f"{what} is not supported" for code, what in search.unsupported().items()}
        found |= {code: reason for (name, code), reason in index.unsupported().items() if name == resource_type}
        return tuple(Unanswered(code, reason) for code, reason in sorted(found.items()))
