"""Who a call comes from: a person through a system, or a system, as a verified token says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Scope = tuple[str, str]
"""(resource type or ``*``, letters of ``cruds`` in that order)."""


class Unprinted:
    """A value that no log, error text or page can show by mistake: it has to be asked for by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value; whoever calls this answers for where it goes."""
        return self._value

    def __repr__(self) -> str:
        return "Unprinted(…)"

    def __str__(self) -> str:
        return "…"

    def __format__(self, _: str) -> str:
        return "…"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unprinted) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Unprinted", self._value))

    def __reduce__(self) -> str:
        raise TypeError("an unprinted value is not written anywhere")


@dataclass(frozen=True, slots=True)
class HealthPersonnel:
    """What a token says of somebody's entry in the health personnel register.

    Attributes:
        number: HPR number.
        approvals: ``hpr_details.approvals`` as HelseID gives them.
    """

    number: str
    approvals: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ActingFor:
    """Which organisation a call is made for, by organisation numbers; empty when the token does not say.

    Attributes:
        parent: the legal entity.
        child: the unit below it.
        supplier: who runs the system for them.
    """

    parent: str
    child: str
    supplier: str


@dataclass(frozen=True, slots=True)
class Assurance:
    """How surely the person was known.

    Attributes:
        security_level: HelseID's 1 to 4; ``None`` when unknown or nobody signed in.
        words: ``assurance_level`` or ``acr`` as the issuer writes it.
        methods: ``amr``.
        signed_in_at: when the person signed in.
    """

    security_level: int | None = None
    words: str = ""
    methods: tuple[str, ...] = ()
    signed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a call comes from: a person through a system, or a system.

    Attributes:
        issuer: who says so.
        subject: opaque id at the issuer: the person's, or the client's.
        is_person: whether somebody signed in.
        client_id: the system.
        client_name: its name; empty when unknown.
        pid: national number, which never prints; ``None`` when the token has none.
        name: the person's name; empty when unknown.
        personnel: entry in the health personnel register; ``None`` when the token has none.
        acting_for: the organisation.
        scopes: what the token lets them do here.
        scope_words: the scopes as the issuer wrote them.
        assurance: how surely the person is known.
        attestation: ``nhn:tillitsrammeverk:parameters`` as it stands in the token, for ``access.attestation``.
        issued_at: when the token was made.
        expires_at: from this moment it no longer holds.
        key: thumbprint of the key that the token is bound to; empty for a bearer token.
    """

    issuer: str
    subject: str
    is_person: bool
    client_id: str
    client_name: str
    pid: Unprinted | None
    name: str
    personnel: HealthPersonnel | None
    acting_for: ActingFor
    scopes: tuple[Scope, ...]
    scope_words: tuple[str, ...]
    assurance: Assurance
    attestation: Mapping[str, Any] | None
    issued_at: datetime
    expires_at: datetime
    key: str

    @property
    def audit_name(self) -> str:
        """Return what the audit row calls the caller: unique for issuer and subject, and no national number."""
        return f"{self.subject} ({self.client_id}) @ {self.issuer}"
