"""The page where the secretariat changes a measure's words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories.pages import document, errors, form_values, said, send
from tests.factories.plan_drafts import KEEPER, NOON

from samspill.kernel.organisations import OrganisationId
from samspill.plan import api as plan
from samspill.plan.contracts import Act, Deadline, MeasureView, Responsible, Status, VersionState
from samspill.web.pages.plan_writing.measures import forms
from samspill.web.pages.plan_writing.measures.drafts import draft_of


def address(measure: MeasureView) -> str:
    return f"/plan/tiltak/{measure.id}/rediger/"


def now(measure: MeasureView) -> MeasureView:
    return plan.measure(measure_id=measure.id, version_id=measure.version_id)


def edits(measure: MeasureView) -> int:
    return sum(change.act is Act.EDITED for change in plan.history(measure_id=measure.id))


def elsewhere(measure: MeasureView, **changed: Any) -> None:
    """Somebody else edits meanwhile."""
    standing = now(measure)
    plan.edit_measure(
        measure_id=measure.id,
        version_id=measure.version_id,
        draft=replace(draft_of(standing), **changed),
        revision=standing.revision,
        by=KEEPER,
        at=NOON + timedelta(hours=1),
        why="Avklart i møte",
    )


def adopt(measure: MeasureView) -> None:
    plan.turn_version(
        version_id=measure.version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=NOON.date()
    )


@pytest.mark.parametrize("role", ["sagene", "reader"])
def test_words_are_changed_by_those_who_keep_the_plan_only(
    role: str, training: MeasureView, request: pytest.FixtureRequest, secretariat: Client
) -> None:
    client: Client = request.getfixturevalue(role)
    assert client.get(address(training)).status_code == 403
    values = form_values(secretariat.get(address(training))) | {"title": "Kapret"}
    assert client.post(address(training), values).status_code == 403
    assert now(training).title == "Felles opplæring"


def test_adopted_version_is_never_rewritten_and_the_page_says_where_to_go(
    secretariat: Client, training: MeasureView
) -> None:
    adopt(training)
    response = secretariat.get(address(training))
    assert "En vedtatt plan skrives aldri om" in said(response)
    assert document(response).xpath("//main//form") == []
    assert document(response).xpath("//main//a[contains(@href, '/utkast/')]")[0].text_content().strip() == (
        "Start arbeidsutkast"
    )


def test_adopted_measure_is_edited_in_the_draft_that_is_on_its_way(secretariat: Client, training: MeasureView) -> None:
    adopt(training)
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    send(secretariat, address(training), title="Felles kurs")
    assert plan.measure(measure_id=training.id, version_id=draft).title == "Felles kurs"
    assert now(training).title == "Felles opplæring"


def test_text_written_while_the_version_was_adopted_is_not_lost(secretariat: Client, training: MeasureView) -> None:
    values = form_values(secretariat.get(address(training))) | {"title": "Et langt gjennomtenkt navn"}
    adopt(training)
    response = secretariat.post(address(training), values)
    assert response.status_code == 409
    assert "Et langt gjennomtenkt navn" in said(response)
    assert now(training).title == "Felles opplæring"


@pytest.mark.parametrize(
    ("changed", "anchor", "text"),
    [
        ({"title": ""}, "id_title", "Hva heter tiltaket? Skriv hva tiltaket heter."),
        (
            {"deadline_text": "", "deadline_latest": "2026-06-30"},
            "id_deadline_text",
            "Frist med ord: Skriv fristen med ord også, for eksempel «innen sommeren 2026».",
        ),
        (
            {"deadline_latest": "30. juni"},
            "id_deadline_latest",
            "Siste dag: Skriv datoen som år-måned-dag, for eksempel 2026-06-30.",
        ),
        (
            {"ansvarlig-1-role": "Prosjektleder"},
            "id_ansvarlig-1-text",
            "Ansvarlig 2, Navn i planen: Skriv navnet på hver ansvarlig.",
        ),
        ({"title": "x" * 1001}, "id_title", "Hva heter tiltaket? Teksten er for lang: 1001 tegn. Høyst 1000."),
        (
            {"aar-1-text": "x" * 20_001},
            "id_aar-1-text",
            "Fokus for 2026: Teksten er for lang: 20001 tegn. Høyst 20000.",
        ),
    ],
)
def test_what_must_be_mended_is_said_at_the_top_and_by_the_field(
    secretariat: Client, training: MeasureView, changed: dict[str, Any], anchor: str, text: str
) -> None:
    response = send(secretariat, address(training), **changed)
    assert response.status_code == 422
    assert errors(response) == {anchor: text}
    assert document(response).get_element_by_id(anchor).get("aria-invalid") == "true"
    assert edits(training) == 0


def test_everything_that_must_be_mended_is_said_at_once(secretariat: Client, training: MeasureView) -> None:
    changed = {"title": "", "deadline_latest": "2026-06-30", "ansvarlig-1-role": "Leder"}
    response = send(secretariat, address(training), **changed)
    assert set(errors(response)) == {"id_title", "id_deadline_text", "id_ansvarlig-1-text"}


def test_invalid_form_keeps_all_that_was_written(secretariat: Client, training: MeasureView) -> None:
    written = {"title": "", "description": "Lang\r\ntekst", "ansvarlig-1-role": "Leder", "why": "Fordi"}
    kept = form_values(send(secretariat, address(training), **written))
    assert kept["description"].strip().splitlines() == ["Lang", "tekst"]
    assert (kept["ansvarlig-1-role"], kept["why"], kept["remark"].strip()) == ("Leder", "Fordi", "Begynner til høsten")


def test_form_that_is_sent_as_it_came_changes_nothing(secretariat: Client, training: MeasureView) -> None:
    before = now(training)
    assert send(secretariat, address(training)).status_code == 302
    assert now(training) == before
    assert edits(training) == 0


def test_all_fields_are_saved_with_the_reason(secretariat: Client, training: MeasureView) -> None:
    response = send(
        secretariat,
        address(training),
        title="Felles kurs",
        description="To dager.\r\nHver vår.",
        deadline_text="Innen sommeren 2026",
        deadline_latest="2026-06-30",
        remark="Ny merknad",
        bullets="Ett punkt\r\n\r\nTo punkter",
        target_groups="Barn\r\nUnge",
        owner_forum="FSU barn",
        origin="national",
        why="Avtalt i SSU",
        **{"aar-1-text": "Prøve ut i tre bydeler", "ansvarlig-1-organisation": "ous", "ansvarlig-1-role": "Leder"},
    )
    measure = now(training)
    assert response.headers["Location"] == f"/plan/tiltak/{training.id}/?versjon={training.version_id}"
    assert (measure.title, measure.description) == ("Felles kurs", "To dager.\nHver vår.")
    assert measure.deadline == Deadline("Innen sommeren 2026", date(2026, 6, 30))
    assert (measure.bullets, measure.target_groups) == (("Ett punkt", "To punkter"), ("Barn", "Unge"))
    assert (measure.owner_forum, measure.origin.value, measure.remark) == ("FSU barn", "national", "Ny merknad")
    assert [cell.text for cell in measure.cells] == ["Kartlagt behov", "Prøve ut i tre bydeler"]
    assert [cell.status for cell in measure.cells] == [Status.DONE, Status.NOT_STARTED]
    assert measure.responsible == (
        Responsible("Bydel Sagene", training.responsible[0].organisation_id),
        Responsible("OUS", "ous", "Leder"),  # type: ignore[arg-type]
    )
    assert {change.why for change in plan.history(measure_id=training.id) if change.act is Act.EDITED} == {
        "Avtalt i SSU"
    }


def test_responsible_is_removed_by_its_box(secretariat: Client, training: MeasureView) -> None:
    send(secretariat, address(training), **{"ansvarlig-0-remove": "on"})
    assert now(training).responsible == ()


def test_more_rows_are_given_without_saving_and_without_losing_words(
    secretariat: Client, training: MeasureView
) -> None:
    response = send(secretariat, address(training), title="Halvskrevet", act="more")
    values = form_values(response)
    assert response.status_code == 200
    assert values["title"].strip() == "Halvskrevet"
    assert values["ansvarlig-TOTAL_FORMS"] == "5"
    assert document(response).get_element_by_id("id_ansvarlig-4-text") is not None
    assert edits(training) == 0
    assert secretariat.post(address(training), values | {"ansvarlig-4-text": "Nav"}).status_code == 302
    assert [body.text for body in now(training).responsible] == ["Bydel Sagene", "Nav"]


@pytest.mark.parametrize(("words", "day"), [("Innen 30.06.2026", "2026-06-30"), ("Høsten 2026", "2026-12-31")])
def test_day_of_a_deadline_is_found_from_its_words_without_saving(
    secretariat: Client, training: MeasureView, words: str, day: str
) -> None:
    response = send(secretariat, address(training), deadline_text=words, act="suggest")
    assert form_values(response)["deadline_latest"] == day
    assert edits(training) == 0


def test_words_that_tell_no_day_are_said_to_tell_none(secretariat: Client, training: MeasureView) -> None:
    response = send(secretariat, address(training), deadline_text="Når leverandøren er klar", act="suggest")
    assert "Vi finner ingen dag i ordene." in said(response)


def test_text_without_a_year_may_be_given_one(secretariat: Client, sleep: MeasureView) -> None:
    assert send(secretariat, address(sleep), **{"aar-2-year": "2026"}).status_code == 302
    assert [(cell.year, cell.text) for cell in now(sleep).cells if cell.text] == [(2026, "Ønske om øvelser")]


def test_text_without_a_year_keeps_having_none(secretariat: Client, sleep: MeasureView) -> None:
    send(secretariat, address(sleep), **{"aar-2-text": "Ønske om flere øvelser"})
    assert [(cell.year, cell.text) for cell in now(sleep).cells if cell.text] == [(None, "Ønske om flere øvelser")]


def test_year_that_has_a_text_does_not_take_another(secretariat: Client, sleep: MeasureView) -> None:
    response = send(secretariat, address(sleep), **{"aar-1-text": "Øve", "aar-2-year": "2026"})
    assert errors(response) == {"id_aar-2-text": "Tekst uten kjent år, Tekst: Året 2026 står to ganger."}


def test_the_same_form_sent_twice_makes_one_change(secretariat: Client, training: MeasureView) -> None:
    values = form_values(secretariat.get(address(training))) | {"title": "Felles kurs"}
    answers = [secretariat.post(address(training), values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert edits(training) == 1


def stale(client: Client, measure: MeasureView, changed: dict[str, str], **others: Any) -> Any:
    values = form_values(client.get(address(measure))) | changed
    elsewhere(measure, **others)
    return client.post(address(measure), values)


def choices(response: Any) -> dict[str, str]:
    """Return what is chosen for each field; empty when the reader must choose."""
    found = dict.fromkeys(document(response).xpath("//main//input[@type='radio']/@name"), "")
    checked = document(response).xpath("//main//input[@type='radio'][@checked]")
    return found | {radio.get("name"): radio.get("value") for radio in checked}


def test_stale_form_shows_both_texts_who_and_when_and_saves_nothing(secretariat: Client, training: MeasureView) -> None:
    response = stale(secretariat, training, {"title": "Felles kurs"}, title="Opplæring for alle")
    page = said(response)
    assert response.status_code == 409
    assert "Det du skrev Felles kurs" in page
    assert "Slik står det nå Opplæring for alle" in page
    assert "Endret av Sekretariat 2. mars 2026 kl. 14:00" in page.replace("\xa0", " ")
    assert "Avklart i møte" in page
    assert now(training).title == "Opplæring for alle"


def test_only_a_field_both_have_changed_must_be_chosen(secretariat: Client, training: MeasureView) -> None:
    mine = {"title": "Felles kurs", "description": "To dager"}
    response = stale(secretariat, training, mine, title="Opplæring for alle", remark="Utsatt")
    assert choices(response) == {"velg-title": "", "velg-description": "mine", "velg-remark": "theirs"}


def test_unmade_choice_is_asked_for_and_nothing_is_lost(secretariat: Client, training: MeasureView) -> None:
    first = stale(secretariat, training, {"title": "Felles kurs", "description": "To dager"}, title="For alle")
    response = secretariat.post(address(training), form_values(first) | {"act": "chosen"})
    assert response.status_code == 422
    assert "Velg hvilken tekst som skal gjelde." in said(response)
    assert choices(response)["velg-description"] == "mine"
    assert now(training).title == "For alle"


@pytest.mark.parametrize(("choice", "title"), [("mine", "Felles kurs"), ("theirs", "For alle")])
def test_chosen_fields_are_saved_and_the_other_changes_kept(
    secretariat: Client, training: MeasureView, choice: str, title: str
) -> None:
    mine = {"title": "Felles kurs", "description": "To dager", "aar-1-text": "Prøve ut i tre bydeler"}
    first = stale(secretariat, training, mine, title="For alle", remark="Utsatt")
    sent = form_values(first) | {"velg-title": choice, "act": "chosen"}
    assert secretariat.post(address(training), sent).status_code == 302
    measure = now(training)
    assert (measure.title, measure.description, measure.remark) == (title, "To dager", "Utsatt")
    assert [cell.text for cell in measure.cells] == ["Kartlagt behov", "Prøve ut i tre bydeler"]


def test_chosen_fields_may_be_mended_in_the_form_first(secretariat: Client, training: MeasureView) -> None:
    first = stale(secretariat, training, {"title": "Felles kurs"}, title="For alle", remark="Utsatt")
    response = secretariat.post(address(training), form_values(first) | {"velg-title": "theirs", "act": "open"})
    values = form_values(response)
    assert (values["title"].strip(), values["remark"].strip()) == ("For alle", "Utsatt")
    assert secretariat.post(address(training), values | {"title": "Felles kurs for alle"}).status_code == 302
    assert now(training).title == "Felles kurs for alle"


def test_third_change_while_choosing_is_shown_too(secretariat: Client, training: MeasureView) -> None:
    first = stale(secretariat, training, {"title": "Felles kurs"}, title="For alle")
    sent = form_values(first) | {"velg-title": "mine", "act": "chosen"}
    elsewhere(training, title="Kurs for alle ansatte")
    response = secretariat.post(address(training), sent)
    assert response.status_code == 409
    assert "Kurs for alle ansatte" in said(response)
    assert now(training).title == "Kurs for alle ansatte"


def test_form_without_what_it_started_from_leaves_every_choice_to_the_reader(
    secretariat: Client, training: MeasureView
) -> None:
    for base in ("", "[]", "{broken"):
        response = stale(secretariat, training, {"title": f"Kurs {base}", "base": base}, remark=f"Utsatt {base}!")
        assert choices(response) == {"velg-title": "", "velg-remark": ""}


def test_markup_is_shown_as_text_also_side_by_side(secretariat: Client, training: MeasureView) -> None:
    evil = '"><script>alert(1)</script>'
    response = stale(secretariat, training, {"title": evil}, title=f"{evil} for alle")
    assert document(response).xpath("//main//script") == []
    assert f"Slik står det nå {evil} for alle" in said(response)


def test_token_is_demanded(training: MeasureView) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/logg-inn/")
    token = client.cookies["samspill-csrf"].value
    client.post("/logg-inn/", {"person": "sekretariat", "csrfmiddlewaretoken": token})
    values = form_values(client.get(address(training))) | {"title": "Kapret"}
    assert client.post(address(training), values).status_code == 403
    assert now(training).title == "Felles opplæring"


def test_rows_that_were_tampered_with_are_refused_and_never_an_error(
    secretariat: Client, training: MeasureView
) -> None:
    for name, value in (
        ("ansvarlig-TOTAL_FORMS", "ukjent"),
        ("ansvarlig-TOTAL_FORMS", "100000"),
        ("aar-0-kind", "annet"),
        ("aar-0-year", "tjue"),
        ("origin", "annet"),
        ("ansvarlig-0-organisation", "finnes-ikke"),
        ("title", "\x00"),
    ):
        response = send(secretariat, address(training), **{name: value})
        assert response.status_code == 422, name
    assert edits(training) == 0


@pytest.mark.parametrize("gone", ["et-annet-sted", "bydel-uten-by"])
def test_organisation_that_the_register_does_not_have_stays_chosen(
    secretariat: Client, training: MeasureView, gone: str
) -> None:
    elsewhere(training, responsible=(Responsible("Et sted", OrganisationId(gone)),) * 2)
    page = secretariat.get(address(training))
    chosen = document(page).xpath("//select[@name='ansvarlig-0-organisation']//option[@selected]")
    assert [option.text_content() for option in chosen] == [f"{gone} (ikke i registeret)"]
    assert send(secretariat, address(training), title="Felles kurs").status_code == 302
    assert [body.organisation_id for body in now(training).responsible] == [gone, gone]
    assert next(change.field for change in plan.history(measure_id=training.id)) == "title"


def test_organisation_that_has_ended_stays_chosen_and_says_so(
    secretariat: Client, training: MeasureView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "today", lambda: date(1900, 1, 1))
    page = secretariat.get(address(training))
    chosen = document(page).xpath("//select[@name='ansvarlig-0-organisation']//option[@selected]")
    assert [option.text_content() for option in chosen] == ["Bydel Sagene (gjelder ikke lenger)"]
    send(secretariat, address(training), title="Felles kurs")
    assert now(training).responsible == training.responsible
