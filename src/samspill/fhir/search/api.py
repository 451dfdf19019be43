"""The door to search: a query string is read, run, and shown as a Bundle."""

from collections.abc import Mapping, Sequence

from samspill.fhir.outcomes import refusal
from samspill.fhir.search.contracts import Page, Query
from samspill.fhir.search.counts import Counts
from samspill.fhir.search.cursors import CURSOR, KEPT, keeper
from samspill.fhir.search.pages import searchset
from samspill.fhir.search.parsing import controls
from samspill.fhir.search.parsing.criteria import Situation
from samspill.fhir.search.parsing.query import Reader
from samspill.fhir.search.running import count, find, run
from samspill.fhir.search.trimming import trimmer
from samspill.kernel.clock import now
from samspill.kernel.national_numbers import holds_national_number

__all__ = [
    "Counts",
    "Page",
    "Query",
    "count",
    "find",
    "parse",
    "run",
    "searchset",
    "share_secret",
    "trimmer",
    "unsupported",
]

Pair = tuple[str, str]


def parse(
    resource_types: tuple[str, ...],
    pairs: Sequence[Pair],
    *,
    strict: bool,
    compartment: Pair | None = None,
    by_post: bool = False,
    base: str = "",
    at: int | None = None,
) -> Query:
    """Read a search.

    Args:
        resource_types: what is searched; empty for the whole system, or all that a compartment has.
        pairs: decoded names and values, in their order.
        strict: whether a parameter that is not known is refused (``Prefer: handling=strict``) instead of passed over.
        compartment: (type, id) that the resources must belong to.
        by_post: whether the pairs came in a body, where identifiers of persons may stand.
        base: absolute address of the FHIR base, so that references under it are found; empty when not known.
        at: the present, for ``ap`` dates; microseconds since 1970 UTC.

    Raises:
        Refusal: 400, naming the parameter, what is wrong and what is allowed; 410 for a page link that has expired.
    """
    scope = "/".join((*(compartment or ()), *resource_types))
    searched, cursor, private = _placed(pairs)
    present = at if at is not None else int(now().timestamp() * 1_000_000)
    private = private or (by_post and _holds_national_number(pairs))
    situation = Situation(base, present, by_post or private, is_private=private)
    query = Reader(resource_types, strict, situation, scope).read(searched, compartment)
    return query.at(keeper.read(cursor, query.pairs, scope)) if cursor else query


def _holds_national_number(pairs: Sequence[Pair]) -> bool:
    """Answer whether a person's number stands anywhere, a name or an id that is looked for included."""
    return any(holds_national_number(text.replace("|", " ")) for pair in pairs for text in pair)


def _placed(pairs: Sequence[Pair]) -> tuple[Sequence[Pair], str, bool]:
    """Take the cursor out, or look a kept search up; tell whether it was kept."""
    for name, value in pairs:
        if name == KEPT:
            if any(other != KEPT and other not in controls.SILENT for other, _ in pairs):
                raise refusal(400, "value", f"Search parameter '{KEPT}': a page link stands alone. Follow it as it is.")
            searched, cursor = keeper.kept(value)
            return searched, cursor, True
        if name == CURSOR:
            return [pair for pair in pairs if pair[0] != CURSOR], value, False
    return pairs, "", False


def share_secret(secret: bytes) -> None:
    """Let cursors be understood after a restart, and by other processes with the same secret (16 to 64 bytes)."""
    keeper.secret = secret


def unsupported() -> Mapping[str, str]:
    """Return the parameters of the search language that are refused, with what they would do."""
    return {name: what for name, (what, _) in controls.UNSUPPORTED.items()}
