"""What was looked up before the writer's turn has changed when the turn comes: the write is made anew."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.factories.fhir_engine import Talk, bundle, entry, numbered, observation, patient
from tests.factories.records import Clock

from samspill.fhir.store.contracts import Store, StoreFull

CRITERIA = "identifier=urn:prøve|1"


class Interrupted:
    """A store in which somebody else is quicker, once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.between: Callable[[], Any] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, work: Any) -> Any:
        between, self.between = self.between, None
        if between is not None:
            between()
        return self._store.write(work)


@pytest.fixture
def late(store: Store, clock: Clock) -> tuple[Talk, Interrupted]:
    interrupted = Interrupted(store)
    return Talk(interrupted, clock), interrupted  # type: ignore[arg-type]


def test_an_entry_the_store_could_not_do_does_not_hide_what_others_did(
    talk: Talk, late: tuple[Talk, Interrupted]
) -> None:
    def full() -> None:
        raise StoreFull

    late[1].between = full
    rows = (entry("POST", "Patient", patient("En")), entry("POST", "Patient", patient("To")))
    heard = late[0]("POST", "", bundle("batch", *rows))
    assert heard.statuses == ["507 Insufficient Storage", "201 Created"]
    assert talk("GET", "Patient").json["total"] == 1


def test_a_conditional_create_finds_what_came_between(talk: Talk, late: tuple[Talk, Interrupted]) -> None:
    late[1].between = lambda: talk.add(numbered("1", id="a"))
    heard = late[0]("POST", "Patient", numbered("1"), if_none_exist=CRITERIA)
    assert (heard.status, heard.id) == (200, "a")


def test_a_conditional_create_makes_what_went_between(talk: Talk, late: tuple[Talk, Interrupted]) -> None:
    talk.add(numbered("1", id="a"))
    late[1].between = lambda: talk("DELETE", "Patient/a")
    heard = late[0]("POST", "Patient", numbered("1"), if_none_exist=CRITERIA)
    assert heard.status == 201
    assert talk("GET", "Patient").ids == [heard.id]


@pytest.mark.parametrize("is_entry", [False, True])
def test_a_conditional_update_updates_what_came_between(
    talk: Talk, late: tuple[Talk, Interrupted], is_entry: bool
) -> None:
    late[1].between = lambda: talk.add(numbered("1", id="a"))
    body = numbered("1", "Etter")
    if is_entry:
        late[0]("POST", "", bundle("batch", entry("PUT", f"Patient?{CRITERIA}", body)))
    else:
        late[0]("PUT", f"Patient?{CRITERIA}", body)
    assert talk("GET", "Patient/a").json["name"][0]["family"] == "Etter"
    assert talk("GET", "Patient").json["total"] == 1


def test_a_conditional_delete_is_refused_when_a_second_one_came_between(
    talk: Talk, late: tuple[Talk, Interrupted]
) -> None:
    talk.add(numbered("1"))
    late[1].between = lambda: talk.add(numbered("1"))
    assert late[0]("DELETE", f"Patient?{CRITERIA}").status == 412
    assert talk("GET", "Patient").json["total"] == 2


def test_a_patch_is_made_on_what_came_between(talk: Talk, late: tuple[Talk, Interrupted]) -> None:
    talk.add(patient("Før", id="a"))
    late[1].between = lambda: talk("PUT", "Patient/a", patient("Imens", id="a", gender="other"))
    change = [{"op": "replace", "path": "/name/0/family", "value": "Etter"}]
    heard = late[0]("PATCH", "Patient/a", change, content_type="application/json-patch+json")
    assert (heard.answer.etag, heard.json["gender"], heard.json["name"][0]["family"]) == ('W/"3"', "other", "Etter")


def test_a_patch_with_if_match_is_refused_when_something_came_between(
    talk: Talk, late: tuple[Talk, Interrupted]
) -> None:
    talk.add(patient("Før", id="a"))
    late[1].between = lambda: talk("PUT", "Patient/a", patient("Imens", id="a"))
    change = [{"op": "replace", "path": "/name/0/family", "value": "Etter"}]
    more = {"content_type": "application/json-patch+json", "if_match": 'W/"1"'}
    assert late[0]("PATCH", "Patient/a", change, **more).status == 412
    assert talk("GET", "Patient/a").json["name"][0]["family"] == "Imens"


def test_a_transaction_refers_to_what_came_between(talk: Talk, late: tuple[Talk, Interrupted]) -> None:
    late[1].between = lambda: talk.add(numbered("1", id="a"))
    rows = (
        entry("POST", "Patient", numbered("1"), "urn:uuid:p", ifNoneExist=CRITERIA),
        entry("POST", "Observation", observation("urn:uuid:p", id="x")),
    )
    heard = late[0]("POST", "", bundle("transaction", *rows))
    assert heard.statuses == ["200 OK", "201 Created"]
    assert talk("GET", "Observation").json["entry"][0]["resource"]["subject"]["reference"] == "Patient/a"
    assert [row[0] for row in talk.audit()].count("transaction") == 1


@pytest.mark.parametrize("kind", ["went", "came"])
def test_a_conditional_reference_is_looked_up_again(talk: Talk, late: tuple[Talk, Interrupted], kind: str) -> None:
    talk.add(numbered("1", id="a"))
    act = {"went": lambda: talk("DELETE", "Patient/a"), "came": lambda: talk.add(numbered("1", id="b"))}
    late[1].between = act[kind]
    heard = late[0]("POST", "", bundle("transaction", entry("POST", "Observation", observation(f"Patient?{CRITERIA}"))))
    assert heard.status == 412
    assert talk("GET", "Observation").json["total"] == 0
