"""Headers, languages, colours and error pages: what stands around every page."""

import re

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from structlog.testing import capture_logs

from samspill.kernel.refusals import Invalid, Refused, Stale
from samspill.kernel.texts import say
from samspill.web.signing_in import open_to_all
from samspill.web.urls import handler400, handler403, handler404, handler500  # noqa: F401
from samspill.web.urls import urlpatterns as real

pytestmark = pytest.mark.django_db


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("hemmelig sammenheng")


@open_to_all
def refusing(request: HttpRequest) -> HttpResponse:
    kinds = {"stale": Stale, "invalid": Invalid}
    kind: type[Refused] = kinds.get(request.GET.get("kind", ""), Refused)
    raise kind(
        say("Vi finner ikke virksomheten i registeret."),
        why=say("Feilen er: %(error)s.", error="<b>"),
        remedy=say("Se etter den i listen over virksomheter."),
    )


@open_to_all
def taking(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.FILES)))


urlpatterns = [*real, path("brudd/", broken), path("avslag/", refusing), path("mottak/", taking)]
ours = override_settings(ROOT_URLCONF=__name__)
NB = {"accept-language": "nb"}


def test_page_has_the_strict_headers(secretariat: Client) -> None:
    headers = secretariat.get("/virksomheter/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert {"Accept-Language", "Cookie"} <= set(re.split(r",\s*", headers["Vary"]))


def test_content_security_policy_lets_only_the_pages_own_scripts_run(secretariat: Client) -> None:
    response = secretariat.get("/virksomheter/")
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["Content-Security-Policy"].split(";"))
    nonce = re.search(r'<script nonce="([^"]+)"', response.content.decode())
    assert nonce is not None
    assert policy["script-src"] == f"'nonce-{nonce[1]}'"
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "htmx"


def test_each_answer_has_a_nonce_of_its_own(secretariat: Client) -> None:
    nonces = {re.search(r'nonce="([^"]+)"', secretariat.get("/virksomheter/").content.decode()) for _ in range(3)}
    assert len({found[1] for found in nonces if found}) == 3


@pytest.mark.parametrize(
    ("language", "heading"), [("nb", "Virksomheter"), ("nn", "Verksemder"), ("en", "Organisations")]
)
def test_page_speaks_the_readers_language(secretariat: Client, language: str, heading: str) -> None:
    secretariat.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = secretariat.get("/virksomheter/")
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    assert re.search(rf"<h1[^>]*>{heading}</h1>", page)
    assert response.headers["Content-Language"] == language


def test_chosen_language_is_kept(secretariat: Client) -> None:
    response = secretariat.post("/valg/sprak/", {"language": "nn", "next": "/virksomheter/?kind=district"})
    assert response.headers["Location"] == "/virksomheter/?kind=district"
    assert '<html lang="nn"' in secretariat.get("/virksomheter/").content.decode()


@pytest.mark.parametrize("address", ["/valg/sprak/", "/valg/farger/"])
def test_choice_that_does_not_exist_is_refused(secretariat: Client, address: str) -> None:
    assert secretariat.post(address, {"language": "de", "scheme": "pink"}).status_code == 422


@pytest.mark.parametrize("address", ["/valg/sprak/", "/valg/farger/"])
def test_choice_does_not_send_the_reader_to_another_site(secretariat: Client, address: str) -> None:
    sent = {"language": "nn", "scheme": "dark", "next": "https://annet.example/"}
    assert secretariat.post(address, sent).headers["Location"] == "/"


def test_chosen_colours_are_kept(secretariat: Client) -> None:
    assert 'data-color-scheme="auto"' in secretariat.get("/virksomheter/").content.decode()
    secretariat.post("/valg/farger/", {"scheme": "dark", "next": "/"})
    assert 'data-color-scheme="dark"' in secretariat.get("/virksomheter/").content.decode()


@ours
@pytest.mark.parametrize(("kind", "status"), [("stale", 409), ("invalid", 422), ("", 409)])
def test_refusal_says_what_why_and_what_to_do_now(kind: str, status: int) -> None:
    response = Client(headers={"accept-language": "en"}).get("/avslag/", {"kind": kind})
    page = response.content.decode()
    assert response.status_code == status
    assert "We cannot find the organisation in the register." in page
    assert "The error is: &lt;b&gt;." in page
    assert "Look for it in the list of organisations." in page


def test_part_of_a_page_that_is_refused_takes_the_place_of_the_page(secretariat: Client) -> None:
    response = secretariat.get("/virksomheter/finnes-ikke/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Retarget"], response.headers["HX-Reselect"]) == (
        404,
        "main",
        "main",
    )


def test_address_that_leads_nowhere_is_told_kindly() -> None:
    response = Client(headers=NB).get("/finnes-ikke/")
    assert response.status_code == 404
    assert "Vi finner ikke siden" in response.content.decode()


def test_organisation_that_is_not_in_the_register_is_a_refusal(secretariat: Client) -> None:
    response = secretariat.get("/virksomheter/finnes-ikke/")
    assert response.status_code == 404
    assert "Vi finner ikke virksomheten i registeret." in response.content.decode()


def test_form_sent_to_a_page_that_takes_none_gets_a_page(secretariat: Client) -> None:
    response = secretariat.post("/virksomheter/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert "Dette kan ikke gjøres slik" in response.content.decode()


def test_form_without_its_token_is_refused() -> None:
    response = Client(enforce_csrf_checks=True, headers=NB).post("/logg-inn/", {"person": "sekretariat"})
    assert response.status_code == 403
    assert "Skjemaet er for gammelt" in response.content.decode()


def test_request_for_another_host_is_refused_without_naming_it() -> None:
    response = Client(headers=NB).get("/tilgjengelighet/", headers={"host": "annet.example"})
    assert response.status_code == 400
    assert "annet.example" not in response.content.decode()


@ours
def test_unexpected_error_is_logged_once_and_shown_as_a_reference() -> None:
    with capture_logs() as logs:
        response = Client(raise_request_exception=False, headers=NB).get("/brudd/")
    page = response.content.decode()
    assert response.status_code == 500
    assert [entry["event"] for entry in logs] == ["unexpected_error"]
    assert f"<code>{logs[0]['reference']}</code>" in page
    assert logs[0]["exc_info"][0] is RuntimeError
    assert "hemmelig" not in page
    assert "Traceback" not in page


@ours
def test_unexpected_error_under_the_real_server_keeps_its_cause() -> None:
    with capture_logs() as logs:
        response = async_to_sync(AsyncClient(raise_request_exception=False).get)("/brudd/")
    assert response.status_code == 500
    assert logs[0]["exc_info"][0] is RuntimeError


def test_error_page_is_shown_when_the_database_is_down(secretariat: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("no database")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", down)
    secretariat.raise_request_exception = False
    with capture_logs():
        response = secretariat.get("/virksomheter/")
    assert response.status_code == 500
    assert "Noe gikk galt hos oss" in response.content.decode()


@ours
def test_file_over_the_limit_is_refused_with_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samspill.web.uploads.BYTES_PER_MB", 10)
    big = SimpleUploadedFile("plan.pdf", b"x" * (settings.SAMSPILL.import_mb_max * 10 + 1))
    response = Client(headers=NB).post("/mottak/", {"file": big})
    assert response.status_code == 413
    assert "Filen er for stor" in response.content.decode()


@ours
def test_file_at_the_limit_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samspill.web.uploads.BYTES_PER_MB", 10)
    fitting = SimpleUploadedFile("plan.pdf", b"x" * (settings.SAMSPILL.import_mb_max * 10))
    assert Client().post("/mottak/", {"file": fitting}).content == b"1"


def test_form_with_too_much_text_is_refused_with_the_same_page(secretariat: Client) -> None:
    response = secretariat.post("/valg/sprak/", {"language": "n" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert response.status_code == 413


def test_list_of_organisations_shows_sector_and_number(secretariat: Client) -> None:
    page = secretariat.get("/virksomheter/?kind=district").content.decode()
    stovner = page[page.index("Bydel Stovner") :].partition("</tr>")[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "874 778 842" in stovner
    assert re.search(r"<span>Ahus</span>.*Fra 1\. januar \d{4}", stovner, re.DOTALL)
    assert "Oslo universitetssykehus HF</a>" not in page


def test_filter_that_cannot_be_understood_is_told_beside_the_field(secretariat: Client) -> None:
    page = secretariat.get("/virksomheter/?day=i+morgen&kind=district").content.decode()
    assert "Oppgi en gyldig dato." in page
    assert "Bydel Stovner" in page


def test_organisation_tells_its_hospital_sector_and_where_that_is_said(secretariat: Client) -> None:
    page = secretariat.get("/virksomheter/bydel-sagene/").content.decode()
    assert "SKDE Helseatlas ortopedi 2018" in page


def test_style_page_draws_every_component(secretariat: Client) -> None:
    assert secretariat.get("/stil/").status_code == 200
