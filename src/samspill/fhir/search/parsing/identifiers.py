"""National numbers never stand in a URL: identifiers of persons are searched for by POST.

Source: the house's rules; systems from the Norwegian OID register (fødselsnummer, D-nummer, felles hjelpenummer).
"""

import re
from collections.abc import Iterable
from typing import Protocol

from samspill.fhir.outcomes import refusal
from samspill.fhir.search.parsing.saying import shown
from samspill.fhir.search.parsing.splitting import split, unescape

NATIONAL = frozenset(f"urn:oid:2.16.578.1.12.4.1.4.{last}" for last in (1, 2, 3))
"""fødselsnummer, D-nummer, felles hjelpenummer (and H-number)."""
ELEVEN = re.compile(r"\s*\d{6}\s?\d{5}\s*")


class Situated(Protocol):
    """What ``criteria.Situation`` is to this module."""

    by_post: bool
    is_private: bool


def check(name: str, values: Iterable[str], situation: Situated) -> None:
    """Refuse a national number in a URL, and remember that what came by POST must not come into one.

    Raises:
        Refusal: 400, when a value in a query string is or may be a national number.
    """
    if situation.by_post:
        situation.is_private = True
    elif any(is_national(value) for value in values):
        raise refusal(
            400,
            "security",
            f"Search parameter '{shown(name)}': a national identity number must not stand in a URL. "
            "Send the search as POST [type]/_search, with the parameters as a form in the body.",
        )


def is_national(value: str) -> bool:
    """Answer whether an identifier's value names a national system, or is eleven digits without a system."""
    parts = [unescape(part) for part in split(value, "|")]
    return any(part in NATIONAL for part in parts[:-1]) or (
        ELEVEN.fullmatch(parts[-1]) is not None and (len(parts) != 2 or not parts[0])
    )
