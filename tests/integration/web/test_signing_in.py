"""Becoming a person in a role, and ceasing to be one."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.integration.web.conftest import As

from samspill.web.middleware import session as session_middleware
from samspill.web.signing_in import sessions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/virksomheter/", "/virksomheter/ous/", "/stil/"])
def test_reader_who_is_not_signed_in_is_sent_to_sign_in(address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/logg-inn/?next=")


def test_reader_comes_back_to_where_they_were_going() -> None:
    client = Client()
    way_in = client.get("/virksomheter/?kind=district").headers["Location"]
    form = client.get(way_in).content.decode()
    onward = re.search(r'name="next" value="([^"]+)"', form)
    assert onward is not None
    assert client.post(way_in, {"person": "sekretariat", "next": onward[1]}).headers["Location"] == (
        "/virksomheter/?kind=district"
    )


@pytest.mark.parametrize("onward", ["https://annet.example/", "//annet.example/", "/\\annet.example"])
def test_way_to_another_site_is_not_taken_after_signing_in(onward: str) -> None:
    response = Client().post("/logg-inn/", {"person": "sekretariat", "next": onward})
    assert response.headers["Location"] == "/"


def test_part_of_a_page_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/virksomheter/?kind=district"}
    response = Client().get("/virksomheter/ous/", headers=headers)
    assert response.headers["HX-Redirect"] == "/logg-inn/?next=%2Fvirksomheter%2F%3Fkind%3Ddistrict"
    assert response.content == b""


def test_reading_the_role_picker_signs_nobody_in() -> None:
    client = Client()
    client.get("/logg-inn/?person=sekretariat")
    assert client.get("/virksomheter/").status_code == 302


def test_role_that_does_not_exist_is_refused() -> None:
    response = Client(headers={"accept-language": "nb"}).post("/logg-inn/", {"person": "direktor"})
    assert response.status_code == 404
    assert "Rollen finnes ikke lenger." in response.content.decode()


def test_signing_in_gives_the_session_a_new_key(as_role: As) -> None:
    client = as_role("sekretariat")
    before = client.cookies["samspill"].value
    client.post("/logg-inn/", {"person": "bydel-sagene"})
    assert client.cookies["samspill"].value != before


def test_page_shows_who_one_is(as_role: As) -> None:
    page = as_role("bydel-sagene").get("/virksomheter/").content.decode()
    assert "<strong>Bydelskoordinator, Sagene</strong>" in page


def test_signed_out_reader_is_signed_out(secretariat: Client) -> None:
    secretariat.post("/logg-ut/")
    assert secretariat.get("/virksomheter/").status_code == 302


def test_link_cannot_sign_anyone_out(secretariat: Client) -> None:
    assert secretariat.get("/logg-ut/").status_code == 405
    assert secretariat.get("/virksomheter/").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_session_ends_after_half_an_hour_of_rest(
    secretariat: Client, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    later = datetime.fromtimestamp(secretariat.session["seen"], UTC) + timedelta(minutes=minutes)
    monkeypatch.setattr(session_middleware, "now", lambda: later)
    assert secretariat.get("/virksomheter/").status_code == status


def test_page_read_within_a_minute_writes_nothing(secretariat: Client) -> None:
    before = secretariat.session["seen"]
    secretariat.get("/virksomheter/")
    assert secretariat.session["seen"] == before


def test_page_read_later_is_remembered(secretariat: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    later = datetime.fromtimestamp(secretariat.session["seen"], UTC) + timedelta(minutes=5)
    monkeypatch.setattr(session_middleware, "now", lambda: later)
    secretariat.get("/virksomheter/")
    assert secretariat.session["seen"] == later.timestamp()


def test_role_that_has_left_the_community_is_signed_in_no_longer(
    secretariat: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Empty:
        def person(self, _person_id: str) -> None:
            return None

    monkeypatch.setattr(sessions, "community", Empty)
    assert secretariat.get("/virksomheter/").status_code == 302


OUTSIDE_THE_DEMO = """
import django
django.setup()
from django.test import Client
for address in ("/logg-inn/", "/stil/", "/virksomheter/", "/tilgjengelighet/"):
    print(Client().get(address).status_code)
print(Client().post("/logg-inn/", {"person": "sekretariat"}).status_code)
"""


def test_role_picker_and_style_page_do_not_exist_outside_the_demo(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMSPILL_")}
    environment = {
        **kept,
        "SAMSPILL_DATA": str(tmp_path),
        "SAMSPILL_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "samspill.settings.django",
    }
    prepare = "import django; django.setup(); from django.core.management import call_command as c\n"
    code = (
        prepare + "c('migrate', verbosity=0); c('collectstatic', verbosity=0, interactive=False)\n" + OUTSIDE_THE_DEMO
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.split(), done.returncode) == (["404", "404", "302", "200", "404"], 0), done.stderr


def test_refused_page_names_the_role_as_the_header_does(as_role: As) -> None:
    refused = as_role("leser").get("/plan/mine/")
    assert refused.status_code == 403
    assert "Du er logget inn som Observatør, Pasient- og brukerombudet." in " ".join(refused.content.decode().split())
