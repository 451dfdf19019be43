"""All functions of the language: each theme enters its own into the registry when it is imported here."""

from samspill.fhir.path.functions import (
    conversion,
    existence,
    fhir,
    filtering,
    moments,
    numbers,
    texts,
    utilities,
)
from samspill.fhir.path.functions.registry import FUNCTIONS, Function

THEMES = (conversion, existence, fhir, filtering, moments, numbers, texts, utilities)


def function(name: str) -> Function | None:
    """Return a function by its name in an expression."""
    return FUNCTIONS.get(name)
