"""What somebody who means ill can send, and what they get: a page that says no, and never an error of ours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as how_long
from hypothesis import strategies as st
from tests.factories.plan_drafts import KEEPER, NOON, version_draft
from tests.integration.web.conftest import As

from samspill.kernel.people import Capacity
from samspill.plan import api as plan
from samspill.plan.contracts import Invalid, PortfolioFilter, VersionId, VersionState
from samspill.web.community import community
from samspill.web.signing_in.contracts import is_open_to_all

pytestmark = pytest.mark.django_db

OPEN = {"accessibility", "choose-language", "choose-scheme", "sign-in", "sign-out", "too-large"}
KEEPERS_ONLY = {
    "imports:accept", "imports:again", "imports:all", "imports:correct", "imports:decide", "imports:drop",
    "imports:finish", "imports:leaf", "imports:new", "imports:one", "imports:picture", "imports:progress",
    "plan_writing:edit", "plan_writing:move", "plan_writing:new", "plan_writing:start", "plan_writing:turn",
}  # fmt: skip
DEVELOPERS_ONLY = {
    "sharing:conformance", "sharing:counts", "sharing:loads", "sharing:search", "sharing:state",
    "sharing:subscriptions",
}  # fmt: skip
REPORTERS_ONLY = {"plan_writing:state", "plan_writing:status"}
IN_PLACES = {"id": "1", "slug": "ous"}


def routes(patterns: object = None, front: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Yield each route there is: its name, an address in it, and the route."""
    for one in patterns or get_resolver().url_patterns:  # type: ignore[attr-defined]
        address = front + re.sub(r"<(\w+):\w+>", lambda found: IN_PLACES[found[1]], str(one.pattern))
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, address, f"{one.namespace}:")
        else:
            yield f"{space}{one.name}", f"/{address}", one


ROUTES = [(name, address) for name, address, _route in routes()]
HELD_IN = [route for route in ROUTES if route[0] != "sign-out"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def version_id() -> VersionId:
    """A draft, and its measures."""
    return plan.create_version(draft=version_draft(fingerprint="abc"), by=KEEPER, at=NOON)


def test_only_these_pages_are_open_to_all() -> None:
    assert {name for name, _address, route in routes() if is_open_to_all(route.callback)} == OPEN


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options", "trace"])
@pytest.mark.parametrize(("name", "address"), [route for route in ROUTES if route[0] not in OPEN])
def test_page_demands_sign_in_whatever_is_done_to_it(name: str, address: str, method: str) -> None:
    response = getattr(Client(), method)(address)
    assert response.status_code == 302, name
    assert response.headers["Location"].startswith("/logg-inn/?next=")


@pytest.mark.parametrize("person", [person.id for person in community().people if not person.may(Capacity.KEEP_PLAN)])
def test_who_does_not_keep_the_plan_is_refused_each_page_that_writes_it(
    as_role: As, person: str, version_id: VersionId
) -> None:
    client = as_role(person)
    before = whole_plan(version_id)
    for name, address in ROUTES:
        if name in KEEPERS_ONLY:
            statuses = {client.get(address).status_code, client.post(address, {"title": "x"}).status_code}
            assert statuses <= {403, 405}, (name, statuses)
    assert whole_plan(version_id) == before


def whole_plan(version_id: VersionId) -> object:
    return plan.portfolio(version_id=version_id, where=PortfolioFilter()), plan.versions()


@pytest.mark.parametrize("name", sorted(REPORTERS_ONLY))
def test_who_only_reads_is_refused_the_forms_of_those_who_report(as_role: As, name: str, version_id: VersionId) -> None:
    measure = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[0]
    address = f"/plan/tiltak/{measure.id}/{name.removeprefix('plan_writing:').replace('state', 'fase')}/"
    assert {as_role("leser").get(address).status_code, as_role("leser").post(address).status_code} == {403}


@pytest.mark.parametrize("person", [person.id for person in community().people if not person.may(Capacity.DEVELOP)])
def test_who_does_not_develop_is_refused_every_page_about_shared_data(as_role: As, person: str) -> None:
    client = as_role(person)
    statuses = {client.get(address).status_code for name, address in ROUTES if name in DEVELOPERS_ONLY}
    assert statuses == {403}


def test_form_without_its_token_changes_nothing_anywhere(as_role: As, version_id: VersionId) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_role("sekretariat").cookies
    assert {client.post(address).status_code for name, address in ROUTES} == {403}


# What is sent

ODD: list[str | bytes] = [
    "", "0", "-1", "1" * 18, "9" * 19, "9" * 5000, "1e999", "NaN", "٣", "²", "0001-01-01", "9999-12-31", "2026-02-30",
    "\x00", "a\x00b", b"\xed\xa0\x80", b"\xff\xfe", "\u202e\u200b\ufeff", "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "'; drop table plan; --", "../../secret-key", "%s%n%(x)s",
    "{{ 7*7 }}", "\r\nSet-Cookie: a=b", "x" * 10_000, "//annet.example", "/\\annet.example", "http://[", "area/0",
]  # fmt: skip
"""Bytes are those of a lone surrogate, and of no text at all."""
NAMES = [
    "aar", "act", "alle", "ark", "base", "comment", "day", "eldre_enn", "fase", "fra", "frist", "gruppe", "group",
    "kind", "language", "med", "next", "omrade", "person", "place", "plan", "rad", "revision", "scheme", "side",
    "status", "tekst", "text", "title", "to", "valg", "versjon", "virksomhet", "visning", "why", "adopted_on",
    "adopted_in", "ansvarlig-TOTAL_FORMS", "ansvarlig-INITIAL_FORMS", "aar-TOTAL_FORMS", "aar-INITIAL_FORMS",
    "aar-0-year", "deadline_text", "deadline_latest", "sector", "next_year",
    "line", "name_1", "onward", "type", "value_1",
]  # fmt: skip
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ODD) | st.text()), min_size=1, max_size=6)
HEADERS = st.sampled_from([{}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Current-URL": "http://["}])


def encoded(fields: Sequence[tuple[str, str | bytes]]) -> str:
    return urlencode(fields, errors="surrogatepass")


def check_answer(response: Any) -> None:
    """Hold what every answer is held to, whatever was asked."""
    assert response.status_code < 500
    body = b"" if response.streaming else response.content
    assert b"<script>alert" not in body
    assert b"<img src=x" not in body
    assert not re.search(rb'(href|src|action|hx-[a-z]+)="(javascript:|//annet)', body)
    assert "annet.example" not in response.headers.get("Location", "").partition("?")[0]
    assert "\n" not in "".join(response.headers.values())
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("turn", range(4))
def test_no_page_is_brought_down_by_odd_words_in_all_its_fields(
    secretariat: Client, version_id: VersionId, turn: int
) -> None:
    words = [(name, ODD[(place * 5 + turn * 9) % len(ODD)]) for place, name in enumerate(NAMES)]
    query = encoded([(name, word[:100]) for name, word in words])
    for _name, address in HELD_IN:
        check_answer(secretariat.get(f"{address}?{query}"))
        check_answer(secretariat.post(address, query, content_type=FORM))


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_brought_down_by_one_odd_word(secretariat: Client, version_id: VersionId, name: str) -> None:
    for _name, address in HELD_IN:
        for odd in ODD:
            check_answer(secretariat.get(f"{address}?{encoded([(name, odd)])}"))
            check_answer(secretariat.post(address, encoded([(name, odd)]), content_type=FORM))


@how_long(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, len(HELD_IN) - 1), fields=FIELDS, headers=HEADERS, posted=st.booleans())
def test_no_mixture_of_odd_words_brings_a_page_down(
    secretariat: Client, version_id: VersionId, place: int, fields: list[tuple[str, str | bytes]],
    headers: dict[str, str], posted: bool,
) -> None:  # fmt: skip
    _name, address = HELD_IN[place]
    body = encoded(fields)
    if posted:
        check_answer(secretariat.post(address, body, content_type=FORM, headers=headers))
    else:
        check_answer(secretariat.get(f"{address}?{body}", headers=headers))


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 400, "0", "-1", "1.5", "%00", "..", "%2e%2e%2f"])
def test_number_of_something_that_is_not_there_leads_nowhere(
    secretariat: Client, version_id: VersionId, number: str
) -> None:
    for address in (f"/plan/tiltak/{number}/", f"/plan/tiltak/{number}/rediger/", f"/plan/omrader/{number}/",
                    f"/plan/import/{number}/", f"/plan/import/1/bilde/{number}/", f"/plan/versjoner/{number}/utkast/",
                    f"/plan/tiltak/1/status/{number}/", f"/virksomheter/{number}/"):  # fmt: skip
        assert secretariat.get(address).status_code == 404, address


def test_reader_who_stands_on_no_address_is_sent_to_sign_in() -> None:
    response = Client().get("/plan/", headers={"HX-Request": "true", "HX-Current-URL": "http://["})
    assert response.headers["HX-Redirect"] == "/logg-inn/?next=%2F"


@pytest.mark.parametrize("since", ["0001-01-01", "1899-12-31"])
@pytest.mark.parametrize("address", ["/plan/endringer/", "/plan/endringer.csv"])
def test_changes_since_before_all_plans_are_all_changes(
    secretariat: Client, version_id: VersionId, address: str, since: str
) -> None:
    assert secretariat.get(address, {"fra": since}).status_code == 200


# Who somebody is


def test_signing_in_changes_the_session_and_the_forms_token() -> None:
    client = Client()
    client.get("/logg-inn/")
    client.post("/logg-inn/", {"person": "leser"})
    before = (client.cookies[settings.SESSION_COOKIE_NAME].value, client.cookies[settings.CSRF_COOKIE_NAME].value)
    client.post("/logg-inn/", {"person": "sekretariat"})
    after = (client.cookies[settings.SESSION_COOKIE_NAME].value, client.cookies[settings.CSRF_COOKIE_NAME].value)
    assert not set(before) & set(after)


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME])
def test_cookie_is_out_of_reach_of_scripts_and_other_sites(name: str) -> None:
    client = Client()
    client.get("/logg-inn/")
    cookie = client.post("/logg-inn/", {"person": "leser"}).cookies[name]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (True, "Lax", "", "/")


@pytest.mark.parametrize(
    "cookie", ['samspill="\\000aaaaaaaaaaaa"', "samspill=" + "a" * 5000, "samspill=../../x", ";;=;==;", "samspill=\xff"]
)
def test_junk_for_a_cookie_is_nobody(cookie: str) -> None:
    assert Client(headers={"cookie": cookie}).get("/plan/").status_code == 302


@pytest.mark.parametrize("accepted", ["*;q=x,;;,nb;q=-1", "a" * 6000, "nn" * 300 + ",", "\xff"])
def test_junk_for_a_language_is_the_communitys_own(accepted: str) -> None:
    assert Client(headers={"accept-language": accepted}).get("/tilgjengelighet/").headers["Content-Language"] == "nb"


def test_role_that_has_left_the_community_is_signed_in_no_longer(as_role: As, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_role("sekretariat")
    monkeypatch.setattr(type(community()), "person", lambda *_: None)
    assert client.get("/plan/").headers["Location"].startswith("/logg-inn/")


# Two at once, and twice


def test_version_is_adopted_once_however_often_the_form_is_sent(secretariat: Client, version_id: VersionId) -> None:
    sent = {"adopted_on": "2026-03-03", "adopted_in": "SSU"}
    for state in (VersionState.CONSULTED, VersionState.RECOMMENDED):
        plan.turn_version(version_id=version_id, to=state, by=KEEPER, at=NOON)
    answers = [secretariat.post(f"/plan/versjoner/{version_id}/adopted/", sent).status_code for _ in range(2)]
    adoptions = [one for one in plan.changes(since=NOON, limit=100) if one.after == VersionState.ADOPTED.value]
    assert (answers, len(adoptions)) == ([302, 302], 1)


def test_area_number_that_no_store_can_hold_is_refused_with_the_rest() -> None:
    draft = version_draft(fingerprint="def")
    endless = replace(draft, areas=(replace(draft.areas[0], number=10**29), *draft.areas[1:]))
    with pytest.raises(Invalid) as refused:
        plan.create_version(draft=endless, by=KEEPER, at=NOON)
    assert list(refused.value.errors) == ["area 1 number"]
