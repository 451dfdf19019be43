"""The page where a measure owner reports status."""

from typing import Any

import pytest
from django.test import Client
from tests.factories.pages import document, errors, form_values, said, send
from tests.factories.plan_drafts import KEEPER, NOON

from samspill.plan import api as plan
from samspill.plan.contracts import Act, CellView, MeasureView, Status, VersionState


def address(measure: MeasureView) -> str:
    return f"/plan/tiltak/{measure.id}/status/"


def cell(measure: MeasureView, year: int = 2026) -> CellView:
    now = plan.measure(measure_id=measure.id, version_id=measure.version_id)
    return next(cell for cell in now.cells if cell.year == year)


def report_count(measure: MeasureView) -> int:
    return sum(change.act is Act.STATUS_REPORTED for change in plan.history(measure_id=measure.id))


def elsewhere(measure: MeasureView, status: Status, comment: str) -> None:
    """Somebody else reports meanwhile."""
    now = plan.measure(measure_id=measure.id, version_id=measure.version_id)
    plan.report_status(
        measure_id=measure.id,
        version_id=measure.version_id,
        year=2026,
        status=status,
        comment=comment,
        revision=now.revision,
        by=KEEPER,
        at=NOON,
    )


@pytest.mark.parametrize("role", ["ous", "reader"])
def test_status_is_refused_from_who_does_not_answer_for_it(
    role: str, training: MeasureView, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(role)
    assert client.get(address(training)).status_code == 403
    sent = {"aar": 2026, "status": "done", "comment": "", "revision": training.revision}
    assert client.post(address(training), sent).status_code == 403
    assert report_count(training) == 0


def test_nobody_reports_without_signing_in(training: MeasureView) -> None:
    response = Client().post(address(training), {"aar": 2026, "status": "done", "revision": training.revision})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/logg-inn/")
    assert report_count(training) == 0


def test_measure_that_does_not_exist_is_not_found(sagene: Client, training: MeasureView) -> None:
    assert sagene.get("/plan/tiltak/99999/status/").status_code == 404


def test_superseded_version_takes_no_report(secretariat: Client, training: MeasureView) -> None:
    turn = {"by": KEEPER, "at": NOON, "adopted_on": NOON.date()}
    plan.turn_version(version_id=training.version_id, to=VersionState.ADOPTED, **turn)
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    plan.turn_version(version_id=draft, to=VersionState.ADOPTED, **turn)
    response = secretariat.get(address(training), {"versjon": training.version_id})
    assert response.status_code == 409
    assert "Den er erstattet av en nyere versjon." in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "anchor", "text"),
    [
        ({"status": None}, "id_status", "Hvordan går det? Velg hvordan det går."),
        ({"aar": None}, "id_aar", "Hvilket år gjelder det? Velg året du melder status for."),
        ({"aar": "2031"}, "id_aar", "Hvilket år gjelder det? Planen har ikke det året."),
        ({"status": "splendid"}, "id_status", "Hvordan går det? Velg en av statusene på siden."),
        (
            {"comment": "x" * 2001},
            "id_comment",
            "Hva har skjedd, og hva skjer nå? Kommentaren er for lang: 2001 tegn. Høyst 2000.",
        ),
    ],
)
def test_what_must_be_mended_is_said_at_the_top_and_by_the_field(
    sagene: Client, training: MeasureView, changed: dict[str, Any], anchor: str, text: str
) -> None:
    response = send(sagene, address(training), **{"status": "done", "comment": "Bra"} | changed)
    assert response.status_code == 422
    assert errors(response) == {anchor: text}
    assert document(response).get_element_by_id(anchor) is not None
    assert report_count(training) == 0


def test_invalid_form_keeps_all_that_was_written(sagene: Client, training: MeasureView) -> None:
    response = send(sagene, address(training), aar="2025", status=None, comment="To av tre er ferdige.")
    assert form_values(response)["aar"] == "2025"
    assert form_values(response)["comment"].strip() == "To av tre er ferdige."


def test_pasted_text_is_not_cut_off_without_a_word(sagene: Client, training: MeasureView) -> None:
    assert document(sagene.get(address(training))).get_element_by_id("id_comment").get("maxlength") is None


def test_report_is_saved_and_confirmed(sagene: Client, training: MeasureView) -> None:
    response = send(sagene, address(training), status="in-progress", comment="Første kurs er holdt.\r\nNeste i mai.")
    assert response.status_code == 302
    now = cell(training)
    assert (now.status, now.comment) == (Status.IN_PROGRESS, "Første kurs er holdt.\nNeste i mai.")
    page = sagene.get(response.headers["Location"])
    assert "Statusen er meldt" in said(page)
    assert "Første kurs er holdt." in said(page)


def test_form_begins_with_the_plan_year_and_without_a_status(sagene: Client, training: MeasureView) -> None:
    values = form_values(sagene.get(address(training)))
    assert values["aar"] == "2026"
    assert "status" not in values


def test_form_begins_with_the_year_that_is_asked_for(sagene: Client, training: MeasureView) -> None:
    assert form_values(sagene.get(address(training), {"aar": "2025"}))["aar"] == "2025"


def test_page_shows_the_communitys_own_word_and_what_was_reported_last(sagene: Client, training: MeasureView) -> None:
    elsewhere(training, Status.DONE, "Alle har vært på kurs.")
    page = said(sagene.get(address(training)))
    assert "Ferdigstilt" in page
    assert "Alle har vært på kurs." in page
    assert "av Sekretariat" in page


def test_status_that_is_unknown_stands_as_unknown(ous: Client, guide: MeasureView) -> None:
    assert "Ukjent status" in said(ous.get(address(guide)))


def test_adopted_version_takes_a_report(sagene: Client, training: MeasureView) -> None:
    plan.turn_version(
        version_id=training.version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=NOON.date()
    )
    assert send(sagene, address(training), status="done").status_code == 302
    assert cell(training).status is Status.DONE


def test_the_same_form_sent_twice_makes_one_report(sagene: Client, training: MeasureView) -> None:
    values = form_values(sagene.get(address(training))) | {"status": "done", "comment": "Ferdig"}
    answers = [sagene.post(address(training), values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert report_count(training) == 1


def test_stale_form_shows_both_reports_and_saves_nothing(sagene: Client, training: MeasureView) -> None:
    values = form_values(sagene.get(address(training))) | {"status": "done", "comment": "Ferdig"}
    elsewhere(training, Status.IN_PROGRESS, "Ett kurs gjenstår.")
    response = sagene.post(address(training), values)
    page = said(response)
    assert response.status_code == 409
    assert "Ferdig" in page
    assert "Ett kurs gjenstår." in page
    assert "Endret av Sekretariat" in page
    assert report_count(training) == 1
    assert cell(training).status is Status.IN_PROGRESS


def test_stale_report_is_saved_when_its_writer_still_means_it(sagene: Client, training: MeasureView) -> None:
    values = form_values(sagene.get(address(training))) | {"status": "done", "comment": "Ferdig"}
    elsewhere(training, Status.IN_PROGRESS, "Ett kurs gjenstår.")
    again = form_values(sagene.post(address(training), values))
    assert sagene.post(address(training), again | {"act": "chosen"}).status_code == 302
    assert (cell(training).status, cell(training).comment) == (Status.DONE, "Ferdig")
    assert report_count(training) == 2


def test_stale_report_may_take_the_newer_status_and_keep_its_comment(sagene: Client, training: MeasureView) -> None:
    values = form_values(sagene.get(address(training))) | {"status": "done", "comment": "Nesten ferdig"}
    elsewhere(training, Status.IN_PROGRESS, "Ett kurs gjenstår.")
    again = form_values(sagene.post(address(training), values))
    sagene.post(address(training), again | {"velg-status": "theirs", "act": "chosen"})
    assert (cell(training).status, cell(training).comment) == (Status.IN_PROGRESS, "Nesten ferdig")


def test_stale_report_may_be_mended_in_the_form_first(sagene: Client, training: MeasureView) -> None:
    values = form_values(sagene.get(address(training))) | {"status": "done", "comment": "Ferdig"}
    elsewhere(training, Status.IN_PROGRESS, "Ett kurs gjenstår.")
    again = form_values(sagene.post(address(training), values))
    response = sagene.post(address(training), again | {"velg-comment": "theirs", "act": "open"})
    mended = form_values(response)
    assert response.status_code == 200
    assert (mended["status"], mended["comment"].strip()) == ("done", "Ett kurs gjenstår.")
    assert sagene.post(address(training), mended).status_code == 302


def test_stale_form_says_so_when_only_other_things_were_changed(sagene: Client, training: MeasureView) -> None:
    values = form_values(sagene.get(address(training))) | {"status": "not-started", "comment": ""}
    plan.change_state(
        measure_id=training.id,
        version_id=training.version_id,
        to=plan.measure(measure_id=training.id).turns[0],
        why="Avklart",
        revision=training.revision,
        by=KEEPER,
        at=NOON,
    )
    response = sagene.post(address(training), values)
    assert response.status_code == 409
    assert "men ikke det du melder om" in said(response)
    assert "Avklart" in said(response)


def test_markup_in_a_comment_is_shown_as_text(sagene: Client, training: MeasureView) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    page = sagene.get(send(sagene, address(training), status="done", comment=evil).headers["Location"])
    assert evil in said(page)
    assert document(page).xpath("//main//script | //main//img") == []


def test_token_is_demanded(training: MeasureView, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/logg-inn/")
    token = client.cookies["samspill-csrf"].value
    client.post("/logg-inn/", {"person": "bydel-sagene", "csrfmiddlewaretoken": token})
    sent = {"aar": 2026, "status": "done", "revision": training.revision}
    assert client.post(address(training), sent).status_code == 403
    assert report_count(training) == 0


def test_opening_the_pages_changes_nothing(sagene: Client, training: MeasureView) -> None:
    before = plan.history(measure_id=training.id)
    for page in ("status/", "status/lagret/", "fase/"):
        assert sagene.get(f"/plan/tiltak/{training.id}/{page}").status_code == 200
    assert sagene.get(f"{address(training)}?status=done&aar=2026&revision=1").status_code == 200
    assert plan.history(measure_id=training.id) == before


def test_confirmation_leads_to_the_next_of_ones_measures(ous: Client, guide: MeasureView) -> None:
    response = ous.get(send(ous, address(guide), status="done").headers["Location"])
    assert "Du har meldt status på alle tiltakene dine den siste måneden." in said(response)


def test_page_of_a_year_nobody_has_reported_on_does_not_confirm_anything(ous: Client, guide: MeasureView) -> None:
    response = ous.get(f"/plan/tiltak/{guide.id}/status/lagret/", {"aar": "2026"})
    assert "Ingen har meldt status for dette året ennå" in said(response)
