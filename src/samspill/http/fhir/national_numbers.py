"""Keeps national identity numbers out of addresses: proxies and browsers log them, so such a search goes by POST."""

from samspill.http.fhir.refusing import HttpRefusal
from samspill.kernel.national_numbers import holds_national_number


def check_holds_none(path: tuple[str, ...], query: tuple[tuple[str, str], ...]) -> None:
    """Refuse (400) an address that holds a national number: in its path, a parameter's name or its value."""
    if (
        any(map(holds_national_number, path))
        or any(holds_national_number(name) for name, _ in query)
        or any(holds_national_number(part) for _, value in query for part in value.split(","))
    ):
        raise HttpRefusal(
            400,
            "security",
            "A national identity number may not stand in an address. Send the same search by POST to _search.",
        )
