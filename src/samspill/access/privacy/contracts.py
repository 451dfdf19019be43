"""Privacy settings: three refusals that are never merged, two kinds of consent, and the port they come through."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from samspill.access.facts import NEVER, check_period

__all__ = ["BlockLevel", "Privacy", "Setting", "SettingKind"]


class SettingKind(StrEnum):
    """What the citizen has decided."""

    RESERVATION = "reservation"
    """No data is held or shown at all; nothing overrides it."""
    BLOCK = "block"
    """Hidden; opened by an explicit consent or in an emergency (sperring, NORS)."""
    BLOCKED_PROFESSIONAL = "blocked-professional"
    """A professional, by HPR number, sees nothing, in an emergency neither."""
    CONSENT = "consent"
    CONSENT_TO_UNLOCK = "consent-to-unlock"
    """An explicit consent to open what is blocked."""
    HIDDEN_FROM_PARENTS = "hidden-from-parents"
    """A young person's own wish."""


class BlockLevel(StrEnum):
    """How much a block hides."""

    ALL = "all"
    CATEGORY = "category"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        person: the id of the person who made it.
        kind: what was decided.
        starts: from this moment, seconds since 1970.
        ends: until this moment, not included.
        data_class: the class of data it is narrowed to; empty for all.
        document: the document it is narrowed to, whose class stands in ``data_class``; empty for all.
        organisation: whom a consent is given to; empty for any.
        holder: HPR number of whom a consent is given to (empty for any), or of the blocked professional.

    Raises:
        ValueError: it lacks what its kind must hold, or holds what its kind has no use for.
    """

    person: str
    kind: SettingKind
    starts: int
    ends: int = NEVER
    data_class: str = ""
    document: str = ""
    organisation: str = ""
    holder: str = ""

    def __post_init__(self) -> None:
        check_period(self.starts, self.ends)
        if not self.person:
            raise ValueError("a setting is a person's")
        if self.document and not self.data_class:
            raise ValueError("a setting for a document names its data class")
        if self.kind is SettingKind.BLOCKED_PROFESSIONAL:
            self._check_whole()
        elif self.kind in _NOT_TO_SOMEONE and (self.holder or self.organisation):
            raise ValueError(f"a {self.kind} is not for one professional or organisation")
        if self.kind is SettingKind.RESERVATION and self.document:
            raise ValueError("a reservation is not for one document")

    def _check_whole(self) -> None:
        if not self.holder:
            raise ValueError("a blocked professional is named by HPR number")
        if self.data_class or self.organisation:
            raise ValueError("a blocked professional sees nothing: there is nothing to narrow")

    @property
    def level(self) -> BlockLevel:
        """How much it hides."""
        if self.document:
            return BlockLevel.DOCUMENT
        return BlockLevel.CATEGORY if self.data_class else BlockLevel.ALL


_NOT_TO_SOMEONE = frozenset({SettingKind.RESERVATION, SettingKind.BLOCK, SettingKind.HIDDEN_FROM_PARENTS})


class Privacy(Protocol):
    """A source of privacy settings."""

    def of(self, person: str) -> tuple[Setting, ...]:
        """Return the person's settings, past and present.

        Raises:
            SourceSilent: the source does not answer; the caller keeps the data closed.
        """
