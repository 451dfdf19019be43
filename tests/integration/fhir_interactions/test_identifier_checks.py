"""Where the deployment says whose numbers it takes, no other person's number is stored, however it is sent."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_engine import Heard, Talk, bundle, entry, observation, patient
from tests.factories.national_numbers import endings, some
from tests.factories.records import Clock
from tests.shared import SHARED

from samspill.fhir.api import Engine, Settings
from samspill.fhir.bulk.api import Loading, load
from samspill.fhir.identifiers import identifier_checks
from samspill.fhir.store.contracts import Store
from samspill.fhir.validation.contracts import Level
from samspill.kernel.numbers.admitting import Deployment

FNR, DNR, FHN, HPR, DUF = (f"urn:oid:2.16.578.1.12.4.1.4.{last}" for last in range(1, 6))
SYNTHETIC, REAL, SYNTHETIC_D = some(), some(origin="real"), some("dnr")
WRONG = f"{SYNTHETIC[:10]}{(int(SYNTHETIC[10]) + 1) % 10}"
HELP = next(found for serial in range(1000) for found in endings(f"812345{serial:03}"))


def talking(store: Store, clock: Clock, deployment: Deployment | None) -> Talk:
    talk = Talk(store, clock)
    talk.engine = Engine(store, clock=clock, settings=Settings(), checks=identifier_checks(deployment))
    return talk


@pytest.fixture
def demo(store: Store, clock: Clock) -> Talk:
    return talking(store, clock, Deployment.DEMO)


@pytest.fixture
def production(store: Store, clock: Clock) -> Talk:
    return talking(store, clock, Deployment.PRODUCTION)


def known(value: str, system: str = FNR, **more: Any) -> dict[str, Any]:
    return patient(identifier=[{"system": "urn:x", "value": "1"}, {"system": system, "value": value}], **more)


def said(heard: Heard, *numbers: str) -> list[tuple[str, str]]:
    assert heard.status == 422
    assert isinstance(heard.answer.body, bytes)
    assert not any(number.encode() in heard.answer.body for number in (SYNTHETIC, REAL, WRONG, HELP, *numbers))
    return [(issue["code"], issue["expression"][0]) for issue in heard.json["issue"]]


AT = "Patient.identifier[1].value"


@pytest.mark.parametrize(
    ("system", "value", "code"),
    [
        (FNR, REAL, "business-rule"),
        (FNR, some("hnr"), None),
        (FNR, SYNTHETIC, None),
        (FNR, WRONG, "value"),
        (FNR, SYNTHETIC[:10], "value"),
        (FNR, f"{SYNTHETIC[:6]} {SYNTHETIC[6:]}", "value"),
        (FNR, SYNTHETIC_D, "value"),
        (DNR, SYNTHETIC_D, None),
        (DNR, SYNTHETIC, "value"),
        (FHN, HELP, "business-rule"),
        (FHN, some("hnr"), "business-rule"),
        (HPR, "999000001", None),
        (HPR, SYNTHETIC, "value"),
        (DUF, "200012345678", None),
        (DUF, "2000", "value"),
        ("urn:prøve", REAL, None),
    ],
)
def test_a_demo_takes_synthetic_numbers_of_the_right_kind(
    demo: Talk, system: str, value: str, code: str | None
) -> None:
    heard = demo("POST", "Patient", known(value, system))
    if code is None:
        assert heard.status == 201
    else:
        assert said(heard, value) == [(code, AT)]


@pytest.mark.parametrize(
    ("system", "value", "code"),
    [
        (FNR, SYNTHETIC, "business-rule"),
        (FNR, some(origin="nav"), "business-rule"),
        (FNR, some(origin="nhn"), "business-rule"),
        (DNR, SYNTHETIC_D, "business-rule"),
        (FNR, WRONG, "value"),
        (FNR, REAL, None),
        (FHN, some("hnr"), None),
        (FHN, HELP, None),
    ],
)
def test_production_takes_numbers_that_look_real(production: Talk, system: str, value: str, code: str | None) -> None:
    heard = production("POST", "Patient", known(value, system))
    if code is None:
        assert heard.status == 201
    else:
        assert said(heard, value) == [(code, AT)]


@pytest.mark.parametrize("value", [SYNTHETIC, REAL, WRONG])
def test_nothing_is_looked_at_unless_the_deployment_says(store: Store, clock: Clock, value: str) -> None:
    assert talking(store, clock, None)("POST", "Patient", known(value)).status == 201


@pytest.mark.parametrize("resource_type", ["Patient", "Person", "Practitioner", "RelatedPerson"])
def test_every_kind_of_person_is_looked_at(demo: Talk, resource_type: str) -> None:
    resource: dict[str, Any] = {"resourceType": resource_type, "identifier": [{"system": FNR, "value": REAL}]}
    if resource_type == "RelatedPerson":
        resource["patient"] = {"display": "noen"}
    assert said(demo("POST", resource_type, resource)) == [("business-rule", f"{resource_type}.identifier[0].value")]


def test_a_person_who_is_named_by_number_in_another_resource_is_looked_at(demo: Talk) -> None:
    subject = {"identifier": {"system": FNR, "value": REAL}}
    heard = demo("POST", "Observation", {**observation(), "subject": subject})
    assert said(heard) == [("business-rule", "Observation.subject.identifier.value")]
    assert demo("POST", "Observation", observation()).status == 201


def test_other_registers_are_not_looked_at(demo: Talk) -> None:
    organisation = {"system": "urn:oid:2.16.578.1.12.4.1.4.101", "value": "1"}
    assert demo("POST", "Organization", {"resourceType": "Organization", "identifier": [organisation]}).status == 201


def test_a_number_is_found_wherever_in_a_person_it_stands_and_all_are_told(demo: Talk) -> None:
    resource = known(
        WRONG,
        contained=[{"resourceType": "Practitioner", "id": "gp", "identifier": [{"system": HPR, "value": "12"}]}],
        generalPractitioner=[{"reference": "#gp"}, {"identifier": {"system": FNR, "value": REAL}}],
    )
    assert said(demo("POST", "Patient", resource)) == [
        ("value", AT),
        ("value", "Patient.contained[0].identifier[0].value"),
        ("business-rule", "Patient.generalPractitioner[1].identifier.value"),
    ]


def test_an_identifier_whose_value_is_withheld_is_stored(demo: Talk) -> None:
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}
    withheld = patient(identifier=[{"system": FNR, "_value": {"extension": [reason]}}])
    assert demo("POST", "Patient", withheld).status == 201


def test_an_update_a_patch_and_a_transaction_are_held_to_the_same(demo: Talk) -> None:
    logical_id = demo.add(known(SYNTHETIC))
    assert said(demo("PUT", f"Patient/{logical_id}", known(REAL, id=logical_id))) == [("business-rule", AT)]
    patch = json.dumps([{"op": "replace", "path": "/identifier/1/value", "value": REAL}]).encode()
    patched = demo("PATCH", f"Patient/{logical_id}", patch, content_type="application/json-patch+json")
    assert said(patched) == [("business-rule", AT)]
    refused = demo("POST", "", bundle("transaction", entry("POST", "Patient", known(REAL))))
    assert refused.status == 422
    assert isinstance(refused.answer.body, bytes)
    assert REAL.encode() not in refused.answer.body


def test_a_file_is_held_to_the_same(store: Store, tmp_path: Path) -> None:
    people = tmp_path / "people.ndjson"
    lines = [json.dumps({**known(value), "id": name}) for name, value in (("a", SYNTHETIC), ("b", REAL), ("c", WRONG))]
    escaped = lines[1].replace("urn:oid:2", "urn:oid:\\u0032")
    lines += [json.dumps(observation(id="d")), escaped.replace('"id": "b"', '"id": "e"')]
    people.write_text("\n".join(lines), encoding="utf-8")
    refused: list[Any] = []
    how = Loading(workers=0, checks=identifier_checks(Deployment.DEMO))
    report = load(store, [people], how=how, refused=refused.append)
    assert (report.written, report.refused) == (2, 3)
    assert [(one.line, one.element) for one in refused] == [(2, AT), (3, AT), (5, AT)]
    assert not any(number in repr(refused) for number in (REAL, WRONG))


@pytest.mark.parametrize("system", [[FNR], {"x": FNR}, 1, None, True])
def test_a_system_of_another_type_breaks_nothing_where_nothing_is_validated(
    store: Store, clock: Clock, system: object
) -> None:
    talk = Talk(store, clock)
    off = Settings(validation=Level.OFF)
    talk.engine = Engine(store, clock=clock, settings=off, checks=identifier_checks(Deployment.DEMO))
    heard = talk("POST", "Basic", {"resourceType": "Basic", "identifier": [{"system": system, "value": REAL}]})
    assert heard.status in (201, 400)


@pytest.mark.outside
def test_published_measurements_of_persons_who_cannot_exist_are_refused(demo: Talk) -> None:
    """The home measurements of HL7 Norway name patients by seven digits under the address of fødselsnummer."""
    folder = SHARED / "conformance" / "no" / "VkpObservation"
    told: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("Observation-*.json")):
        resource = json.loads(path.read_text(encoding="utf-8"))
        if any(f'"{system}"' in json.dumps(resource) for system in (FNR, DNR, FHN, HPR, DUF)):
            told[path.name] = said(demo("POST", "Observation", resource))
    assert len(told) == 8
    assert {issue for issues in told.values() for issue in issues} == {
        ("value", "Observation.subject.identifier.value"),
        ("value", "Observation.performer[0].identifier.value"),
    }
