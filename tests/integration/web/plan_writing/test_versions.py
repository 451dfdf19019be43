"""The pages about whole versions: the list, a new draft, turns, and what differs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories.pages import document, errors, form_values, said, send
from tests.factories.plan_drafts import KEEPER, NOON, version_draft

from samspill.plan import api as plan
from samspill.plan.contracts import MeasureDraft, MeasureView, VersionId, VersionState
from samspill.web.pages.plan_writing.measures.drafts import draft_of

ALL = "/plan/versjoner/"


def adopt(version_id: VersionId) -> None:
    plan.turn_version(
        version_id=version_id,
        to=VersionState.ADOPTED,
        by=KEEPER,
        at=NOON,
        adopted_on=NOON.date(),
        adopted_in="SSU, sak 4/26",
    )


def state(version_id: VersionId) -> VersionState:
    return plan.version(version_id=version_id).state


def acts(response: Any) -> list[str]:
    return [
        " ".join(link.text_content().split())
        for link in document(response).xpath("//main//a[contains(@class, 'ds-button')]")
    ]


def test_everyone_sees_the_versions_and_readers_no_acts(reader: Client, sagene: Client, version_id: VersionId) -> None:
    for client in (reader, sagene):
        response = client.get(ALL)
        assert "Porteføljeplan 2026" in said(response)
        assert acts(response) == []


def test_list_tells_when_in_what_and_by_whom_a_version_was_adopted(reader: Client, version_id: VersionId) -> None:
    adopt(version_id)
    page = said(reader.get(ALL)).replace("\xa0", " ")
    assert "Gjelder nå" in page
    assert "Vedtatt 2. mars 2026" in page
    assert "Vedtatt i SSU, sak 4/26" in page
    assert "Registrert av Sekretariat" in page


def test_draft_is_offered_its_turns(secretariat: Client, version_id: VersionId) -> None:
    assert acts(secretariat.get(ALL)) == [
        "Send på høring",
        "Marker som tilrådd",
        "Registrer vedtak",
        "Forkast utkastet",
    ]


def test_adopted_version_is_offered_a_draft_until_there_is_one(secretariat: Client, version_id: VersionId) -> None:
    adopt(version_id)
    assert acts(secretariat.get(ALL)) == ["Start arbeidsutkast"]
    plan.start_version(from_id=version_id, by=KEEPER, at=NOON)
    assert "Start arbeidsutkast" not in acts(secretariat.get(ALL))


def test_no_plan_says_so(secretariat: Client) -> None:
    assert "Det er ingen plan ennå" in said(secretariat.get(ALL))


@pytest.mark.parametrize("page", ["utkast", "consulted", "adopted"])
def test_versions_are_changed_by_those_who_keep_the_plan_only(
    page: str, sagene: Client, reader: Client, version_id: VersionId
) -> None:
    for client in (sagene, reader):
        assert client.get(f"{ALL}{version_id}/{page}/").status_code == 403
        sent = {"title": "Kapret", "adopted_on": "2026-03-01"}
        assert client.post(f"{ALL}{version_id}/{page}/", sent).status_code == 403
    assert [one.state for one in plan.versions()] == [VersionState.DRAFT]


@pytest.mark.parametrize("page", ["superseded", "splendid"])
def test_turn_that_does_not_exist_is_not_found(page: str, secretariat: Client, version_id: VersionId) -> None:
    assert secretariat.get(f"{ALL}{version_id}/{page}/").status_code == 404
    assert secretariat.post(f"{ALL}{version_id}/{page}/").status_code == 404


def test_version_that_does_not_exist_is_not_found(secretariat: Client, version_id: VersionId) -> None:
    for page in ("utkast", "adopted", "sammenlign"):
        assert secretariat.get(f"{ALL}999/{page}/").status_code == 404


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("", "Vedtatt dato: Skriv hvilken dag versjonen ble vedtatt."),
        ("2999-01-01", "Vedtatt dato: Vedtaksdagen kan ikke være fram i tid."),
        ("i går", "Vedtatt dato: Skriv datoen som år-måned-dag, for eksempel 2026-06-30."),
    ],
)
def test_day_of_adoption_must_make_sense(secretariat: Client, version_id: VersionId, day: str, text: str) -> None:
    response = send(secretariat, f"{ALL}{version_id}/adopted/", adopted_on=day, adopted_in="SSU, sak 4/26")
    assert response.status_code == 422
    assert errors(response) == {"id_adopted_on": text}
    assert form_values(response)["adopted_in"] == "SSU, sak 4/26"
    assert state(version_id) is VersionState.DRAFT


def test_turning_back_to_draft_needs_a_reason(secretariat: Client, version_id: VersionId) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.CONSULTED, by=KEEPER, at=NOON)
    response = send(secretariat, f"{ALL}{version_id}/draft/")
    assert errors(response) == {"id_why": "Hvorfor? Skriv hvorfor versjonen settes tilbake til utkast."}
    assert state(version_id) is VersionState.CONSULTED


def test_turn_that_does_not_follow_is_refused_with_what_does(secretariat: Client, version_id: VersionId) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.CONSULTED, by=KEEPER, at=NOON)
    page = f"{ALL}{version_id}/adopted/"
    assert document(secretariat.get(page)).xpath("//main//form") == []
    response = secretariat.post(page, {"adopted_on": "2026-03-01"})
    assert response.status_code == 409
    assert "Versjonen kan ikke gå fra «på høring» til «vedtatt»." in said(response)


def test_adoption_is_confirmed_first_and_then_kept(secretariat: Client, version_id: VersionId) -> None:
    page = f"{ALL}{version_id}/adopted/"
    assert "kan ikke teksten i versjonen endres mer" in said(secretariat.get(page))
    assert state(version_id) is VersionState.DRAFT
    response = send(secretariat, page, adopted_on="2026-03-01", adopted_in="SSU, sak 4/26")
    assert response.headers["Location"] == ALL
    version = plan.version(version_id=version_id)
    assert (version.state, version.adopted_on, version.adopted_in) == (
        VersionState.ADOPTED,
        date(2026, 3, 1),
        "SSU, sak 4/26",
    )
    assert "er nå vedtatt" in said(secretariat.get(ALL))


def test_adoption_says_which_version_it_replaces(secretariat: Client, version_id: VersionId) -> None:
    adopt(version_id)
    draft = plan.start_version(from_id=version_id, by=KEEPER, at=NOON, title="Porteføljeplan 2027")
    page = said(secretariat.get(f"{ALL}{draft}/adopted/"))
    assert "Porteføljeplan 2026, versjon 1, blir erstattet" in page


def test_the_same_turn_sent_twice_is_made_once(secretariat: Client, version_id: VersionId) -> None:
    page = f"{ALL}{version_id}/consulted/"
    values = form_values(secretariat.get(page))
    answers = [secretariat.post(page, values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert state(version_id) is VersionState.CONSULTED


def test_draft_is_started_with_the_next_year(secretariat: Client, version_id: VersionId) -> None:
    adopt(version_id)
    response = send(
        secretariat, f"{ALL}{version_id}/utkast/", title="Porteføljeplan 2027", next_year="on", drop_first="on"
    )
    draft = plan.versions()[0]
    assert response.headers["Location"] == f"/plan/?versjon={draft.id}"
    assert (draft.title, draft.state) == ("Porteføljeplan 2027", VersionState.DRAFT)
    assert [(head.year, head.kind.value) for head in draft.years] == [(2026, "planned"), (2027, "planned")]


def test_draft_needs_a_title(secretariat: Client, version_id: VersionId) -> None:
    adopt(version_id)
    response = send(secretariat, f"{ALL}{version_id}/utkast/", title="  ")
    assert errors(response) == {"id_title": "Hva skal versjonen hete? Skriv hva versjonen skal hete."}
    assert len(plan.versions()) == 1


def test_draft_sent_twice_is_made_once(secretariat: Client, version_id: VersionId) -> None:
    adopt(version_id)
    values = form_values(secretariat.get(f"{ALL}{version_id}/utkast/"))
    answers = [secretariat.post(f"{ALL}{version_id}/utkast/", values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Planen har allerede en versjon som er på vei." in said(answers[1])
    assert len(plan.versions()) == 2


def test_opening_the_pages_changes_nothing(secretariat: Client, version_id: VersionId) -> None:
    adopt(version_id)
    before = plan.versions()
    for page in ("", f"{version_id}/utkast/", f"{version_id}/adopted/", f"{version_id}/draft/"):
        assert secretariat.get(f"{ALL}{page}", {"title": "Kapret"}).status_code in {200, 302}
    assert plan.versions() == before


def test_first_version_has_nothing_to_be_compared_with(reader: Client, version_id: VersionId) -> None:
    response = reader.get(f"{ALL}{version_id}/sammenlign/")
    assert response.status_code == 404
    assert "Det er ingen tidligere versjon å sammenligne med." in said(response)


def test_what_differs_is_shown_to_everyone(reader: Client, training: MeasureView) -> None:
    adopt(training.version_id)
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    plan.edit_measure(
        measure_id=training.id,
        version_id=draft,
        draft=replace(draft_of(training), remark="<b>Utsatt</b>"),
        revision=plan.measure(measure_id=training.id, version_id=draft).revision,
        by=KEEPER,
        at=NOON,
    )
    response = reader.get(f"{ALL}{draft}/sammenlign/")
    page = said(response)
    assert "1 endret tiltak" in page
    assert "2 uendrede tiltak" in page
    assert "Merknad Begynner til høsten <b>Utsatt</b>" in page


def test_equal_versions_are_said_to_be_equal(reader: Client, version_id: VersionId) -> None:
    adopt(version_id)
    draft = plan.start_version(from_id=version_id, by=KEEPER, at=NOON)
    assert "Versjonene sier det samme" in said(reader.get(f"{ALL}{draft}/sammenlign/"))


def test_measure_without_a_title_is_named_so_that_its_link_can_be_read(reader: Client, version_id: VersionId) -> None:
    adopt(version_id)
    plan_id = plan.version(version_id=version_id).plan_id
    draft = version_draft(MeasureDraft("", remark="Står alene"))
    second = plan.create_version(draft=draft, by=KEEPER, at=NOON, plan_id=plan_id)
    page = document(reader.get(f"{ALL}{second}/sammenlign/"))
    names = [link.text_content() for link in page.xpath("//section[@aria-labelledby='nye']//li/a")]
    assert names == ["Uten tittel i kilden"]


def test_draft_made_by_mistake_is_discarded_with_a_reason(secretariat: Client, version_id: VersionId) -> None:
    page = f"{ALL}{version_id}/discarded/"
    assert "kan ikke tas fram igjen" in said(secretariat.get(page))
    refused = send(secretariat, page, why=" ")
    assert errors(refused) == {"id_why": "Hvorfor? Skriv hvorfor utkastet forkastes."}
    assert send(secretariat, page, why="Feil fil").headers["Location"] == ALL
    assert state(version_id) is VersionState.DISCARDED
    listed = secretariat.get(ALL)
    assert "1 forkastet utkast" in said(listed)
    assert acts(listed) == []


def test_discarded_draft_is_not_offered_where_versions_are_chosen(secretariat: Client, version_id: VersionId) -> None:
    adopt(version_id)
    draft = plan.start_version(from_id=version_id, by=KEEPER, at=NOON)
    plan.turn_version(version_id=draft, to=VersionState.DISCARDED, by=KEEPER, at=NOON, why="Feil")
    assert "Bytt versjon" not in said(secretariat.get("/plan/"))
    assert secretariat.get(f"/plan/?versjon={draft}").status_code == 200
    newest = plan.start_version(from_id=version_id, by=KEEPER, at=NOON)
    assert "versjon 3, sammenlignet med Porteføljeplan 2026, versjon 1" in said(
        secretariat.get(f"{ALL}{newest}/sammenlign/")
    )


def test_measure_cannot_be_added_to_a_discarded_draft_and_the_page_says_why(
    secretariat: Client, version_id: VersionId
) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.DISCARDED, by=KEEPER, at=NOON, why="Feil")
    page = secretariat.get(f"/plan/tiltak/nytt/?versjon={version_id}")
    assert "Utkastet er forkastet." in said(page)
    assert document(page).xpath("//main//a[contains(@href, '/utkast/')]") == []


def test_versions_stand_under_their_own_plan(reader: Client, version_id: VersionId) -> None:
    adopt(version_id)
    other = version_draft(title="Handlingsplan for barn", fingerprint="other")
    plan.create_version(draft=other, by=KEEPER, at=NOON + timedelta(hours=1))
    plan.start_version(from_id=version_id, by=KEEPER, at=NOON + timedelta(hours=2), title="Porteføljeplan 2027")
    sections = document(reader.get(ALL)).xpath("//main//section")
    found = {
        section.xpath("./h2")[0].text_content(): [link.text_content() for link in section.xpath(".//h3/a")]
        for section in sections
    }
    assert found == {
        "Porteføljeplan 2026": ["Porteføljeplan 2027", "Porteføljeplan 2026"],
        "Handlingsplan for barn": ["Handlingsplan for barn"],
    }
