"""search (https://hl7.org/fhir/R4/http.html#search)."""

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.store.contracts import Snapshot


def search(ask: Ask, view: Snapshot) -> Answer:
    """Search."""
    raise NotImplementedError
