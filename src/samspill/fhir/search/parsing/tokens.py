"""``token`` and ``uri`` values (https://hl7.org/fhir/R4/search.html#token)."""

from samspill.fhir.index.api import of_type
from samspill.fhir.index.naming import system_number
from samspill.fhir.search.contracts import BelowTest, TokenTest
from samspill.fhir.search.parsing.saying import bad_value
from samspill.fhir.search.parsing.splitting import split, unescape

FORMS = "[code], [system]|[code], |[code] or [system]|"


def test(name: str, value: str) -> TokenTest:
    """Return the test of ``code``, ``system|code``, ``|code`` or ``system|``."""
    parts = split(value, "|")
    if len(parts) == 1:
        return TokenTest(None, unescape(value))
    if len(parts) > 2 or parts == ["", ""]:
        raise bad_value(name, "the value is no token", FORMS)
    system = system_number(unescape(parts[0])) if parts[0] else 0
    return TokenTest(system, unescape(parts[1]) if parts[1] else None)


def of_type_test(name: str, value: str) -> TokenTest:
    """Return the test of an identifier's type and value (``:of-type``)."""
    parts = [unescape(part) for part in split(value, "|")]
    if len(parts) != 3 or not all(parts):
        raise bad_value(name, "the value is not complete", "[type system]|[type code]|[value]")
    return TokenTest(of_type(parts[0], parts[1]), parts[2])


def uri_test(value: str) -> TokenTest:
    """Return the test of a uri, compared letter by letter."""
    return TokenTest(0, unescape(value))


def below_test(name: str, value: str) -> BelowTest:
    """Return the test of a url and everything under its path."""
    return BelowTest(_url(name, value).rstrip("/"))


def above_tests(name: str, value: str) -> tuple[TokenTest, ...]:
    """Return the tests of a url and of every url above it, each with and without a slash at the end."""
    url = _url(name, value)
    scheme, _, path = url.partition("://")
    steps = path.split("/")
    above = [f"{scheme}://{'/'.join(steps[:length])}" for length in range(1, len(steps) + 1)]
    return tuple(TokenTest(0, each + slash) for each in above for slash in ("", "/"))


def _url(name: str, value: str) -> str:
    url = unescape(value)
    if "://" not in url:
        raise bad_value(name, "the value is no url", "an absolute url; a urn has nothing above or below it")
    return url
