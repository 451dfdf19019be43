"""Profiles: how often, fixed values, patterns, bindings, slices, extensions, profiles of types, layers of profiles."""

import io
import json
import tarfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from samspill.fhir.validation.api import Profiles, check, load_profiles
from samspill.fhir.validation.contracts import Level

CORE = "http://hl7.org/fhir/StructureDefinition"
OURS = "http://example.org/fhir/StructureDefinition"
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"


def profile(name: str, of: str, *elements: dict[str, Any], base: str = "") -> dict[str, Any]:
    """Return a StructureDefinition with a differential; each element needs only its id."""
    rows = [{"path": one["id"].split(":")[0], **one} for one in elements]
    return {
        "resourceType": "StructureDefinition",
        "url": f"{OURS}/{name}",
        "type": of,
        "derivation": "constraint",
        "baseDefinition": base or f"{CORE}/{of}",
        "differential": {"element": rows},
    }


def slicing(kind: str, path: str, rules: str = "open") -> dict[str, Any]:
    """Return a slicing with one discriminator."""
    return {"discriminator": [{"type": kind, "path": path}], "rules": rules}


def errors(resource: dict[str, Any], *known: dict[str, Any]) -> list[str]:
    """Return the places of the errors when a resource is held to the first of the profiles."""
    issues = check(resource, Level.PROFILE, against=(known[0]["url"],), profiles=Profiles(known))
    return [issue.expression[0] for issue in issues if issue.is_error]


def patient(**added: Any) -> dict[str, Any]:
    """Return a Patient."""
    return {"resourceType": "Patient", **added}


def observation(**added: Any) -> dict[str, Any]:
    """Return an Observation."""
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **added}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("missing", {"id": "Patient.gender", "min": 1}, patient(), ["Patient.gender"]),
    ("there", {"id": "Patient.gender", "min": 1}, patient(gender="male"), []),
    ("too many", {"id": "Patient.name", "max": "1"}, patient(name=[{"text": "a"}, {"text": "b"}]), ["Patient.name"]),
    ("forbidden", {"id": "Patient.photo", "max": "0"}, patient(photo=[{"title": "a"}]), ["Patient.photo"]),
    ("inside nothing", {"id": "Patient.contact.gender", "min": 1}, patient(), []),
    (
        "inside each",
        {"id": "Patient.contact.gender", "min": 1},
        patient(contact=[{"gender": "male", "name": {"text": "a"}}, {"name": {"text": "b"}}]),
        ["Patient.contact[1].gender"],
    ),
    ("fixed", {"id": "Patient.gender", "fixedCode": "male"}, patient(gender="female"), ["Patient.gender"]),
    ("fixed and so", {"id": "Patient.gender", "fixedCode": "male"}, patient(gender="male"), []),
    ("fixed and absent", {"id": "Patient.gender", "fixedCode": "male"}, patient(), []),
    ("fixed boolean", {"id": "Patient.multipleBirth[x]", "fixedInteger": 1}, patient(multipleBirthBoolean=True),
     ["Patient.multipleBirthBoolean"]),
    (
        "fixed object has more",
        {"id": "Observation.code", "fixedCodeableConcept": {"text": "x"}},
        observation(code={"text": "x", "coding": [{"code": "a"}]}),
        ["Observation.code"],
    ),
    (
        "pattern allows more",
        {"id": "Observation.code", "patternCodeableConcept": {"coding": [{"code": "8310-5", "system": LOINC}]}},
        observation(code={"coding": [{"code": "a"}, {"code": "8310-5", "system": LOINC, "display": "b"}]}),
        [],
    ),
    (
        "pattern not met",
        {"id": "Observation.code", "patternCodeableConcept": {"coding": [{"code": "8310-5", "system": LOINC}]}},
        observation(code={"coding": [{"code": "8310-5"}]}),
        ["Observation.code"],
    ),
    (
        "number in a pattern",
        {"id": "Observation.value[x]", "patternQuantity": {"value": Decimal("1.0")}},
        observation(valueQuantity={"value": 1, "unit": "mg"}),
        [],
    ),
    (
        "type not allowed",
        {"id": "Observation.value[x]", "type": [{"code": "Quantity"}]},
        observation(valueString="x"),
        ["Observation.valueString"],
    ),
    (
        "type by its JSON name",
        {"id": "Observation.valueQuantity", "path": "Observation.valueQuantity", "min": 1},
        observation(valueString="x"),
        ["Observation.valueQuantity"],
    ),
    (
        "target not allowed",
        {"id": "Observation.subject", "type": [{"code": "Reference", "targetProfile": [f"{CORE}/Patient"]}]},
        observation(subject={"reference": "Group/1"}),
        ["Observation.subject"],
    ),
    (
        "required code",
        {"id": "Patient.gender",
         "binding": {"strength": "required", "valueSet": "http://hl7.org/fhir/ValueSet/days-of-week|4.0.1"}},
        patient(gender="male"),
        ["Patient.gender"],
    ),
    (
        "preferred code",
        {"id": "Patient.gender",
         "binding": {"strength": "preferred", "valueSet": "http://hl7.org/fhir/ValueSet/days-of-week"}},
        patient(gender="male"),
        [],
    ),
    (
        "unknown value set",
        {"id": "Patient.gender", "binding": {"strength": "required", "valueSet": "http://example.org/ValueSet/x"}},
        patient(gender="male"),
        [],
    ),
    (
        "own invariant",
        {"id": "Patient", "constraint": [{"key": "our-1", "severity": "error", "human": "x",
                                          "expression": "name.exists() or telecom.exists()"}]},
        patient(),
        ["Patient"],
    ),
    (
        "extension on a primitive",
        {"id": "Patient.birthDate.extension", "max": "0"},
        patient(birthDate="1970", _birthDate={"extension": [{"url": "http://example.org/x", "valueCode": "y"}]}),
        ["Patient.birthDate.extension"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("element", "resource", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_a_profile_demands_of_an_element(
    element: dict[str, Any], resource: dict[str, Any], expected: list[str]
) -> None:
    assert errors(resource, profile("p", resource["resourceType"], element)) == expected


IDENTIFIERS = (
    {"id": "Patient.identifier", "slicing": slicing("value", "system")},
    {"id": "Patient.identifier:FNR", "min": 1, "max": "1"},
    {"id": "Patient.identifier:FNR.system", "fixedUri": FNR},
    {"id": "Patient.identifier:FNR.value", "min": 1},
)


def test_demanded_slice_that_is_missing_is_named() -> None:
    wrong = patient(identifier=[{"system": "urn:oid:1.2.3", "value": "1"}])
    issues = check(
        wrong, Level.PROFILE, against=(f"{OURS}/p",), profiles=Profiles([profile("p", "Patient", *IDENTIFIERS)])
    )
    assert [one.diagnostics for one in issues if one.is_error] == [
        f"Patient.identifier: the slice FNR occurs 0 times, at least 1 ({OURS}/p)."
    ]


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ([{"system": FNR, "value": "1"}], []),
        ([{"system": FNR}], ["Patient.identifier[0].value"]),
        ([{"system": "urn:oid:1.2.3"}, {"system": FNR, "value": "1"}], []),
        ([{"system": FNR, "value": "1"}, {"system": FNR, "value": "2"}], ["Patient.identifier"]),
    ],
)
def test_slice_by_a_fixed_value(identifiers: list[dict[str, Any]], expected: list[str]) -> None:
    assert errors(patient(identifier=identifiers), profile("p", "Patient", *IDENTIFIERS)) == expected


def test_closed_slicing_refuses_what_is_in_no_slice() -> None:
    first = {"id": "Patient.identifier", "slicing": slicing("value", "system", "closed")}
    closed = profile("p", "Patient", first, *IDENTIFIERS[1:])
    wrong = patient(identifier=[{"system": FNR, "value": "1"}, {"system": "urn:oid:1.2.3"}])
    assert errors(wrong, closed) == ["Patient.identifier[1]"]


def test_slice_by_a_pattern_above_the_path() -> None:
    coded = {"coding": [{"system": LOINC, "code": "8480-6"}]}
    sliced = profile(
        "p",
        "Observation",
        {"id": "Observation.component", "slicing": slicing("pattern", "code.coding.code")},
        {"id": "Observation.component:systolic", "min": 1},
        {"id": "Observation.component:systolic.code", "patternCodeableConcept": coded},
        {"id": "Observation.component:systolic.value[x]", "min": 1},
    )
    assert errors(observation(component=[{"code": coded}]), sliced) == ["Observation.component[0].value[x]"]


def test_slice_by_a_value_set() -> None:
    codes = {"resourceType": "ValueSet", "url": "http://example.org/ValueSet/ours", "compose": {"include": [
        {"system": "http://example.org/cs", "concept": [{"code": "http://example.org/a"}]}]}}  # fmt: skip
    bound = {"strength": "required", "valueSet": "http://example.org/ValueSet/ours"}
    sliced = profile(
        "p",
        "Patient",
        {"id": "Patient.identifier", "slicing": slicing("pattern", "system")},
        {"id": "Patient.identifier:ours", "max": "1"},
        {"id": "Patient.identifier:ours.system", "binding": bound},
    )
    twice = patient(identifier=[{"system": "http://example.org/a"}] * 2)
    assert errors(twice, sliced, codes) == ["Patient.identifier"]


def test_slice_by_existence() -> None:
    sliced = profile(
        "p",
        "Patient",
        {"id": "Patient.identifier", "slicing": slicing("exists", "period")},
        {"id": "Patient.identifier:dated", "min": 1},
        {"id": "Patient.identifier:dated.period", "min": 1},
    )
    dated = {"value": "1", "period": {"start": "2024"}}
    found = [errors(patient(identifier=[one]), sliced) for one in ({"value": "1"}, dated)]
    assert found == [["Patient.identifier"], []]


def test_slice_by_type_needs_no_discriminator() -> None:
    sliced = profile(
        "p",
        "Observation",
        {"id": "Observation.value[x]:valueQuantity", "type": [{"code": "Quantity"}]},
        {"id": "Observation.value[x]:valueQuantity.code", "min": 1},
    )
    found = [errors(observation(**one), sliced) for one in ({"valueQuantity": {"value": 1}}, {"valueString": "x"})]
    assert found == [["Observation.valueQuantity.code"], []]


def test_slice_by_the_type_of_what_is_referred_to() -> None:
    sliced = profile(
        "p",
        "Observation",
        {"id": "Observation.performer", "slicing": slicing("type", "resolve()")},
        {
            "id": "Observation.performer:person",
            "min": 1,
            "type": [{"code": "Reference", "targetProfile": [f"{CORE}/Practitioner"]}],
        },
    )
    performers = ([{"reference": "Organization/1"}], [{"reference": "Organization/1"}, {"reference": "Practitioner/2"}])
    assert [errors(observation(performer=one), sliced) for one in performers] == [["Observation.performer"], []]


def test_slice_that_nothing_tells_apart_is_not_demanded() -> None:
    vague = profile(
        "p",
        "Patient",
        {"id": "Patient.identifier", "slicing": slicing("value", "system")},
        {"id": "Patient.identifier:any", "min": 1},
    )
    assert errors(patient(identifier=[{"value": "1"}]), vague) == []


EXTENSION = profile(
    "middle",
    "Extension",
    {"id": "Extension.url", "fixedUri": f"{OURS}/middle"},
    {"id": "Extension.value[x]", "min": 1, "type": [{"code": "string"}]},
)


def test_extension_is_held_to_its_own_definition_wherever_it_stands() -> None:
    wrong = patient(contact=[{"name": {"text": "a", "extension": [{"url": f"{OURS}/middle", "valueCode": "x"}]}}])
    found = check(wrong, Level.PROFILE, profiles=Profiles([EXTENSION]))
    assert [one.expression[0] for one in found if one.is_error] == ["Patient.contact[0].name.extension[0].valueCode"]


def test_extension_slice_is_told_by_the_profile_it_names() -> None:
    rows = (
        {"id": "Patient.extension:middle", "min": 1, "type": [{"code": "Extension", "profile": [f"{OURS}/middle"]}]},
    )
    other = {"url": "http://example.org/other", "valueString": "x"}
    ours = {"url": f"{OURS}/middle", "valueString": "x"}
    found = [
        errors(patient(extension=one), profile("p", "Patient", *rows), EXTENSION) for one in ([other], [other, ours])
    ]
    assert found == [["Patient.extension"], []]


def test_type_is_held_to_the_profile_its_element_names() -> None:
    name = profile("name", "HumanName", {"id": "HumanName.family", "min": 1})
    outer = profile("p", "Patient", {"id": "Patient.name", "type": [{"code": "HumanName", "profile": [name["url"]]}]})
    assert errors(patient(name=[{"family": "a"}, {"text": "b"}]), outer, name) == ["Patient.name[1].family"]


def test_profile_without_a_snapshot_has_what_its_base_demands() -> None:
    base = profile("base", "Patient", *IDENTIFIERS)
    derived = profile("p", "Patient", {"id": "Patient.identifier:FNR.use", "min": 1}, base=base["url"])
    wrong = patient(identifier=[{"system": FNR}])
    assert errors(wrong, derived, base) == ["Patient.identifier[0].value", "Patient.identifier[0].use"]


def test_resource_is_held_to_the_profiles_it_names_also_in_a_bundle() -> None:
    known = Profiles([profile("p", "Patient", {"id": "Patient.gender", "min": 1})])
    claimed = patient(id="a", meta={"profile": [f"{OURS}/p|1.0"]})
    entry = {"fullUrl": "http://example.org/Patient/a", "resource": claimed}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    found = check(bundle, Level.PROFILE, profiles=known)
    assert [one.expression[0] for one in found if one.is_error] == ["Bundle.entry[0].resource.gender"]


def test_profiles_are_not_asked_at_the_base_level() -> None:
    known = Profiles([profile("p", "Patient", {"id": "Patient.gender", "min": 1})])
    assert check(patient(meta={"profile": [f"{OURS}/p"]}), Level.BASE, profiles=known) == []


def test_unknown_profile_is_a_warning() -> None:
    found = check(patient(meta={"profile": ["http://example.org/unknown"]}), Level.PROFILE, profiles=Profiles())
    assert ("warning", "not-found") in {(one.severity, one.code) for one in found}


def test_unknown_profile_that_was_asked_for_is_an_error() -> None:
    found = check(patient(), Level.PROFILE, against=("http://example.org/unknown",), profiles=Profiles())
    assert ("error", "not-found") in {(one.severity, one.code) for one in found}


def test_profile_of_another_type_is_an_error() -> None:
    assert errors(patient(), profile("p", "Observation")) == ["Patient"]


def test_bundle_whose_entries_are_told_apart_by_their_type() -> None:
    sliced = profile(
        "p",
        "Bundle",
        {"id": "Bundle.entry", "slicing": slicing("type", "resource")},
        {"id": "Bundle.entry:patient", "min": 1},
        {"id": "Bundle.entry:patient.resource", "type": [{"code": "Patient"}]},
    )
    entry = {"fullUrl": "http://example.org/1", "resource": observation()}
    both = [entry, {"fullUrl": "http://example.org/2", "resource": patient()}]
    bundles = [{"resourceType": "Bundle", "type": "collection", "entry": one} for one in ([entry], both)]
    assert [errors(one, sliced) for one in bundles] == [["Bundle.entry"], []]


def test_snapshot_is_held_to_what_it_adds_to_r4() -> None:
    base = {"base": {"path": "x", "min": 0, "max": "1"}}
    snapshot = [
        {"id": "Patient", "path": "Patient", "min": 0, "max": "*"},
        {"id": "Patient.active", "path": "Patient.active", "min": 0, "max": "1", **base, "type": [{"code": "boolean"}]},
        {"id": "Patient.gender", "path": "Patient.gender", "min": 1, "max": "1", **base, "type": [{"code": "code"}]},
    ]
    whole = {**profile("p", "Patient"), "snapshot": {"element": snapshot}}
    known = Profiles([whole]).profile(f"{OURS}/p")
    assert known is not None
    assert list(known.root.children) == ["gender"]
    assert errors(patient(), whole) == ["Patient.gender"]


def test_profiles_are_read_from_packages_folders_and_files(tmp_path: Path) -> None:
    content = json.dumps(profile("packed", "Patient")).encode()
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/a.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(profile("a", "Patient")).encode())
    (tmp_path / "inside/broken.json").write_text("{")
    (tmp_path / "b.json").write_text(json.dumps(profile("b", "Patient")))
    with tarfile.open(tmp_path / "p.tgz", "w:gz") as package:
        info = tarfile.TarInfo("package/StructureDefinition-packed.json")
        info.size = len(content)
        package.addfile(info, io.BytesIO(content))
    found = load_profiles([tmp_path / "inside", tmp_path / "b.json", tmp_path / "p.tgz"])
    assert sorted(found) == [f"{OURS}/{name}" for name in ("a", "b", "packed")]
    assert [problem.partition(":")[0] for problem in found.problems] == ["broken.json"]
