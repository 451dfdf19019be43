"""The body of a call: read, checked against the address, and validated (https://hl7.org/fhir/R4/http.html#create)."""

import re
from typing import Any

from samspill.fhir.contracts import Call
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.interactions import binaries
from samspill.fhir.interactions.asking import JSON_TYPES, Ask, Room
from samspill.fhir.interactions.comparing import own_meta
from samspill.fhir.interactions.listening_scopes import SUBSCRIPTION, check_may_listen
from samspill.fhir.interactions.routing import check_id
from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.store.contracts import Prepared
from samspill.fhir.validation import api as validation
from samspill.kernel.national_numbers import is_national_number

Resource = dict[str, Any]
_ELEVEN = re.compile(r"[0-9]{11}")

JSON_PATCH = "application/json-patch+json"

_PARSING = frozenset({"invalid", "structure", "required", "value", "extension"})
"""Issue codes of a resource that fails the basic rules (400); what fails a profile or an invariant is 422."""


def resource_of(call: Call, room: Room) -> dict[str, Any]:
    """Return the resource in a call's body.

    Raises:
        Refusal: 415 for another format than JSON, 413 for too long a body, 400 for no body or no resource.
    """
    body = call.body
    if isinstance(body, dict):
        return dict(body)  # its id and meta are set before it is stored; the entry may have to be read again
    check_content_type(call.content_type)
    if not body:
        raise refusal(400, "required", "The body is empty: send the resource as application/fhir+json.")
    return formats.read(body, size_max=room.settings.body_bytes_max)


def check_content_type(content_type: str) -> None:
    """Refuse (415) a body in another format; a body without a content type is taken for JSON."""
    if content_type and content_type.lower() not in JSON_TYPES:
        text = "The body's content type is not supported: send application/fhir+json. XML is not spoken here."
        raise refusal(415, "not-supported", text)


def typed(ask: Ask) -> dict[str, Any]:
    """Return the body's resource, refused (400) when it is of another type than the address says.

    What is sent to Binary and is not FHIR's JSON becomes one.
    """
    content = binaries.resource_of(ask)
    if content is not None:
        return content
    resource = resource_of(ask.call, ask.room)
    check_type(resource, ask.route.resource_type)
    return resource


def check_type(resource: dict[str, Any], expected: str) -> None:
    """Refuse (400) a resource of another type than the address says."""
    found = resource.get("resourceType")
    if found != expected:
        text = f"The address is for {expected}, the body holds {found if isinstance(found, str) else 'none'}."
        raise refusal(400, "invalid", f"{text} Send it to its own address.", "resourceType")


def own_id(resource: dict[str, Any]) -> str:
    """Return the id a body carries; empty when it has none.

    Raises:
        Refusal: 400 when it is not a string or not a logical id, or a person's national number: ids stand in URLs.
    """
    found = resource.get("id", "")
    if found == "" and "id" not in resource:
        return ""
    if not isinstance(found, str):
        raise refusal(400, "value", "The id must be a string.", "id")
    check_id(found)
    if _ELEVEN.fullmatch(found) and is_national_number(found):
        text = "A national identity number must not be a logical id, for ids stand in URLs. Put it in identifier."
        raise refusal(400, "security", text, "id")
    return found


def prepared(ask: Ask, resource: dict[str, Any], logical_id: str) -> Prepared:
    """Make a validated resource ready to be stored: its id set, what the store sets cleared, index rows taken out.

    Raises:
        Refusal: 403 for a Subscription to what the caller may not read, 422 for more index rows than one may have.
    """
    if resource["resourceType"] == SUBSCRIPTION:
        check_may_listen(ask, resource)
    resource["id"] = logical_id
    resource["meta"] = own_meta(resource)
    rows = index.new_rows_of(resource, ask.room.settings.bases)
    return Prepared(resource["resourceType"], logical_id, resource, rows)


def check(resource: dict[str, Any], room: Room) -> None:
    """Validate a resource as deeply as the deployment wants.

    Raises:
        Refusal: 400 when it breaks a basic rule, 422 when it breaks an invariant or a profile only.
    """
    issues = validation.check(resource, room.settings.validation)
    errors = [issue for issue in issues if issue.is_error]
    if errors:
        raise Refusal(400 if any(issue.code in _PARSING for issue in errors) else 422, *errors)
    more = room.checks.get(resource["resourceType"])
    if more is not None:
        more(resource)
