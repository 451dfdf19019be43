"""``_typeFilter``: which resources of a type an export holds."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_files import ndjson, patient, weight

from samspill.fhir.bulk import filtering, folders
from samspill.fhir.bulk.api import Bulk, Loading, Room, load
from samspill.fhir.bulk.exporting import Selection, pages
from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.store.api import moment_of
from samspill.fhir.store.contracts import Store

BASE = "http://127.0.0.1:8000/fhir"
ALL = Caller("all", (("*", "cruds"),))
HEAVY = "Observation?value-quantity=gt85"
NUMBER = "urn:oid:2.16.578.1.12.4.1.4.1|01010112345"
Found = dict[str, list[str]]


def put(store: Store, folder: Path, *resources: dict[str, Any]) -> None:
    load(store, [ndjson(folder / "in.ndjson", *resources)], how=Loading(workers=0), refused=lambda _: None)


class Desk:
    """Takes kick-offs with filters, and reads what comes of them."""

    def __init__(self, store: Store, folder: Path, moment: list[int]) -> None:
        self.room = Room(store, lambda: moment[0], None, Loading(workers=0))
        self.folder = folder
        self.bulk = Bulk(self.room, folder=folder)

    def restart(self) -> None:
        self.bulk.close()
        self.bulk = Bulk(self.room, folder=self.folder)

    def ask(self, path: str, *filters: str, types: str = "", lenient: bool = False) -> Answer:
        query = (*(("_typeFilter", one) for one in filters), *([("_type", types)] if types else []))
        prefer = "respond-async, handling=lenient" if lenient else "respond-async"
        return self.bulk.perform(Call("GET", tuple(path.split("/")), query, base=BASE, prefer=prefer), ALL)

    def post(self, *filters: str) -> Answer:
        parameters = [{"name": "_typeFilter", "valueString": one} for one in filters]
        body = json.dumps({"resourceType": "Parameters", "parameter": parameters}).encode()
        call = Call("POST", ("$export",), (), body, "application/fhir+json", base=BASE, prefer="respond-async")
        return self.bulk.perform(call, ALL)

    def found(self, begun: Answer) -> Found:
        """Return the exported logical ids by type, once the job has ended."""
        assert begun.status == 202, begun.body
        job = dict(begun.headers)["Content-Location"].rpartition("/")[2]
        while (answer := self.get(job)).status == 202:
            time.sleep(0.005)
        assert answer.status == 200, answer.body
        assert isinstance(answer.body, bytes)
        return {row["type"]: self.ids(job, row["url"]) for row in json.loads(answer.body)["output"]}

    def get(self, *path: str) -> Answer:
        return self.bulk.perform(Call("GET", ("$bulk", *path), base=BASE), ALL)

    def ids(self, job: str, url: str) -> list[str]:
        lines = b"".join(self.get(job, url.rpartition("/")[2]).body).splitlines()  # type: ignore[arg-type]
        return [json.loads(line)["id"] for line in lines]


@pytest.fixture
def desk(store: Store, tmp_path: Path, moment: list[int]) -> Iterator[Desk]:
    member = [{"entity": {"reference": "Patient/a"}}]
    put(
        store, tmp_path, patient("a", "Berg"), patient("b", "Dal"), weight("light", "Patient/a", 70),
        weight("middle", "Patient/a", 80), weight("heavy", "Patient/a", 90), weight("other", "Patient/b", 90),
        {"resourceType": "Group", "id": "g", "type": "person", "actual": True, "member": member},
    )  # fmt: skip
    opened = Desk(store, tmp_path / "bulk", moment)
    yield opened
    opened.bulk.close()


WHOLE = {"Group": ["g"], "Observation": ["light", "middle", "heavy", "other"], "Patient": ["a", "b"]}
LIGHT_OR_HEAVY = ["light", "heavy", "other"]


@pytest.mark.parametrize(
    ("path", "filters", "expected"),
    [
        ("$export", [HEAVY], {**WHOLE, "Observation": ["heavy", "other"]}),
        ("$export", [f"{HEAVY}&subject=Patient/b"], {**WHOLE, "Observation": ["other"]}),
        ("$export", [f"Observation?subject={BASE}/Patient/b"], {**WHOLE, "Observation": ["other"]}),
        ("$export", [f"{HEAVY},Observation?value-quantity=lt75"], {**WHOLE, "Observation": LIGHT_OR_HEAVY}),
        ("$export", [HEAVY, "Observation?_id=light"], {**WHOLE, "Observation": LIGHT_OR_HEAVY}),
        ("$export", ["Observation?_id=light%2Cmiddle"], {**WHOLE, "Observation": ["light", "middle"]}),
        ("$export", ["Observation?value-quantity:missing=true"], {"Group": ["g"], "Patient": ["a", "b"]}),
        ("$export", [f"{HEAVY},Patient?family=dal"], {**WHOLE, "Observation": ["heavy", "other"], "Patient": ["b"]}),
        ("$export", ["Encounter?status=finished"], WHOLE),
        ("Patient/$export", ["Patient?family=dal"], {**WHOLE, "Patient": ["b"]}),
        ("Group/g/$export", [HEAVY], {"Group": ["g"], "Observation": ["heavy"], "Patient": ["a"]}),
    ],
)  # fmt: skip
def test_a_filtered_type_has_what_meets_one_filter(desk: Desk, path: str, filters: list[str], expected: Found) -> None:
    assert desk.found(desk.ask(path, *filters)) == expected


def test_a_filter_of_a_type_that_is_not_exported_is_passed_by(desk: Desk) -> None:
    assert desk.found(desk.ask("$export", HEAVY, types="Patient")) == {"Patient": ["a", "b"]}


def test_more_resources_than_one_search_takes_are_all_filtered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "IDS_AT_ONCE", 1)
    assert desk.found(desk.ask("$export", HEAVY, types="Observation")) == {"Observation": ["heavy", "other"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pasient?family=dal", "value"),
        ("family=dal", "value"),
        ("Observation", "value"),
        ("Observation?", "value"),
        ("Observation?nonsense=1", "not-supported"),
        ("Observation?_id=light,middle", "value"),
        ("Observation?date=yesterday", "value"),
        ("Observation?subject:Patient.family=dal", "not-supported"),
        ("Patient?_has:Observation:subject:code=29463-7", "not-supported"),
        ("Patient?_list=x", "not-supported"),
        ("Observation?code:in=http://loinc.org/vs", "not-supported"),
        (f"{HEAVY}&_include=Observation:subject", "not-supported"),
        (f"{HEAVY}&_sort=date", "not-supported"),
        (f"{HEAVY}&_count=1", "not-supported"),
        (",".join([HEAVY] * (filtering.FILTERS_MAX + 1)), "too-costly"),
        (f"Patient?identifier={NUMBER}", "security"),
    ],
)
def test_what_is_no_filter_is_refused(desk: Desk, text: str, code: str) -> None:
    answer = desk.ask("$export", text)
    assert answer.status == 400
    assert json.loads(answer.body)["issue"][0]["code"] == code  # type: ignore[arg-type]
    assert not desk.folder.exists()


def test_a_lenient_caller_has_what_is_unknown_passed_over(desk: Desk) -> None:
    begun = desk.ask("$export", f"{HEAVY}&nonsense=1,Pasient?x=y", types="Observation", lenient=True)
    assert desk.found(begun) == {"Observation": ["heavy", "other"]}


def test_a_national_number_may_be_posted(desk: Desk, tmp_path: Path) -> None:
    system, _, value = NUMBER.partition("|")
    numbered = {**patient("numbered"), "identifier": [{"system": system, "value": value}]}
    put(desk.room.store, tmp_path, numbered)
    assert desk.found(desk.post(f"Patient?identifier={NUMBER}"))["Patient"] == ["numbered"]


def test_an_export_that_goes_on_after_a_restart_keeps_its_filters(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(export: folders.Export) -> Iterator[folders.Note]:
        while True:
            time.sleep(0.002)
            yield export.note

    with monkeypatch.context() as patched:
        patched.setattr(folders.Export, "steps", stuck)
        begun = desk.ask("$export", HEAVY, types="Observation")
        desk.bulk.close()
    desk.restart()
    assert desk.found(begun) == {"Observation": ["heavy", "other"]}


def test_what_changed_while_the_export_ran_is_told_as_it_was(desk: Desk, tmp_path: Path) -> None:
    store = desk.room.store
    moment = moment_of(store)
    put(store, tmp_path, weight("heavy", "Patient/a", 60))
    selection = Selection(filters={"Observation": ((("value-quantity", "gt85"),),)})
    found = [json.loads(body) for page in pages(store, "Observation", selection, moment) for body in page.bodies]
    assert [(one["id"], one["valueQuantity"]["value"]) for one in found] == [("heavy", 90), ("other", 90)]
