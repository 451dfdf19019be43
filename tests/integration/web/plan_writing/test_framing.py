"""The pages where the secretariat changes a draft's own words, its areas and their groups."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories.pages import document, errors, form_values, said, send
from tests.factories.plan_drafts import KEEPER, NOON

from samspill.plan import api as plan
from samspill.plan.contracts import Act, AreaId, AreaView, CellKind, PortfolioFilter, VersionId, VersionState
from samspill.plan.models import Area


def areas(version_id: VersionId) -> tuple[AreaView, ...]:
    return plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas


@pytest.fixture
def area(version_id: VersionId) -> AreaView:
    """Its only area, with one group."""
    return areas(version_id)[0]


@pytest.fixture
def addresses(version_id: VersionId, area: AreaView) -> tuple[str, str, str]:
    return (
        f"/plan/versjoner/{version_id}/rediger/",
        f"/plan/omrader/{area.id}/rediger/",
        f"/plan/omrader/nytt/?versjon={version_id}",
    )


def history() -> list[tuple[str, str, str, str, str]]:
    kept = (change for change in plan.changes(since=NOON) if change.act is Act.EDITED)
    return sorted((one.measure_title, one.field, one.before, one.after, one.why) for one in kept)


def close(version_id: VersionId) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.RECOMMENDED, by=KEEPER, at=NOON)


@pytest.mark.parametrize("role", ["sagene", "reader"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_only_those_who_keep_the_plan_change_it(
    role: str, place: int, addresses: tuple[str, str, str], request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(role)
    assert client.get(addresses[place]).status_code == 403
    assert client.post(addresses[place], {"title": "Kapret", "name": "Kapret"}).status_code == 403
    assert history() == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_closed_text_says_so_and_what_was_written_is_not_lost(
    place: int, secretariat: Client, version_id: VersionId, addresses: tuple[str, str, str]
) -> None:
    values = form_values(secretariat.get(addresses[place])) | {"goals": "Et gjennomtenkt mål"}
    close(version_id)
    assert document(secretariat.get(addresses[place])).xpath("//main//form") == []
    response = secretariat.post(addresses[place], values)
    assert response.status_code == 409
    assert "Et gjennomtenkt mål" in said(response)
    assert history() == []


@pytest.mark.parametrize("address", ["/plan/versjoner/999/rediger/", "/plan/omrader/999/rediger/"])
def test_what_is_not_there_is_not_found(address: str, secretariat: Client) -> None:
    assert secretariat.get(address).status_code == 404


@pytest.mark.parametrize("place", [0, 1])
def test_form_that_is_sent_as_it_came_changes_nothing(
    place: int, secretariat: Client, addresses: tuple[str, str, str]
) -> None:
    assert send(secretariat, addresses[place]).status_code == 302
    assert history() == []


def test_version_gets_its_new_words_and_the_history_tells_each(
    secretariat: Client, version_id: VersionId, addresses: tuple[str, str, str]
) -> None:
    changed = {"title": "Plan 2026", "owner": "SSU", "dated": "2026-03-02", "goals": "Én tjeneste.\r\nTo mål."}
    assert send(secretariat, addresses[0], why="Rettet", **changed).status_code == 302
    view = plan.portfolio(version_id=version_id, where=PortfolioFilter())
    assert (view.version.title, view.version.owner, view.version.dated) == ("Plan 2026", "SSU", date(2026, 3, 2))
    assert view.goals == ("Én tjeneste.", "To mål.")
    assert view.areas[0].goals == ("Barn får hjelp tidlig.",)
    assert history() == [
        ("", "dated", "", "2026-03-02", "Rettet"),
        ("", "owner", "", "SSU", "Rettet"),
        ("", "plan goals", "Én helsetjeneste.", "Én tjeneste.\nTo mål.", "Rettet"),
        ("", "title", "Porteføljeplan 2026", "Plan 2026", "Rettet"),
    ]


def test_a_column_takes_the_texts_of_its_measures_along(
    secretariat: Client, version_id: VersionId, addresses: tuple[str, str, str]
) -> None:
    send(secretariat, addresses[0], **{"label-1": "Planlagt 2026", "kind-0": "planned"})
    heads = plan.version(version_id=version_id).years
    cells = areas(version_id)[0].measures[0].cells
    assert [(one.label, one.kind) for one in heads] == [
        ("2025", CellKind.PLANNED), ("Planlagt 2026", CellKind.PLANNED),
    ]  # fmt: skip
    assert [(one.label, one.kind, one.text) for one in cells] == [
        ("2025", CellKind.PLANNED, "Kartlagt behov"),
        ("Planlagt 2026", CellKind.PLANNED, "Prøve ut i to bydeler"),
    ]
    assert [(field, before, after) for _title, field, before, after, _why in history()] == [
        ("kind 2025", "achieved", "planned"),
        ("label 2026", "Fokus for 2026", "Planlagt 2026"),
    ]


@pytest.mark.parametrize(
    ("changed", "anchor", "text"),
    [
        ({"title": " "}, "id_title", "Hva heter planen? Skriv hva planen heter."),
        ({"dated": "i går"}, "id_dated", "Datert: Skriv datoen som år-måned-dag, for eksempel 2026-06-30."),
        ({"label-0": "x" * 101}, "id_label-0", "Overskrift for 2025: Teksten er for lang: 101 tegn. Høyst 100."),
    ],
)
def test_version_that_cannot_be_kept_says_what_to_mend(
    secretariat: Client, addresses: tuple[str, str, str], changed: dict[str, Any], anchor: str, text: str
) -> None:
    response = send(secretariat, addresses[0], **changed)
    assert response.status_code == 422
    assert errors(response) == {anchor: text}
    assert history() == []


def test_area_gets_its_new_words_and_the_history_names_it(
    secretariat: Client, version_id: VersionId, area: AreaView, addresses: tuple[str, str, str]
) -> None:
    group = area.groups[0].id
    changed = {
        "name": "Unge", "number": "3", "goals": "Ett.\r\nTo.", "new_group": "Prøve ut", f"gruppe-{group}": "Forstå",
    }  # fmt: skip
    assert send(secretariat, addresses[1], **changed).status_code == 302
    now = areas(version_id)[0]
    assert (now.name, now.number, now.goals) == ("Unge", 3, ("Ett.", "To."))
    assert [(one.name, len(one.measures)) for one in now.groups] == [("Forstå", 3), ("Prøve ut", 0)]
    assert history() == [
        ("Barn og unge", "area goals", "Barn får hjelp tidlig.", "Ett.\nTo.", ""),
        ("Barn og unge", "area name", "Barn og unge", "Unge", ""),
        ("Barn og unge", "area number", "1", "3", ""),
        ("Barn og unge", "group name", "", "Prøve ut", ""),
        ("Barn og unge", "group name", "Felles forståelse", "Forstå", ""),
    ]
    assert "Barn og unge: målbilde" in said(secretariat.get("/plan/endringer/?fra=2026-03-01&alle=1"))


@pytest.mark.parametrize(
    ("changed", "anchor", "text"),
    [
        ({"name": ""}, "id_name", "Hva heter området? Skriv hva området heter."),
        ({"number": "tre"}, "id_number", "Nummer: Skriv et helt tall."),
        ({"number": "99999"}, "id_number", "Nummer: Nummeret må være mellom 0 og 9999."),
        (
            {"new_group": "felles  forståelse"},
            "id_new_group",
            "Ny gruppe: Området har allerede en gruppe som heter «felles forståelse».",
        ),
    ],
)
def test_area_that_cannot_be_kept_says_what_to_mend(
    secretariat: Client, addresses: tuple[str, str, str], changed: dict[str, Any], anchor: str, text: str
) -> None:
    response = send(secretariat, addresses[1], **changed)
    assert response.status_code == 422
    assert errors(response) == {anchor: text}
    assert history() == []


def test_area_that_the_source_left_blank_may_stay_so(
    secretariat: Client, version_id: VersionId, addresses: tuple[str, str, str]
) -> None:
    Area.objects.update(name="")
    assert send(secretariat, addresses[1], goals="Ett mål.").status_code == 302
    assert (areas(version_id)[0].name, areas(version_id)[0].goals) == ("", ("Ett mål.",))


def test_new_area_stands_last_and_takes_measures(
    secretariat: Client, version_id: VersionId, addresses: tuple[str, str, str]
) -> None:
    response = send(secretariat, addresses[2], name="Eldre", number="2", goals="Trygg overgang.", new_group="Start")
    made = areas(version_id)[1]
    assert response.headers["Location"] == f"/plan/omrader/{made.id}/?versjon={version_id}"
    assert (made.name, made.number, made.goals, [one.name for one in made.groups]) == (
        "Eldre", 2, ("Trygg overgang.",), ["Start"],
    )  # fmt: skip
    assert secretariat.get(response.headers["Location"]).status_code == 200
    assert "Eldre" in said(secretariat.get(f"/plan/tiltak/nytt/?versjon={version_id}"))


def test_area_sent_twice_is_made_once(
    secretariat: Client, version_id: VersionId, addresses: tuple[str, str, str]
) -> None:
    values = form_values(secretariat.get(addresses[2])) | {"name": "Eldre"}
    answers = [secretariat.post(addresses[2], values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "Planen har allerede et område som heter «Eldre»." in said(answers[1])
    assert len(areas(version_id)) == 2


def test_stale_form_shows_what_stands_and_saves_nothing(
    secretariat: Client, area: AreaView, addresses: tuple[str, str, str]
) -> None:
    values = form_values(secretariat.get(addresses[1])) | {"name": "Unge voksne"}
    rename(area.id, "Ungdom", new_group="Ny i mellomtiden")
    response = secretariat.post(addresses[1], values)
    assert response.status_code == 409
    assert "Noen andre endret dette mens du skrev." in said(response)
    assert "Slik står det nå Ungdom" in said(response)
    assert areas(area_version(area))[0].name == "Ungdom"
    assert secretariat.post(addresses[1], form_values(response)).status_code == 302
    now = areas(area_version(area))[0]
    assert (now.name, [one.name for one in now.groups]) == ("Unge voksne", ["Felles forståelse", "Ny i mellomtiden"])


def test_stale_form_of_a_version_saves_nothing(
    secretariat: Client, version_id: VersionId, addresses: tuple[str, str, str]
) -> None:
    values = form_values(secretariat.get(addresses[0])) | {"title": "Min tittel"}
    frame = plan.version_frame(version_id=version_id)
    plan.edit_version(
        version_id=version_id, draft=replace(frame, title="Din tittel"), mark=frame.mark, by=KEEPER, at=NOON
    )
    assert secretariat.post(addresses[0], values).status_code == 409
    assert plan.version(version_id=version_id).title == "Din tittel"


def test_the_same_form_sent_twice_makes_one_change(secretariat: Client, addresses: tuple[str, str, str]) -> None:
    values = form_values(secretariat.get(addresses[1])) | {"name": "Ungdom"}
    assert [secretariat.post(addresses[1], values).status_code for _ in range(2)] == [302, 302]
    assert len(history()) == 1


def test_draft_leads_to_these_pages_and_adopted_plan_does_not(
    secretariat: Client, reader: Client, version_id: VersionId, area: AreaView, addresses: tuple[str, str, str]
) -> None:
    portfolio, own = f"/plan/?versjon={version_id}", f"/plan/omrader/{area.id}/?versjon={version_id}"
    assert {addresses[0], addresses[2]} <= links(secretariat.get(portfolio))
    assert addresses[1] in links(secretariat.get(own))
    assert addresses[0] in links(secretariat.get("/plan/versjoner/"))
    assert not set(addresses) & (links(reader.get(portfolio)) | links(reader.get(own)))
    close(version_id)
    assert not set(addresses) & (links(secretariat.get(portfolio)) | links(secretariat.get(own)))


def links(response: Any) -> set[str]:
    return set(document(response).xpath("//main//a/@href"))


def area_version(area: AreaView) -> VersionId:
    return plan.area_frame(area_id=area.id)[0]


def rename(area_id: AreaId, name: str, *, new_group: str) -> None:
    _version, frame = plan.area_frame(area_id=area_id)
    groups = (*frame.groups, plan.GroupFrame(None, new_group))
    draft = replace(frame, name=name, groups=groups)
    plan.edit_area(area_id=area_id, draft=draft, mark=frame.mark, by=KEEPER, at=NOON + timedelta(hours=1))
