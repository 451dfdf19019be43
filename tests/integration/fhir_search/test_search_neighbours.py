"""References, chains, ``_has``, ``_list``, compartments and composites."""

from collections.abc import Callable

from tests.integration.fhir_search.conftest import BASE


def patient(id_: str, family: str, gp: str | None = None, **more: object) -> dict:
    resource = {"resourceType": "Patient", "id": id_, "name": [{"family": family}], **more}
    return {**resource, "generalPractitioner": [{"reference": gp}]} if gp else resource


def observation(id_: str, subject: dict | None, code: str = "1", value: float = 1, **more: object) -> dict:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"coding": [{"system": "urn:c", "code": code}]},
        "valueQuantity": {"value": value},
        **({"subject": subject} if subject else {}),
        **more,
    }


def part(code: str, value: int) -> dict:
    return {"code": {"coding": [{"system": "urn:c", "code": code}]}, "valueQuantity": {"value": value}}


KARI, OLA = {"reference": "Patient/kari"}, {"reference": f"{BASE}/Patient/ola"}
RESOURCES = [
    {"resourceType": "Organization", "id": "ward", "name": "Ward", "partOf": {"reference": "Organization/hospital"}},
    {"resourceType": "Organization", "id": "hospital", "name": "Hospital"},
    {"resourceType": "Practitioner", "id": "doc", "name": [{"family": "Lege"}]},
    patient("kari", "Berg", "Practitioner/doc", managingOrganization={"reference": "Organization/ward"}),
    patient("ola", "Lund", "Organization/hospital"),
    patient("1", "One"),
    {"resourceType": "Device", "id": "kari"},
    observation("kari-pulse", KARI, "pulse", 70, performer=[{"reference": "Practitioner/doc"}]),
    observation("kari-weight", KARI, "weight", 90),
    observation("ola-pulse", OLA, "pulse", 90),
    observation("versioned", {"reference": "Patient/ola/_history/3"}, "old"),
    observation("device", {"reference": "Device/kari"}, "pulse", 55),
    observation("away", {"reference": "http://other.example/fhir/Patient/kari"}),
    observation("named", {"identifier": {"system": "urn:id", "value": "77"}}),
    observation("nobody", None),
    observation("pressure", OLA, "bp", component=[part("sys", 140), part("dia", 80)]),
    {
        "resourceType": "Observation", "id": "low", "status": "final",
        "code": {"coding": [{"system": "urn:c", "code": "bp"}]}, "component": [part("sys", 80), part("dia", 140)],
    },
    {
        "resourceType": "List", "id": "mine", "status": "current", "mode": "working",
        "entry": [{"item": KARI}, {"item": {"reference": "Observation/device"}}],
    },
    {
        "resourceType": "Provenance", "id": "who", "recorded": "2024-01-01T00:00:00Z",
        "target": [{"reference": "Observation/ola-pulse"}], "agent": [{"who": {"reference": "Practitioner/doc"}}],
    },
]  # fmt: skip

CASES = {
    # a reference by id, by type and id, by address; an id alone may be of any type
    "Observation?subject=Patient/kari": "kari-pulse kari-weight",
    "Observation?subject=kari": "device kari-pulse kari-weight",
    "Observation?subject:Patient=kari": "kari-pulse kari-weight",
    "Observation?subject:Device=Device/kari": "device",
    f"Observation?subject={BASE}/Patient/ola": "ola-pulse pressure versioned",
    "Observation?subject=Patient/ola": "ola-pulse pressure versioned",
    "Observation?subject=http://other.example/fhir/Patient/kari": "away",
    "Observation?patient=kari": "kari-pulse kari-weight",
    "Observation?patient=kari,ola": "kari-pulse kari-weight ola-pulse pressure versioned",
    "Observation?patient=Patient/kari&code=pulse": "kari-pulse",
    "Observation?subject:identifier=urn:id|77": "named",
    "Observation?subject:missing=true": "low nobody",
    "Observation?patient:missing=true": "away device low named nobody",
    "Observation?performer:missing=false": "kari-pulse",
    # chains
    "Observation?subject:Patient.family=berg": "kari-pulse kari-weight",
    "Observation?subject.name=berg": "kari-pulse kari-weight",
    "Observation?patient.family=berg,lund": "kari-pulse kari-weight ola-pulse pressure versioned",
    "Observation?patient.organization.name=ward": "kari-pulse kari-weight",
    "Observation?patient.organization.partof.name=hospital": "kari-pulse kari-weight",
    "Observation?patient.general-practitioner:Practitioner.family=lege&code=weight": "kari-weight",
    "Observation?patient.general-practitioner:Organization.name=hospital": "ola-pulse pressure versioned",
    "Observation?patient.family:missing=false&patient._id=ola": "ola-pulse pressure versioned",
    "Observation?patient.gender:not=male&code=pulse": "kari-pulse ola-pulse",
    # _has
    "Patient?_has:Observation:patient:code=pulse": "kari ola",
    "Patient?_has:Observation:patient:code=weight": "kari",
    "Patient?_has:Observation:patient:code:not=weight&_has:Observation:patient:code=weight": "kari",
    "Patient?_has:Observation:patient:_has:Provenance:target:agent=Practitioner/doc": "ola",
    "Patient?_has:Observation:subject:value-quantity=gt80&family=lund": "ola",
    "Observation?patient._has:Observation:patient:code=bp": "ola-pulse pressure versioned",
    "Practitioner?_has:Patient:general-practitioner:family=berg": "doc",
    # a list's items
    "Patient?_list=mine": "kari",
    "Observation?_list=mine": "device",
    # compartments
    "Patient/kari/Observation?": "kari-pulse kari-weight",
    "Patient/ola/Observation?code=bp": "pressure",
    "Patient/kari/*?": "kari kari-pulse kari-weight",
    "Practitioner/doc/Observation?": "kari-pulse",
    "Device/kari/Observation?": "device",
    # composites: at the root, and within one repetition
    "Observation?code-value-quantity=urn:c|pulse$gt80": "ola-pulse",
    "Observation?code-value-quantity=pulse$gt80,weight$90": "kari-weight ola-pulse",
    "Observation?component-code-value-quantity=sys$gt100": "pressure",
    "Observation?component-code-value-quantity=sys$80,dia$80": "low pressure",
    "Observation?component-code-value-quantity=sys$gt100&component-code-value-quantity=dia$gt100": "",
    "Observation?combo-code-value-quantity=pulse$55,sys$140": "device pressure",
    "Observation?combo-code=dia": "low pressure",
}


def test_resources_are_found_by_their_neighbours(found: Callable[[str], str]) -> None:
    assert {query: sorted(found(query).split()) for query in CASES} == {
        query: sorted(ids.split()) for query, ids in CASES.items()
    }
