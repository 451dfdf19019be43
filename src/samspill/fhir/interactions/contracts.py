"""Limits and choices of the engine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides.

    Attributes:
        validation: how much is checked before a resource is stored: ``off``, ``base`` or ``profile``.
        body_bytes_max: longest body taken.
        entries_max: most entries of a batch or transaction.
        page_max: most resources on a page of history or ``$everything``.
        delete_max: most resources one conditional delete takes away; at 1, criteria that match more are refused.
        needs_references: whether a reference to a resource that is not stored is refused.
        software: version shown in the CapabilityStatement.
    """

    validation: str = "base"
    body_bytes_max: int = 32 * 1024 * 1024
    entries_max: int = 5_000
    page_max: int = 1_000
    delete_max: int = 1
    needs_references: bool = False
    software: str = ""
