"""Many callers at once: what may happen once happens once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.factories.fhir_engine import Talk, bundle, entry, numbered, observation, patient

CALLERS = 8


def test_fifty_conditional_creates_at_once_make_one(talk: Talk) -> None:
    def create(_: int) -> tuple[int, str]:
        heard = talk("POST", "Patient", numbered("1"), if_none_exist="identifier=urn:prøve|1")
        return heard.status, heard.id

    with ThreadPoolExecutor(CALLERS) as pool:
        heard = list(pool.map(create, range(50)))
    assert Counter(status for status, _ in heard) == {201: 1, 200: 49}
    assert len({name for _, name in heard}) == 1
    assert talk("GET", "Patient").json["total"] == 1


def test_conditional_creates_inside_transactions_make_one_too(talk: Talk) -> None:
    body = bundle(
        "transaction",
        entry("POST", "Patient", numbered("1"), "urn:uuid:p", ifNoneExist="identifier=urn:prøve|1"),
        entry("POST", "Observation", observation("urn:uuid:p")),
    )
    with ThreadPoolExecutor(CALLERS) as pool:
        heard = list(pool.map(lambda _: talk("POST", "", body).status, range(24)))
    assert heard == [200] * 24
    person = talk("GET", "Patient").ids
    assert len(person) == 1
    assert talk("GET", f"Observation?subject=Patient/{person[0]}&_summary=count").json["total"] == 24


def test_of_many_updates_on_one_version_one_wins(talk: Talk) -> None:
    talk.add(patient(id="a"))

    def update(number: int) -> int:
        return talk("PUT", "Patient/a", patient(str(number), id="a"), if_match='W/"1"').status

    with ThreadPoolExecutor(CALLERS) as pool:
        assert Counter(pool.map(update, range(24))) == {200: 1, 412: 23}
    assert talk("GET", "Patient/a").answer.etag == 'W/"2"'


def test_changes_of_labels_at_once_are_all_kept(talk: Talk) -> None:
    talk.add(patient(id="a"))

    def add(number: int) -> int:
        meta = {"tag": [{"system": "urn:prøve", "code": str(number)}]}
        body = {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": meta}]}
        return talk("POST", "Patient/a/$meta-add", body).status

    with ThreadPoolExecutor(CALLERS) as pool:
        assert set(pool.map(add, range(24))) == {200}
    tags = {tag["code"] for tag in talk("GET", "Patient/a").json["meta"]["tag"]}
    assert tags == {str(number) for number in range(24)}


def test_updates_and_deletes_at_once_leave_a_whole_history(talk: Talk) -> None:
    def act(number: int) -> int:
        if number % 3:
            return talk("PUT", "Patient/a", patient(str(number), id="a")).status
        return talk("DELETE", "Patient/a").status

    with ThreadPoolExecutor(CALLERS) as pool:
        assert set(pool.map(act, range(30))) <= {200, 201, 204}
    versions = [row["response"]["etag"] for row in talk("GET", "Patient/a/_history?_count=100").json["entry"]]
    assert versions == [f'W/"{number}"' for number in range(len(versions), 0, -1)]


def test_every_call_of_many_leaves_its_audit_row(talk: Talk) -> None:
    talk.add(patient(id="a"))
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(lambda number: talk("GET", "Patient/a" if number % 2 else "Patient/never"), range(40)))
    assert Counter(row[-1] for row in talk.audit()[1:]) == {200: 20, 404: 20}
