"""What went wrong on the way -> an answer; the unexpected is logged once, and shown as a reference number.

The log line names the kind of error and where in the code it arose, and never its words: an exception's text often
repeats the value it stumbled over.
"""

import traceback
from pathlib import PurePath

import structlog

from samspill.fhir.contracts import Answer
from samspill.fhir.store.contracts import StoreBusy, StoreFull, StoreUnavailable, StoreUncertain
from samspill.http.fhir.refusing import HttpRefusal
from samspill.http.fhir.workers import Overloaded

_RETRY_SOON = ("Retry-After", "1")
_RETRY_LATER = ("Retry-After", "10")
_CAUSES_MAX = 5
log = structlog.get_logger(__name__)

_EXPECTED: tuple[tuple[type[Exception], HttpRefusal], ...] = (
    (Overloaded, HttpRefusal(503, "throttled", "The server has too much to do just now. Try again soon.", _RETRY_SOON)),
    (
        StoreBusy,
        HttpRefusal(503, "throttled", "More waits to be written than is taken. Try again soon.", _RETRY_SOON),
    ),
    (StoreFull, HttpRefusal(507, "no-store", "There is no room left to write; nothing was changed. Reading goes on.")),
    (
        StoreUncertain,
        HttpRefusal(
            503,
            "transient",
            "The database went away while it wrote, and it is not known whether it did. Look before you try again, or "
            "try again with If-Match or If-None-Exist.",
            _RETRY_LATER,
        ),
    ),
    (
        StoreUnavailable,
        HttpRefusal(503, "transient", "The database does not answer; nothing was changed. Try later.", _RETRY_LATER),
    ),
)


def answer(error: Exception, *, request: str, method: str) -> Answer:
    """Return the answer to a request that was stopped by an exception."""
    if isinstance(error, HttpRefusal):
        return error.answer()
    for kind, refusal in _EXPECTED:
        if isinstance(error, kind):
            return refusal.answer()
    log.error("fhir_unexpected_error", reference=request, method=method, kinds=_kinds(error), frames=_frames(error))
    return HttpRefusal(
        500, "exception", f"Something went wrong in the server; it is not the request's fault. Reference: {request}."
    ).answer()


def _kinds(error: BaseException) -> list[str]:
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < _CAUSES_MAX:
        found.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return found


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
