"""The pages where a measure is turned to its next state, and moved."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories.pages import document, errors, form_values, said, send
from tests.factories.plan_drafts import KEEPER, NOON, two_areas

from samspill.plan import api as plan
from samspill.plan.contracts import Act, MeasureState, MeasureView, PortfolioFilter, VersionId, VersionState


def address(measure: MeasureView, page: str = "fase") -> str:
    return f"/plan/tiltak/{measure.id}/{page}/"


def now(measure: MeasureView) -> MeasureView:
    return plan.measure(measure_id=measure.id, version_id=measure.version_id)


def turn(measure: MeasureView, to: MeasureState) -> None:
    plan.change_state(
        measure_id=measure.id,
        version_id=measure.version_id,
        to=to,
        why="Avklart i møte",
        revision=now(measure).revision,
        by=KEEPER,
        at=NOON + timedelta(hours=1),
    )


def offered(response: Any) -> list[str]:
    return [str(value) for value in document(response).xpath("//main//input[@name='to']/@value")]


@pytest.fixture
def prioritised(training: MeasureView) -> MeasureView:
    """The measure that Sagene answers for, decided on."""
    turn(training, MeasureState.PRIORITISED)
    return now(training)


@pytest.mark.parametrize("role", ["ous", "reader"])
def test_state_is_refused_from_who_does_not_answer_for_it(
    role: str, prioritised: MeasureView, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(role)
    assert client.get(address(prioritised)).status_code == 403
    sent = {"to": "planned", "revision": prioritised.revision}
    assert client.post(address(prioritised), sent).status_code == 403
    assert now(prioritised).state is MeasureState.PRIORITISED


def test_owner_is_offered_only_the_owners_turns(sagene: Client, prioritised: MeasureView) -> None:
    assert offered(sagene.get(address(prioritised))) == ["planned", "in-progress"]


def test_secretariat_is_offered_every_turn_that_follows(secretariat: Client, prioritised: MeasureView) -> None:
    assert offered(secretariat.get(address(prioritised))) == ["planned", "in-progress", "carried-forward", "stopped"]


def test_owner_does_not_stop_a_measure(sagene: Client, prioritised: MeasureView) -> None:
    response = send(sagene, address(prioritised), to="stopped", why="Fordi")
    assert response.status_code == 422
    assert now(prioritised).state is MeasureState.PRIORITISED


def test_stopping_needs_a_reason(secretariat: Client, prioritised: MeasureView) -> None:
    response = send(secretariat, address(prioritised), to="stopped")
    assert response.status_code == 422
    assert errors(response) == {"id_why": "Hvorfor? Skriv hvorfor tiltaket stoppes."}
    assert document(response).xpath("//input[@value='stopped']/@checked")
    assert now(prioritised).state is MeasureState.PRIORITISED


def test_nothing_chosen_is_said(secretariat: Client, prioritised: MeasureView) -> None:
    response = send(secretariat, address(prioritised), why="Fordi")
    assert errors(response) == {"id_to": "Hva skal fasen være nå? Velg den nye fasen."}
    assert form_values(response)["why"].strip() == "Fordi"


def test_measure_is_stopped_with_its_reason(secretariat: Client, prioritised: MeasureView) -> None:
    response = send(secretariat, address(prioritised), to="stopped", why="Midlene kom ikke")
    assert response.headers["Location"] == f"/plan/tiltak/{prioritised.id}/?versjon={prioritised.version_id}"
    assert now(prioritised).state is MeasureState.STOPPED
    assert plan.history(measure_id=prioritised.id)[0].why == "Midlene kom ikke"


def test_the_same_form_sent_twice_turns_once(secretariat: Client, prioritised: MeasureView) -> None:
    values = form_values(secretariat.get(address(prioritised))) | {"to": "planned"}
    answers = [secretariat.post(address(prioritised), values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    changes = [change for change in plan.history(measure_id=prioritised.id) if change.act is Act.STATE_CHANGED]
    assert len(changes) == 2  # the fixture's and this one


def test_stale_form_says_what_was_changed_and_keeps_what_was_written(
    secretariat: Client, prioritised: MeasureView
) -> None:
    values = form_values(secretariat.get(address(prioritised))) | {"to": "stopped", "why": "Midlene kom ikke"}
    turn(prioritised, MeasureState.IN_PROGRESS)
    response = secretariat.post(address(prioritised), values)
    assert response.status_code == 409
    assert "Noen andre endret tiltaket mens du skrev." in said(response)
    assert "Avklart i møte" not in form_values(response).values()
    again = form_values(response)
    assert (again["to"], again["why"].strip()) == ("stopped", "Midlene kom ikke")
    assert now(prioritised).state is MeasureState.IN_PROGRESS
    assert secretariat.post(address(prioritised), again).status_code == 302
    assert now(prioritised).state is MeasureState.STOPPED


def test_stale_form_whose_turn_no_longer_follows_says_so(secretariat: Client, prioritised: MeasureView) -> None:
    values = form_values(secretariat.get(address(prioritised))) | {"to": "carried-forward"}
    turn(prioritised, MeasureState.IN_PROGRESS)
    turn(prioritised, MeasureState.DONE)
    response = secretariat.post(address(prioritised), values)
    assert response.status_code == 409
    assert errors(response) == {
        "id_to": "Hva skal fasen være nå? Tiltaket kan ikke gå dit herfra. Velg en av fasene på siden."
    }


@pytest.fixture
def wide_id(db: None) -> VersionId:
    """A draft with two areas."""
    return plan.create_version(draft=two_areas(), by=KEEPER, at=NOON)


@pytest.fixture
def first(wide_id: VersionId) -> MeasureView:
    """The only measure of its first area."""
    return plan.portfolio(version_id=wide_id, where=PortfolioFilter()).areas[0].measures[0]


def other_group(version_id: VersionId) -> str:
    return str(plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[1].groups[1].id)


def test_measure_is_moved_by_those_who_keep_the_plan_only(sagene: Client, first: MeasureView) -> None:
    assert sagene.get(address(first, "flytt")).status_code == 403
    sent = {"group": other_group(first.version_id), "revision": first.revision}
    assert sagene.post(address(first, "flytt"), sent).status_code == 403
    assert now(first).area_name == "Barn og unge"


def test_measure_is_not_moved_in_an_adopted_version(secretariat: Client, first: MeasureView) -> None:
    plan.turn_version(version_id=first.version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=NOON.date())
    sent = {"group": other_group(first.version_id), "revision": first.revision}
    response = secretariat.post(address(first, "flytt"), sent)
    assert "En vedtatt plan skrives aldri om" in said(response)
    assert now(first).area_name == "Barn og unge"


def test_measure_is_moved_once_however_often_it_is_sent(secretariat: Client, first: MeasureView) -> None:
    values = form_values(secretariat.get(address(first, "flytt"))) | {"group": other_group(first.version_id)}
    answers = [secretariat.post(address(first, "flytt"), values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert now(first).area_name == "Eldre"
    assert now(first).revision == first.revision + 1


def test_place_must_be_chosen(secretariat: Client, first: MeasureView) -> None:
    response = send(secretariat, address(first, "flytt"))
    assert errors(response) == {"id_group": "Flytt til: Velg hvor tiltaket skal stå."}


def test_stale_move_says_what_was_changed_and_can_be_sent_again(secretariat: Client, first: MeasureView) -> None:
    values = form_values(secretariat.get(address(first, "flytt"))) | {"group": other_group(first.version_id)}
    turn(first, MeasureState.PRIORITISED)
    response = secretariat.post(address(first, "flytt"), values)
    assert response.status_code == 409
    assert now(first).area_name == "Barn og unge"
    assert secretariat.post(address(first, "flytt"), form_values(response)).status_code == 302
    assert now(first).area_name == "Eldre"
