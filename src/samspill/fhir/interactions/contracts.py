"""Limits and choices of the engine."""

from dataclasses import dataclass

from samspill.fhir.validation.contracts import Level


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides.

    Attributes:
        validation: how closely a resource is looked at before it is stored.
        body_bytes_max: longest body taken.
        entries_max: most entries of a batch or transaction.
        page_max: most resources on a page of history or ``$everything``.
        delete_max: most resources one conditional delete takes away; at 1, criteria that match more are refused.
        needs_references: whether a reference to a resource that is not stored is refused.
        bases: absolute addresses of this server, without a slash at the end: references that begin with one are local.
        software: version shown in the CapabilityStatement.
    """

    validation: Level = Level.BASE
    body_bytes_max: int = 32 * 1024 * 1024
    entries_max: int = 5_000
    page_max: int = 1_000
    delete_max: int = 1
    needs_references: bool = False
    bases: frozenset[str] = frozenset()
    software: str = ""
