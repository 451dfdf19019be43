"""Structured details (RFC 9396 as HelseID uses it): which organisation, and the attestation, told in one place only."""

from collections.abc import Mapping
from typing import Any

from samspill.access.login.jose.strict import Malformed, read_json
from samspill.access.login.provider.contracts import Client, Details, Rejected
from samspill.kernel.organisation_numbers import parse_organisation_number

ORGANISATION_TYPE = "helseid_authorization"
ATTESTATION_TYPE = "nhn:tillitsrammeverk:parameters"
MULTI_TENANT = "urn:oid:1.0.6523"
SINGLE_TENANT = "urn:oid:2.16.578.1.12.4.1.4.101"
_PREFIX = "NO:ORGNR:"
_DETAILS_MAX = 2


def details_of_text(text: str | None) -> Any:
    """Read ``authorization_details`` of a form; ``None`` when there are none.

    Raises:
        Rejected: it is no JSON.
    """
    if text is None:
        return None
    try:
        return read_json(text.encode())
    except (Malformed, UnicodeError) as error:
        raise _wrong("authorization_details is not JSON.") from error


def read_details(value: Any, client: Client) -> Details:
    """Read the details of a request.

    Raises:
        Rejected: ``invalid_authorization_details``, or ``access_denied`` for another's organisation.
    """
    if value is None:
        return Details()
    if not isinstance(value, list) or len(value) > _DETAILS_MAX or not all(isinstance(one, dict) for one in value):
        raise _wrong("The details must be a list of at most two objects.")
    parent = child = ""
    attestation: Mapping[str, Any] | None = None
    for one in value:
        if one.get("type") == ORGANISATION_TYPE and not (parent or child):
            parent, child = _organisation(one, client)
        elif one.get("type") == ATTESTATION_TYPE and attestation is None:
            attestation = _attestation(one)
        else:
            raise _wrong(f"Details are of type {ORGANISATION_TYPE} or {ATTESTATION_TYPE}, each once.")
    return Details(parent, child, attestation)


def together(pushed: Details, asserted: Details) -> Details:
    """Return both details as one.

    Raises:
        Rejected: the same structure was given both ways (HelseID: HID-DOUBLE-STRUCTURE).
    """
    if pushed.kinds & asserted.kinds:
        raise Rejected("access_denied", "HID-DOUBLE-STRUCTURE: the same structure was given in two places.")
    return Details(
        pushed.parent or asserted.parent,
        pushed.child or asserted.child,
        pushed.attestation if pushed.attestation is not None else asserted.attestation,
    )


def _organisation(one: Mapping[str, Any], client: Client) -> tuple[str, str]:
    try:
        identifier = one["practitioner_role"]["organization"]["identifier"]
        found = _numbers(identifier["system"], identifier["type"], identifier["value"], client)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong("The organisation cannot be read.") from error
    if not client.is_multi_tenant and found[0] != client.parent:
        raise Rejected("access_denied", "The client may not act for that organisation.")
    return found


def _numbers(system: str, kind: str, value: str, client: Client) -> tuple[str, str]:
    """Return the legal entity and the unit below it.

    Raises:
        ValueError, AttributeError: they are not written as HelseID writes them.
    """
    if kind == "ENH" and system == SINGLE_TENANT:
        return client.parent, parse_organisation_number(value)
    if kind == "ENH" and system == MULTI_TENANT and value.startswith(_PREFIX):
        parent, _, child = value.removeprefix(_PREFIX).partition(":")
        return parse_organisation_number(parent), parse_organisation_number(child) if child else ""
    raise ValueError(system)


def _attestation(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an attestation as it was sent; its codes are ``access.attestation``'s to read."""
    care = one.get("care_relationship", one.get("care_relation"))
    decision = care.get("decision_ref") if isinstance(care, dict) else None
    if not isinstance(care, dict):
        raise _wrong("The attestation says nothing of the care relationship.")
    if isinstance(decision, dict) and "description" in decision:
        raise _wrong("decision_ref.description is not sent; the issuer would fill it in.")
    patients = one.get("patients", [])
    if isinstance(patients, list) and any(
        isinstance(patient, dict) and "identifier" in patient for patient in patients
    ):
        raise _wrong("The patient's number is not sent to the issuer.")
    return dict(one)


def _wrong(description: str) -> Rejected:
    return Rejected("invalid_authorization_details", description)
