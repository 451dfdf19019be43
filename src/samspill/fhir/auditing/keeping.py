"""Signs a checkpoint whenever one is due and watches the others' logs, for as long as the server runs."""

from collections.abc import Callable, Iterable
from threading import Event, Thread
from time import monotonic

import structlog

from samspill.access.audit import api as audit
from samspill.fhir.auditing.contracts import LogRefused
from samspill.fhir.auditing.signing import is_due, sign
from samspill.fhir.auditing.witnessing import Seen, SeenKind
from samspill.fhir.store.contracts import Store, StoreFailure

LOOK_SECONDS = 60.0
"""How often it is looked whether a checkpoint is due."""

WATCH_SECONDS = 600.0
"""How often the others' logs are looked at."""

FIRST_SECONDS = 5.0
"""How long after the start it is looked for the first time: the first readers come first."""


class Keeper(Thread):
    """The thread that signs. What goes wrong is told in the server's log, and tried again."""

    def __init__(
        self,
        store: Store,
        signer: Callable[[], audit.Signer],
        *,
        clock: Callable[[], int],
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        """Make it; ``start`` begins.

        Args:
            store: an open store.
            signer: gives the log's key; asked when there is something to sign.
            clock: the present moment, microseconds since 1970 UTC.
            watch: looks at the other parties' logs.
        """
        super().__init__(name="audit-keeper", daemon=True)
        self._store = store
        self._signer = signer
        self._clock = clock
        self._watch = watch
        self._watched = float("-inf")
        self._stopping = Event()

    def stop(self) -> None:
        """Stop, and wait until what is under way is done."""
        self._stopping.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        """Look now and then."""
        seconds = FIRST_SECONDS
        while not self._stopping.wait(seconds):
            seconds = LOOK_SECONDS
            self.look()
            if monotonic() - self._watched > WATCH_SECONDS:
                self._watched = monotonic()
                self.watch()

    def watch(self) -> None:
        """Look at the others' logs."""
        try:
            self._watch()
        except Exception:  # noqa: BLE001  (the thread must go on)
            structlog.get_logger(__name__).exception("audit_watch_failed")

    def look(self) -> None:
        """Sign, if it is time."""
        log = structlog.get_logger(__name__)
        try:
            at = self._clock()
            if is_due(self._store, at=at):
                head = sign(self._store, self._signer(), at=at)
                log.info("audit_checkpoint", size=head.size if head else 0)
        except StoreFailure as error:
            log.warning("audit_checkpoint_failed", error=str(error))
        except LogRefused as refused:
            log.critical("audit_log_changed", said=str(refused))
        except Exception:
            log.exception("audit_checkpoint_failed")


def tell(seen: Iterable[Seen], keep: Callable[[str, bytes], object]) -> None:
    """Say in the server's log what came of looking at logs: a contradiction aloud, and its evidence is kept.

    Args:
        seen: what came of it.
        keep: keeps evidence: the log's name, and what shows the contradiction.
    """
    log = structlog.get_logger(__name__)
    for one in seen:
        if one.is_trouble:
            keep(one.origin, one.evidence)
            log.critical(
                "audit_log_contradicts_itself", origin=one.origin, kind=str(one.kind), by=one.by, said=one.text
            )
        elif one.kind is SeenKind.FOLLOWS:
            log.info("audit_witnessed", origin=one.origin, by=one.by, size=one.size)
        else:
            log.warning("audit_not_witnessed", origin=one.origin, by=one.by, kind=str(one.kind), said=one.text)
