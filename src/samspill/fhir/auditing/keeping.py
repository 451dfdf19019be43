"""Signs a checkpoint whenever one is due, for as long as the server runs."""

from collections.abc import Callable
from threading import Event, Thread

import structlog

from samspill.access.audit import api as audit
from samspill.fhir.auditing.contracts import LogRefused
from samspill.fhir.auditing.signing import is_due, sign
from samspill.fhir.store.contracts import Store, StoreFailure

LOOK_SECONDS = 60.0
"""How often it is looked whether a checkpoint is due."""

FIRST_SECONDS = 5.0
"""How long after the start it is looked for the first time: the first readers come first."""


class Keeper(Thread):
    """The thread that signs. What goes wrong is told in the server's log, and tried again."""

    def __init__(self, store: Store, signer: Callable[[], audit.Signer], *, clock: Callable[[], int]) -> None:
        """Make it; ``start`` begins.

        Args:
            store: an open store.
            signer: gives the log's key; asked when there is something to sign.
            clock: the present moment, microseconds since 1970 UTC.
        """
        super().__init__(name="audit-keeper", daemon=True)
        self._store = store
        self._signer = signer
        self._clock = clock
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
