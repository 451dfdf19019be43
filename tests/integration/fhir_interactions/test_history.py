"""history (https://hl7.org/fhir/R4/http.html#history)."""

import pytest
from tests.factories.fhir_engine import BASE, Talk, observation, patient
from tests.factories.records import SECOND, Clock


@pytest.fixture
def lived(talk: Talk, clock: Clock) -> Talk:
    """Patient a: created, updated, deleted, a second apart; then an Observation."""
    talk.add(patient("En", id="a"))
    clock.at += SECOND
    talk.add(patient("To", id="a"))
    clock.at += SECOND
    talk("DELETE", "Patient/a")
    clock.at += SECOND
    talk.add(observation(id="o"))
    return talk


def versions(talk: Talk, url: str) -> list[str]:
    entries = talk("GET", url).json.get("entry", ())
    return [entry["request"]["method"] + " " + entry["response"]["etag"] for entry in entries]


def test_a_history_tells_how_each_version_came_to_be(lived: Talk) -> None:
    heard = lived("GET", "Patient/a/_history").json
    assert (heard["type"], heard["total"]) == ("history", 3)
    newest, middle, oldest = heard["entry"]
    assert newest == {
        "fullUrl": f"{BASE}/Patient/a",
        "request": {"method": "DELETE", "url": "Patient/a"},
        "response": {"status": "204 No Content", "etag": 'W/"3"', "lastModified": "2026-02-02T02:40:02.000Z"},
    }
    assert (middle["request"], middle["resource"]["name"]) == (
        {"method": "PUT", "url": "Patient/a"},
        [{"family": "To"}],
    )
    assert (oldest["request"], oldest["response"]["status"]) == ({"method": "POST", "url": "Patient"}, "201 Created")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("Patient/_history", ['DELETE W/"3"', 'PUT W/"2"', 'POST W/"1"']),
        ("Observation/_history", ['POST W/"1"']),
        ("_history", ['POST W/"1"', 'DELETE W/"3"', 'PUT W/"2"', 'POST W/"1"']),
        ("Patient/_history?_since=2026-02-02T02:40:01Z", ['DELETE W/"3"', 'PUT W/"2"']),
        ("Patient/a/_history?_at=2026-02-02T02:40:01Z", ['PUT W/"2"', 'POST W/"1"']),
        ("Patient/a/_history?_at=2026-02-02T02:40:00Z", ['POST W/"1"']),
        ("Patient/a/_history?_at=2026-02-02T02:45:00Z", []),
        ("Patient/a/_history?_at=2026-02", ['DELETE W/"3"', 'PUT W/"2"', 'POST W/"1"']),
        ("Patient/a/_history?_count=0", []),
        ("Patient/_history?_at=2026-02-02T02:40:00Z", ['POST W/"1"']),
        ("Patient/_history?_at=2026-02-02T02:40:01.500Z", ['PUT W/"2"']),
        ("Patient/_history?_at=2026-02-02T02:40:02Z", ['DELETE W/"3"', 'PUT W/"2"']),
        ("Patient/_history?_at=2026-02-02T02:45:00Z", []),
        ("Patient/_history?_at=2026-02-01", []),
        ("_history?_at=2026-02-02T02:40:00.500Z", ['POST W/"1"']),
        ("_history?_at=2026-02-02T02:45:00Z", ['POST W/"1"']),
        ("_history?_at=2026", ['POST W/"1"', 'DELETE W/"3"', 'PUT W/"2"', 'POST W/"1"']),
        ("_history?_at=2026-02-02T02:40:01Z&_since=2026-02-02T02:40:01Z", ['PUT W/"2"']),
    ],
)
def test_a_history_lists_what_is_asked_for(lived: Talk, url: str, expected: list[str]) -> None:
    assert versions(lived, url) == expected


def test_pages_of_a_history_stay_whole_while_others_write(lived: Talk) -> None:
    first = lived("GET", "_history?_count=2").json
    lived.add(patient("Ny", id="b"))
    link = {row["relation"]: row["url"] for row in first["link"]}["next"]
    second = lived("GET", link.removeprefix(f"{BASE}/")).json
    listed = [entry["response"]["etag"] for page in (first, second) for entry in page["entry"]]
    assert listed == ['W/"1"', 'W/"3"', 'W/"2"', 'W/"1"']
    assert [row["relation"] for row in second["link"]] == ["self"]


def test_what_stood_at_a_time_comes_in_pages_without_a_total(lived: Talk) -> None:
    pages = []
    url = "_history?_at=2026&_count=2"
    while url:
        pages.append(lived("GET", url).json)
        url = {row["relation"]: row["url"] for row in pages[-1]["link"]}.get("next", "").removeprefix(f"{BASE}/")
    assert [[entry["response"]["etag"] for entry in page["entry"]] for page in pages] == [
        ['W/"1"', 'W/"3"'],
        ['W/"2"', 'W/"1"'],
    ]
    assert [page for page in pages if "total" in page] == []


@pytest.mark.parametrize("query", ["_since=yesterday", "_count=-1", "_count=x", "_cursor=x", "_at=then"])
def test_a_history_refuses_what_it_does_not_understand(lived: Talk, query: str) -> None:
    assert lived("GET", f"Patient/_history?{query}").status == 400


def test_an_unknown_parameter_is_refused_only_when_asked_to(lived: Talk) -> None:
    assert lived("GET", "Patient/_history?_sort=x").status == 200
    assert lived("GET", "Patient/_history?_sort=x", prefer="handling=strict").status == 400


def test_a_history_of_the_system_shows_and_counts_only_what_may_be_searched(lived: Talk) -> None:
    heard = lived.may(("Observation", "s"))("GET", "_history").json
    assert (heard["total"], [entry["fullUrl"] for entry in heard["entry"]]) == (1, [f"{BASE}/Observation/o"])


def test_pages_of_what_may_be_searched_follow_each_other(lived: Talk) -> None:
    lived.add({"resourceType": "Basic", "id": "b", "code": {"text": "x"}})
    some = lived.may(("Observation", "s"), ("Patient", "s"))
    seen: list[str] = []
    url = "_history?_count=3"
    while url:
        page = some("GET", url).json
        seen += [f"{row['fullUrl'].removeprefix(BASE)} {row['response']['etag']}" for row in page["entry"]]
        url = {row["relation"]: row["url"] for row in page["link"]}.get("next", "").removeprefix(f"{BASE}/")
    assert seen == ['/Observation/o W/"1"', '/Patient/a W/"3"', '/Patient/a W/"2"', '/Patient/a W/"1"']
