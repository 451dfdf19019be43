"""How many Subscriptions one server takes: each active one may cost a search in every write of its type."""

import pytest
from tests.factories.fhir_engine import Talk, bundle, entry, observation
from tests.factories.subscriptions import on_topic

from samspill.fhir.subscriptions import announcing

FULL = "This server has 2 Subscriptions, and takes no more; delete one that nobody needs."


@pytest.fixture
def full(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """As many Subscriptions as the server takes; one of them is off."""
    monkeypatch.setattr(announcing, "SUBSCRIPTIONS_MAX", 2)
    return [talk.add(on_topic(status=status)) for status in ("active", "off")]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("status", ["active", "requested", "off"])
def test_one_subscription_too_many_is_refused(talk: Talk, status: str) -> None:
    refused = talk("POST", "Subscription", on_topic(status=status))
    assert (refused.status, refused.code, refused.said) == (422, "too-costly", FULL)
    assert talk("GET", "Subscription?_summary=count").json["total"] == 2


@pytest.mark.usefixtures("full")
def test_a_transaction_with_one_too_many_does_nothing(talk: Talk) -> None:
    both = bundle("transaction", entry("POST", "Observation", observation()), entry("POST", "Subscription", on_topic()))
    assert talk("POST", "", both).status == 422
    assert talk("GET", "Observation?_summary=count").json["total"] == 0


def test_those_that_stand_are_changed_and_deleted_and_leave_room(talk: Talk, full: list[str]) -> None:
    changed = {**on_topic("Patient", status="active"), "id": full[1]}
    assert talk("PUT", f"Subscription/{full[1]}", changed).status == 200
    assert talk("DELETE", f"Subscription/{full[0]}").status == 204
    assert talk("POST", "Subscription", on_topic()).status == 201


@pytest.mark.usefixtures("full")
def test_other_resources_are_written_as_before(talk: Talk) -> None:
    assert talk("POST", "Observation", observation()).status == 201
