"""Subscriptions as clients write them."""

from typing import Any

EXTENSION = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
ENDPOINT = "http://127.0.0.1:9/hook"


def on_topic(
    resource_type: str = "Observation",
    *filters: str,
    content: str = "id-only",
    status: str = "requested",
    **channel: Any,
) -> dict[str, Any]:
    """A topic-based subscription."""
    found: dict[str, Any] = {
        "resourceType": "Subscription",
        "status": status,
        "reason": "Prøve",
        "criteria": f"urn:samspill:topic:{resource_type}",
        "channel": {
            "type": "rest-hook",
            "endpoint": ENDPOINT,
            "payload": "application/fhir+json",
            "_payload": {"extension": [{"url": f"{EXTENSION}backport-payload-content", "valueCode": content}]},
            **channel,
        },
    }
    if filters:
        rows = [{"url": f"{EXTENSION}backport-filter-criteria", "valueString": text} for text in filters]
        found["_criteria"] = {"extension": rows}
    return found


def on_search(criteria: str, *, status: str = "requested", payload: str = "", **channel: Any) -> dict[str, Any]:
    """A subscription as R4 itself has it."""
    found: dict[str, Any] = {"type": "rest-hook", "endpoint": ENDPOINT, **channel}
    if payload:
        found["payload"] = payload
    return {
        "resourceType": "Subscription",
        "status": status,
        "reason": "Prøve",
        "criteria": criteria,
        "channel": found,
    }


def extension(name: str, **value: Any) -> dict[str, Any]:
    """One of the backport's extensions."""
    return {"url": f"{EXTENSION}{name}", **value}
