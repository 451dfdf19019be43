"""The door to the audit log in the record store."""

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import InclusionProof
from samspill.fhir.auditing import reading
from samspill.fhir.auditing.contracts import LogRefused, Proved, Shown
from samspill.fhir.auditing.fetching import Web
from samspill.fhir.auditing.keeping import Keeper, tell
from samspill.fhir.auditing.publishing import PublicLog
from samspill.fhir.auditing.retaining import retain
from samspill.fhir.auditing.signing import is_due, sign
from samspill.fhir.auditing.verifying import verify
from samspill.fhir.auditing.witnessing import Seen, SeenKind, Unreachable, Witness
from samspill.fhir.store.contracts import Store
from samspill.kernel.texts import say

__all__ = [
    "Keeper",
    "PublicLog",
    "Seen",
    "SeenKind",
    "Unreachable",
    "Web",
    "Witness",
    "is_due",
    "prove",
    "retain",
    "show",
    "sign",
    "tell",
    "verify",
]


def show(store: Store, *, first: int | None, count: int) -> list[Shown]:
    """Return places of the log.

    Args:
        store: an open store.
        first: the first position; ``None`` for the newest ones.
        count: how many.
    """
    with store.snapshot() as view:
        begin = max(0, reading.size_of(view) - count) if first is None else first
        return reading.shown(view, begin, begin + count - 1)


def prove(store: Store, position: int) -> Proved:
    """Return the proof that an entry stands in the log, up to the newest checkpoint if that has it.

    Raises:
        LogRefused: there is no such position, or the tree is damaged.
    """
    with store.snapshot() as view:
        head, size = reading.newest_head(view), reading.size_of(view)
        found = reading.shown(view, position, position)
        if not found:
            raise LogRefused(
                say("Tilgangsloggen har ingen plass %(position)s.", position=position),
                remedy=say("Velg en plass fra 0 til %(last)s.", last=size - 1) if size else None,
            )
        is_signed = head is not None and position < head.size
        end = head.size if head is not None and is_signed else size
        try:
            hashes = reading.hashes(view)
            path = audit.inclusion_path(hashes, position, end)
            root = audit.subtree(hashes, 0, end)
        except audit.HashesMissing as error:
            raise LogRefused(
                say("Tilgangsloggen er skadet, så beviset kan ikke lages."),
                remedy=say("Kjør samspill audit verify, som viser hva som er endret."),
            ) from error
    proof = InclusionProof(position, end, found[0].leaf, path, root)
    return Proved(found[0], proof, head.note if head is not None and is_signed else b"")
