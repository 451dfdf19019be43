"""The engine's door: one call in, one answer out; no framework, safe to call from many threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime

from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.interactions.contracts import Settings
from samspill.fhir.store.contracts import Store, Stored, Transaction


class Engine:
    """The FHIR server without HTTP.

    Every call leaves exactly one durable audit row, committed before the answer is given; each entry of a batch is a
    call of its own and leaves one too.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        settings: Settings | None = None,
        on_change: Callable[[Transaction, Sequence[Stored]], None] | None = None,
    ) -> None:
        """Make an engine over an open store.

        Args:
            store: where resources and audit rows are kept.
            clock: the present moment, for the times of answers that are not stored.
            settings: limits and choices; the usual ones when left out.
            on_change: called inside each unit of work with the versions it wrote (outbox rows for subscriptions).
        """
        raise NotImplementedError

    def perform(self, call: Call, caller: Caller) -> Answer:
        """Do what a call asks and return the answer once it is durable.

        HEAD is answered as GET, body included: who speaks HTTP leaves the body out.
        A fault of the caller's is an answer with an OperationOutcome; what is raised is the server's own fault.
        """
        raise NotImplementedError

    def read_at_once(self, call: Call, caller: Caller) -> "tuple[Answer, Future[None]] | None":
        """Answer the plain read of one resource without waiting for its audit row.

        Returns:
            the answer, to be given once the future is done without an error; ``None`` when the call is anything else
            and belongs to ``perform``.
        """
        raise NotImplementedError
