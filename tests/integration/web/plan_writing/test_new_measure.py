"""The page where the secretariat adds a measure."""

from typing import Any

import pytest
from django.test import Client
from tests.factories.pages import document, errors, form_values, said, send
from tests.factories.plan_drafts import KEEPER, NOON

from samspill.plan import api as plan
from samspill.plan.contracts import AreaView, MeasureState, MeasureView, PortfolioFilter, VersionId, VersionState

ADDRESS = "/plan/tiltak/nytt/"


def area(version_id: VersionId) -> AreaView:
    return plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0]


def titles(version_id: VersionId) -> list[str]:
    return [measure.title for measure in area(version_id).measures]


@pytest.mark.parametrize("role", ["sagene", "reader"])
def test_measure_is_added_by_those_who_keep_the_plan_only(
    role: str, training: MeasureView, request: pytest.FixtureRequest, secretariat: Client
) -> None:
    client: Client = request.getfixturevalue(role)
    assert client.get(ADDRESS).status_code == 403
    values = form_values(secretariat.get(ADDRESS)) | {"title": "Kapret", "place": f"g{training.group_id}"}
    assert client.post(ADDRESS, values).status_code == 403
    assert len(titles(training.version_id)) == 3


def test_plan_that_does_not_exist_has_no_form(secretariat: Client) -> None:
    response = secretariat.get(ADDRESS)
    assert "Det er ingen plan ennå" in said(response)
    assert document(response).xpath("//main//form") == []


def test_adopted_version_takes_no_measure_and_the_page_says_where_to_go(
    secretariat: Client, version_id: VersionId
) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=NOON.date())
    response = secretariat.get(ADDRESS)
    assert "Du kan ikke legge til tiltak her" in said(response)
    assert document(response).xpath(f"//main//a[@href='/plan/versjoner/{version_id}/utkast/']")


@pytest.mark.parametrize(
    ("changed", "anchor", "text"),
    [
        ({"title": "", "place": "first"}, "id_title", "Hva heter tiltaket? Skriv hva tiltaket heter."),
        ({"title": "Nytt"}, "id_place", "Hvor i planen? Velg hvor i planen tiltaket hører hjemme."),
    ],
)
def test_what_must_be_mended_is_said(
    secretariat: Client, training: MeasureView, changed: dict[str, Any], anchor: str, text: str
) -> None:
    if changed.get("place"):
        changed = changed | {"place": f"g{training.group_id}"}
    response = send(secretariat, ADDRESS, **changed)
    assert response.status_code == 422
    assert errors(response) == {anchor: text}


def test_everything_that_must_be_mended_is_said_at_once(secretariat: Client, version_id: VersionId) -> None:
    assert set(errors(send(secretariat, ADDRESS))) == {"id_place", "id_title"}


def test_place_in_another_version_is_refused(secretariat: Client, version_id: VersionId) -> None:
    assert send(secretariat, ADDRESS, title="Nytt", place="g99999").status_code == 422
    assert len(titles(version_id)) == 3


def test_measure_is_added_last_in_its_group_as_proposed(secretariat: Client, training: MeasureView) -> None:
    response = send(
        secretariat,
        f"{ADDRESS}?gruppe={training.group_id}",
        title="Felles journal",
        **{"ansvarlig-0-organisation": "bydel-sagene", "aar-1-text": "Kartlegge"},
    )
    added = area(training.version_id).measures[-1]
    assert response.headers["Location"] == f"/plan/tiltak/{added.id}/?versjon={training.version_id}"
    assert (added.title, added.state) == ("Felles journal", MeasureState.PROPOSED)
    assert added.responsible[0].organisation_id == "bydel-sagene"
    assert added.responsible[0].text == "Sagene"
    assert [cell.text for cell in added.cells] == ["", "Kartlegge"]


def test_measure_may_begin_a_new_group(secretariat: Client, training: MeasureView) -> None:
    place = f"o{training.area_id}"
    send(secretariat, ADDRESS, title="Felles journal", place=place, group_name="Deling av opplysninger")
    groups = area(training.version_id).groups
    assert [group.name for group in groups] == ["Felles forståelse", "Deling av opplysninger"]
    assert [measure.title for measure in groups[1].measures] == ["Felles journal"]


def test_place_of_the_link_one_came_by_is_chosen(secretariat: Client, training: MeasureView) -> None:
    response = secretariat.get(ADDRESS, {"omrade": str(training.area_id)})
    assert form_values(response)["place"] == f"o{training.area_id}"


def test_more_rows_are_given_without_saving(secretariat: Client, training: MeasureView) -> None:
    response = send(secretariat, ADDRESS, title="Halvskrevet", place=f"g{training.group_id}", act="more")
    values = form_values(response)
    assert (values["title"].strip(), values["place"]) == ("Halvskrevet", f"g{training.group_id}")
    assert values["ansvarlig-TOTAL_FORMS"] == "4"
    assert len(titles(training.version_id)) == 3


def test_the_same_form_sent_twice_makes_one_measure(secretariat: Client, training: MeasureView) -> None:
    values = form_values(secretariat.get(ADDRESS)) | {"title": "Felles journal", "place": f"g{training.group_id}"}
    answers = [secretariat.post(ADDRESS, values) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert titles(training.version_id).count("Felles journal") == 1


def test_measure_of_the_same_name_with_other_words_is_another(secretariat: Client, training: MeasureView) -> None:
    place = f"g{training.group_id}"
    for remark in ("Del 1", "Del 2"):
        send(secretariat, ADDRESS, title="Felles journal", place=place, remark=remark)
    assert titles(training.version_id).count("Felles journal") == 2


def test_opening_the_page_changes_nothing(secretariat: Client, training: MeasureView) -> None:
    assert secretariat.get(ADDRESS, {"title": "Kapret", "place": f"g{training.group_id}"}).status_code == 200
    assert len(titles(training.version_id)) == 3
