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


def check(name: str, values: Iterable[str], situation: Situated, *, every: bool) -> None:
    """Refuse a national number in a URL, and remember that what came by POST must not come into one.

    Args:
        name: the parameter.
        values: as written.
        situation: how they came; ``is_private`` is set.
        every: whether all values are identifiers, so that one without a system may be a national number; else only
            those that name a national system are.

    Raises:
        Refusal: 400, when a value in a query string is or may be a national number.
    """
    if situation.by_post:
        situation.is_private |= every or any(names_national(value) for value in values)
    elif any(names_national(value) or (every and is_bare(value)) for value in values):
        raise refusal(
            400,
            "security",
            f"Search parameter '{shown(name)}': a national identity number must not stand in a URL. "
            "Send the search as POST [type]/_search, with the parameters as a form in the body.",
        )


def names_national(value: str) -> bool:
    """Answer whether a token names the system of a national number."""
    return any(unescape(part) in NATIONAL for part in split(value, "|")[:-1])


def is_bare(value: str) -> bool:
    """Answer whether a token is eleven digits without a system of their own, as ``:of-type`` has them too."""
    parts = split(value, "|")
    return ELEVEN.fullmatch(unescape(parts[-1])) is not None and (len(parts) != 2 or not parts[0])
