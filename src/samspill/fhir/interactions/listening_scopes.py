"""Who may have a Subscription: its notifications tell of resources, so they need the scopes that reading them needs."""

from typing import Any

from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.searching import check_allowed
from samspill.fhir.search import api as search
from samspill.fhir.subscriptions import api as subscriptions

SUBSCRIPTION = "Subscription"
_SILENT = frozenset({"off", "error"})


def is_silent(resource: dict[str, Any]) -> bool:
    """Answer whether a Subscription is turned off."""
    return resource.get("status") in _SILENT


def check_may_listen(ask: Ask, resource: dict[str, Any]) -> None:
    """Refuse (403) a Subscription to what the caller may not read, or with a filter on what they may not search.

    Anyone who may write Subscriptions may turn one off.
    """
    if is_silent(resource):
        return
    resource_type, filters = subscriptions.heard_by(resource)
    ask.demand("r", resource_type)
    for pairs in filters:
        ask.demand("s", resource_type)
        check_allowed(ask, search.parse((resource_type,), pairs, strict=True, by_post=True, at=ask.room.clock()))
