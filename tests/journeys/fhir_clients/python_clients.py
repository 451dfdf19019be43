"""The journeys with the Python clients fhirclient and fhirpy: each returns the facts it found on its way."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from fhirclient.client import FHIRClient
from fhirclient.models.bundle import Bundle
from fhirclient.models.fhirsearch import FHIRSearch
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirpy import AsyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound
from requests import HTTPError
from tests.factories.loops import run_apart
from tests.journeys.fhir_clients.papers import SYSTEM, patient, visit
from tests.journeys.fhir_clients.serving import FhirServer

Facts = dict[str, Any]


def fhirclient_journey(server: FhirServer) -> Facts:
    """The SMART Python client; it checks every answer against its own R4 models."""
    api = FHIRClient(settings={"app_id": "samspill-journey", "api_base": server.base_url}).server
    api.session.headers.update(server.headers)
    facts: Facts = {"FHIR version": api.capabilityStatement.fhirVersion}

    created = Patient(Patient(patient("fhirclient-python")).create(api))
    facts["version after create"] = created.meta.versionId
    read = Patient.read(created.id, api)
    facts["family read back"] = read.name[0].family

    read.name[0].family = "Fjellheim"
    api.session.headers["If-Match"] = 'W/"1"'
    facts["version after update"] = read.update()["meta"]["versionId"]
    facts["update of an old version"] = status_of_refusal(read.update)
    del api.session.headers["If-Match"]

    api.session.headers["If-None-Exist"] = f"identifier={SYSTEM}|fhirclient-python"
    again = Patient(patient("fhirclient-python")).create(api)
    facts["conditional create finds what is there"] = again["id"] == created.id
    del api.session.headers["If-None-Exist"]

    answer = Bundle(Bundle(visit(created.id)).create(api))
    facts["statuses of the transaction"] = [entry.response.status[:3] for entry in answer.entry]

    subject = f"Patient/{created.id}"
    search = FHIRSearch(Observation, {"subject": subject}).include("subject")
    found = list(search.perform_resources_iter(api))
    facts["types found with include"] = dict(Counter(one.resource_type for one in found))
    observation = next(one for one in found if one.resource_type == "Observation")
    facts["type of a reference into the transaction"] = observation.encounter.reference.split("/")[-2]
    resolved = observation.encounter.resolved(type_of(observation.encounter.reference))
    facts["reference resolves to"] = f"{resolved.resource_type} {resolved.status}"

    pages = list(FHIRSearch(Observation, {"subject": subject, "_count": "2"}).perform_iter(api))
    facts["sizes of the pages"] = [len(page.entry) for page in pages]
    facts["different ones on the pages"] = len({entry.resource.id for page in pages for entry in page.entry})

    history = Bundle.read_from(f"{subject}/_history", api)
    facts["versions in history"] = [entry.resource.meta.versionId for entry in history.entry]
    facts["family in the first version"] = Patient.read_from(f"{subject}/_history/1", api).name[0].family
    everything = Bundle.read_from(f"{subject}/$everything", api)
    facts["types of everything"] = dict(Counter(entry.resource.resource_type for entry in everything.entry))

    observation.delete()
    facts["read of a deleted one"] = status_of_refusal(lambda: Observation.read(observation.id, api))
    facts["left after delete"] = Bundle.read_from(f"Observation?subject={subject}&_summary=count", api).total
    return facts


def type_of(reference: str) -> Any:
    """Return fhirclient's class for what a reference names."""
    from fhirclient.models.encounter import Encounter  # noqa: PLC0415

    return {"Encounter": Encounter}[reference.split("/")[-2]]


def status_of_refusal(call: Callable[[], object]) -> int | str:
    """Return the HTTP status that a call was refused with."""
    try:
        call()
    except HTTPError as refused:
        return int(refused.response.status_code)
    return "not refused"


def fhirpy_journey(server: FhirServer) -> Facts:
    """The asynchronous client of an Aidbox house: sends plain JSON's content type, and its own patch and count."""
    return run_apart(_fhirpy(server))


def fhirpy_client(server: FhirServer, **headers: str) -> AsyncFHIRClient:
    """Return a client whose every call carries these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return AsyncFHIRClient(server.base_url, authorization=f"Bearer {server.token}", extra_headers=named)


def without_type(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the resource's elements; fhirpy is told the type beside them."""
    return {name: value for name, value in resource.items() if name != "resourceType"}


async def _fhirpy(server: FhirServer) -> Facts:
    client = fhirpy_client(server)
    facts: Facts = {"FHIR version": (await client.execute("metadata", method="get"))["fhirVersion"]}

    person = client.resource("Patient", **without_type(patient("fhirpy")))
    await person.save()
    facts["version after create"] = person["meta"]["versionId"]
    facts["family read back"] = (await client.get("Patient", person.id))["name"][0]["family"]

    person["name"][0]["family"] = "Fjellheim"
    await person.save()
    facts["version after update"] = person["meta"]["versionId"]
    await person.refresh()  # asks with If-None-Match, and leaves the quotes out
    facts["family after refresh"] = person["name"][0]["family"]

    careful = fhirpy_client(server, If_None_Exist=f"identifier={SYSTEM}|fhirpy")
    again = await careful.execute("Patient", data=patient("fhirpy"))
    facts["conditional create finds what is there"] = again["id"] == person.id

    answer = await client.execute("", data=visit(person.id))
    facts["statuses of the transaction"] = [entry["response"]["status"][:3] for entry in answer["entry"]]

    observations = client.resources("Observation").search(subject=f"Patient/{person.id}")
    found = await observations.include("Observation", "subject").fetch_raw()
    facts["types found with include"] = dict(Counter(entry["resource"]["resourceType"] for entry in found["entry"]))
    first = await observations.sort("date").first()
    facts["type of a reference into the transaction"] = first["encounter"]["reference"].split("/")[-2]
    resolved = await first["encounter"].to_resource()
    facts["reference resolves to"] = f"{resolved['resourceType']} {resolved['status']}"
    facts["different ones on the pages"] = len({one.id for one in await observations.limit(2).fetch_all()})
    facts["counted"] = await observations.count()

    facts.update(await _fhirpy_changes(server, client, person))

    await first.delete()
    facts["read of a deleted one"] = await _not_found(client, first.id)
    facts["left after delete"] = await observations.count()
    return facts


async def _fhirpy_changes(server: FhirServer, client: AsyncFHIRClient, person: Any) -> Facts:
    facts: Facts = {}
    try:
        await client.patch("Patient", person.id, birthDate="1971-02-03")
    except OperationOutcome as refused:
        facts["resource that refuses a patch of its own kind"] = refused.resource["resourceType"]
    patching = fhirpy_client(server, Content_Type="application/json-patch+json")
    change: Any = [{"op": "replace", "path": "/birthDate", "value": "1971-02-03"}]
    patched = await patching.execute(f"Patient/{person.id}", method="patch", data=change)
    facts["birth date after patch"] = patched["birthDate"]

    history = await client.execute(f"Patient/{person.id}/_history", method="get")
    facts["versions in history"] = [entry["resource"]["meta"]["versionId"] for entry in history["entry"]]

    by_identifier = client.resources("Patient").search(identifier=f"{SYSTEM}|fhirpy-2")
    other = client.resource("Patient", **without_type(patient("fhirpy-2")))
    _, made = await by_identifier.update(other)
    _, made_again = await by_identifier.update(other)
    facts["conditional update makes one, then changes it"] = [made, made_again]
    return facts


async def _not_found(client: AsyncFHIRClient, identity: str) -> str:
    try:
        await client.get("Observation", identity)
    except ResourceNotFound:
        return "not found"
    return "found"
