"""The audit entry of a call: what it did with what it was about, in the log's words."""

import re
from collections.abc import Mapping

from samspill.access.audit.contracts import AuditEntry, Kind

_OPENED, _AVAILABLE, _CHANGED = Kind.OPENED.value, Kind.AVAILABLE.value, Kind.CHANGED.value

KINDS: Mapping[str, str] = {
    "read": _OPENED,
    "vread": _OPENED,
    "$meta": _OPENED,
    "search-type": _AVAILABLE,
    "search-system": _AVAILABLE,
    "search-compartment": _AVAILABLE,
    "history-instance": _AVAILABLE,
    "history-type": _AVAILABLE,
    "history-system": _AVAILABLE,
    "$everything": _AVAILABLE,
    "$lastn": _AVAILABLE,
    "$events": _AVAILABLE,
    "$export": _AVAILABLE,
    "create": _CHANGED,
    "update": _CHANGED,
    "patch": _CHANGED,
    "delete": _CHANGED,
    "transaction": _CHANGED,
    "$meta-add": _CHANGED,
    "$meta-delete": _CHANGED,
    "$import": _CHANGED,
    "load": _CHANGED,
}
"""By interaction; the others are about nothing of anybody's, or each of their parts has its own entry (batch)."""

_FAILED = {401: Kind.REFUSED.value, 403: Kind.REFUSED.value}
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}").fullmatch  # what was sent as an id and may not be kept stands there in words


def entry_of(
    actor: str, interaction: str, resource_type: str, name: str, status: int, request: str, version: int = 0
) -> AuditEntry:
    """Return the audit entry of an answered call.

    Args:
        actor: name of the client or person, from the token.
        interaction: ``read``, ``search-type``, ``$everything`` ...
        resource_type: what it was about; empty for the whole system.
        name: the id of which one; empty when it is not one.
        status: the HTTP status answered.
        request: the request's own id.
        version: the version shown or written; 0 when there is none.
    """
    kind = KINDS.get(interaction, "") if status < 400 else _FAILED.get(status, "")
    patient = name if resource_type == "Patient" and _ID(name) else ""
    return AuditEntry(actor, interaction, resource_type, name, status, request, version, kind=kind, patient=patient)
