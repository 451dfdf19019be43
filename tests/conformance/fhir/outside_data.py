"""Norwegian fixtures and a Synthea sample through the engine: what is refused, and why."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.conformance.fhir.examples import JSON, resource_in
from tests.conformance.fhir.self_match import Outcome, judged
from tests.factories.fhir_engine import Heard, Talk, bundle, entry
from tests.factories.records import Clock
from tests.shared import SHARED

from samspill.fhir.formats import api as formats
from samspill.fhir.store.api import open_store
from samspill.fhir.validation.api import Profiles, check, load_profiles
from samspill.fhir.validation.contracts import Level

NORWAY = SHARED / "conformance" / "no"
SYNTHEA = SHARED / "conformance" / "synthea"
TERMS = frozenset({"StructureDefinition", "ValueSet", "CodeSystem", "ImplementationGuide", "NamingSystem"})
"""What defines, and is no instance of a profile."""
FIRST = ("Organization", "Location", "Practitioner")
"""What Synthea's other resources refer to by conditional references, which must match something that is stored."""
AT_ONCE = 500

_IG = "names parameters of HL7's publisher; R4's required value set has four others"
_LOGICAL = "an instance of a logical model of the guide, which is no R4 resource type"
_PLACEHOLDER = "an example of a text, with words in the place of ids"
_ENCOUNTER = "its Encounter has status `active`, which R4 does not know"
_HELSEIDENTIFIER = "organisations carry `identifier.id` where `identifier.value` is meant (README, defect 1)"
_LONG_ID = "its id has 67 letters; R4 allows 64"

WHY = {
    "AuditEvent/AuditEvent-NOBasisAuditeventInstance2.json": "three extensions have neither a value nor extensions",
    "Consent/ImplementationGuide-fhir.consent.json": _IG,
    "AuditEvent/ImplementationGuide-hl7.fhir.no.domain.auditevent.json": _IG,
    "FHIR-hackathon-2025-okt-ig/Binary-OktEvent1.json": _LOGICAL,
    "FHIR-hackathon-2025-okt-ig/Binary-OktMessage1.json": _LOGICAL,
    "FHIR-hackathon-2025-okt-ig/Binary-OktMessage2.json": _LOGICAL,
    "FHIR-hackathon-2025-okt-ig/ImplementationGuide-no.hl7.fhir.okt.json": _IG,
    "LMDI/Bundle-LegemiddelregisterBundle-1.json": _ENCOUNTER,
    "LMDI/ImplementationGuide-hl7.fhir.no.lmdi.json": _IG,
    "LMDI/MedicationAdministration-Administrering-10.json": _ENCOUNTER,
    "LMDI/StructureDefinition-lmdi-condition.json": "holds an empty string",
    "LMDI/StructureDefinition-lmdi-medication.json": "holds an empty string",
    "LMDI/StructureDefinition-lmdi-practitioner.json": "holds an empty string",
    "NILAR/fhir/ImplementationGuide-diagnostic.report.nilar.json": _IG,
    "SFM.tools/Troy getMedResponse v3-9 e-multidose.FIXED.json": "a document Bundle with a total (bdl-1)",
    "VKP.Samples/Bundle_OppfølgingAvVarsel_TrygghetsAlarm.json": "holds an empty string",
    "VkpObservation/ImplementationGuide-hl7.fhir.no.vkp.observation.json": _IG,
    "basisprofiler-r4-fsh/ImplementationGuide-hl7.fhir.no.basis.json": _IG,
    "basisprofiler-r4-fsh/StructureDefinition-no-basis-propertyinformation.json": "a binding without a strength (1..1)",
    "hl7.fhir.no.basis-2.2.2/ImplementationGuide.json": "definition.resource is missing (1..*)",
    "hl7.fhir.no.basis-2.2.2/examples/no-basis-HealthcareService-example.json": _LONG_ID,
    "kodeverk/ImplementationGuide-hl7.fhir.no.kodeverk.json": _IG,
    "no-domain-VitalSigns/ImplementationGuide-hl7.fhir.no.domain.vitalsigns.json": _IG,
    "syk-inn/bundle-L29.json": _PLACEHOLDER,
    "syk-inn/condition-L15.json": _PLACEHOLDER,
    "syk-inn/condition-L39.json": _PLACEHOLDER,
    "syk-inn/document-reference-L20.json": _PLACEHOLDER,
    "syk-inn/encounter-L14.json": _PLACEHOLDER,
    "syk-inn/organization-L12.json": _PLACEHOLDER,
    "syk-inn/patient-L13.json": _PLACEHOLDER,
    "syk-inn/practitioner-L12.json": _PLACEHOLDER,
    "syk-inn/questionnaire-response-L23.json": _PLACEHOLDER,
}
"""What is wrong with the files that are refused at level base, looked at one by one."""

WHY_BY_PROFILE = {
    **WHY,
    "AuditEvent/AuditEvent-NOBasisAuditeventInstance1.json": _HELSEIDENTIFIER,
    "AuditEvent/AuditEvent-NOBasisAuditeventInstance3.json": _HELSEIDENTIFIER,
    "basisprofiler-r4-fsh/AppointmentResponse-PatientAppointmentResponseExample.json": (
        "the profile's invariant shortnotice-inv-1 asks for an extension of example.org, which nothing carries"
    ),
}
"""The same for those that break a profile they name."""


@dataclass(frozen=True)
class Refused:
    """Something that was not taken.

    Attributes:
        name: the file, from the folder of the fixtures.
        said: the engine's first sentence about it.
    """

    name: str
    said: str


@contextmanager
def engine() -> Iterator[Talk]:
    """Open an engine on an empty SQLite store."""
    with tempfile.TemporaryDirectory(prefix="samspill-outside-") as folder:
        clock = Clock()
        talk = Talk(open_store(str(Path(folder) / "record.sqlite3"), clock=clock), clock)
        yield talk
        talk.engine.close()


@cache
def norwegian_files() -> tuple[tuple[str, bytes], ...]:
    """Return every Norwegian file that says it is a FHIR resource, in the order of its name."""
    found = []
    for path in sorted(NORWAY.rglob("*.json")):
        body = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        if _says_resource(body):
            found.append((path.relative_to(NORWAY).as_posix(), body))
    return tuple(found)


def _says_resource(body: bytes) -> bool:
    try:
        read = json.loads(body)
    except ValueError:
        return False  # the fixtures' own README names the files that are no JSON
    return isinstance(read, dict) and "resourceType" in read


@cache
def refused_norwegian() -> tuple[Refused, ...]:
    """Send every Norwegian file to an engine at level base: by PUT with its id, by POST without."""
    with engine() as talk:
        answers = [(name, _sent(talk, body)) for name, body in norwegian_files()]
    return tuple(Refused(name, heard.said) for name, heard in answers if heard.status not in (200, 201))


def _sent(talk: Talk, body: bytes) -> Heard:
    resource = json.loads(body)
    method, path = ("PUT", f"/{resource['id']}") if "id" in resource else ("POST", "")
    return talk(method, f"{resource['resourceType']}{path}", body, content_type=JSON)


@cache
def norwegian_outcome() -> Outcome:
    """Search for every Norwegian instance that is taken, by its own values."""
    with engine() as talk:
        sent = [(path, _sent(talk, body)) for path, body in _instances()]
        kept = {path: resource_in(talk("GET", path, accept=JSON)) for path, heard in sent if heard.status == 201}
        return judged(talk, kept.values())


def _instances() -> Iterator[tuple[str, bytes]]:
    for _, body in norwegian_files():
        resource = json.loads(body)
        if resource["resourceType"] not in TERMS and "id" in resource:
            yield f"{resource['resourceType']}/{resource['id']}", body


@cache
def norwegian_profiles() -> Profiles:
    return load_profiles(path for path in sorted(NORWAY.iterdir()) if path.is_dir())


def following() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the instances that name a profile which is at hand."""
    for name, body in norwegian_files():
        resource = json.loads(body, parse_float=Decimal)
        named = resource.get("meta", {}).get("profile", ())
        if resource["resourceType"] not in TERMS and any(norwegian_profiles().profile(each) for each in named):
            yield name, resource


@cache
def wrong_by_profile() -> tuple[Refused, ...]:
    """Hold the instances to the profiles they name."""
    found = []
    for name, resource in following():
        errors = [issue for issue in check(resource, Level.PROFILE, profiles=norwegian_profiles()) if issue.is_error]
        if errors:
            found.append(Refused(name, f"{errors[0].expression[0]}: {errors[0].diagnostics}"))
    return tuple(found)


@cache
def synthea() -> tuple[dict[str, Any], ...]:
    """Read the Synthea sample; what is referred to stands first."""
    return tuple(
        resource
        for path in sorted(SYNTHEA.glob("*.ndjson"), key=lambda path: (path.name.split(".")[0] not in FIRST, path.name))
        for line in path.read_bytes().splitlines()
        if line.strip() and "resourceType" in (resource := json.loads(line, parse_float=Decimal))
    )


@cache
def refused_synthea() -> tuple[Refused, ...]:
    """Load the sample as transactions, each of them whole or not at all, on SQLite."""
    with engine() as talk:
        return tuple(refused_by(talk))


def refused_by(talk: Talk) -> Iterator[Refused]:
    """Load the sample as transactions through an engine; yield those that it does not carry out."""
    for start in range(0, len(synthea()), AT_ONCE):
        part = synthea()[start : start + AT_ONCE]
        entries = [entry("PUT", f"{each['resourceType']}/{each['id']}", each) for each in part]
        heard = talk("POST", "", formats.write(bundle("transaction", *entries)), content_type=JSON)
        if heard.status != 200:
            yield Refused(f"resources {start} to {start + len(part)}", heard.said)
