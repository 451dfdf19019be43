"""``string`` values (https://hl7.org/fhir/R4/search.html#string)."""

from samspill.fhir.index.api import exact, fold
from samspill.fhir.search.contracts import Match, StringTest
from samspill.fhir.search.parsing.saying import bad_value
from samspill.fhir.search.parsing.splitting import unescape

MATCHES = {"": Match.STARTS, "exact": Match.EXACT, "contains": Match.CONTAINS}


def test(name: str, modifier: str, value: str) -> StringTest:
    """Return the test of one value.

    Args:
        name: the parameter, for a refusal.
        modifier: ``""``, ``exact`` or ``contains``.
        value: as written, escaped.
    """
    text = unescape(value)
    folded = fold(text)
    if modifier == "exact":
        return StringTest(Match.EXACT, exact(text), folded)
    if not folded:
        raise bad_value(name, "the text is empty", "at least one letter or digit")
    return StringTest(MATCHES[modifier], folded)
