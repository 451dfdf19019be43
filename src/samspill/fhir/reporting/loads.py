"""What was loaded from files."""

from samspill.fhir.reporting.contracts import Loads, LoadShown
from samspill.fhir.store.contracts import Snapshot
from samspill.fhir.store.loads import newest_loads

_UNFINISHED = "SELECT count(*) FROM progress WHERE name LIKE 'load:%' AND place >= 0"
"""``fhir.bulk`` keeps the last durable line of each file under its fingerprint, and -1 when it was read to the end."""


def loads(view: Snapshot, *, most: int) -> Loads:
    """Return what was loaded, the newest first, and how many files were begun and not ended."""
    shown = tuple(
        LoadShown(one.way, one.file, one.written, one.unchanged, one.refused, one.first, one.us, one.at)
        for one in newest_loads(view, most=most)
    )
    return Loads(shown, int(view.select(_UNFINISHED)[0][0]))
