"""Every conformance suite, run and summed up for docs/reference/fhir-conformance.md.

Each function runs once in a process and keeps what it found, so that the page and the tests share one run.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from tests.conformance import fhir_validator_cases, fhirpath_suite
from tests.conformance import test_fhir_patch_official as patch_cases
from tests.conformance.fhir import examples, neighbours, outside_data, self_match
from tests.conformance.fhir.outside_data import Refused
from tests.conformance.fhir.suite import Miss, Suite
from tests.shared import SHARED

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index import api as index
from samspill.fhir.outcomes import Refusal
from samspill.fhir.patch import api as patches
from samspill.fhir.patch import json_patch

HL7 = "HL7, [FHIR/fhir-test-cases](https://github.com/FHIR/fhir-test-cases)"
R4 = "HL7, [the R4 specification](https://hl7.org/fhir/R4)"
JSON_FILES = ("json-patch-tests.json", "rfc6902/tests.json", "rfc6902/spec_tests.json")

_ELSEWHERE = (
    "a reference to another server has no type in the index: it counts for a parameter that is narrowed to one type "
    "by nothing but the address searched for, so :missing takes it for absent"
)
WHY_NOT_FOUND = {
    "Library?predecessor=library-fhir-helpers-predecessor": (
        "the example's canonical is a bare name; searched for, it is read as the id of a resource"
    ),
    "Person?patient:missing=": _ELSEWHERE,
    "Person?practitioner:missing=": _ELSEWHERE,
    "QuestionnaireResponse?patient:missing=": _ELSEWHERE,
    "ServiceRequest?patient:missing=": _ELSEWHERE,
}
"""Searches that do not answer as their own resource demands, by how they begin."""

WHY_NOT_FOUND_IN_NORWAY = {
    "Observation?subject=patient/cdp1000239": "the reference writes `patient` for `Patient`: it is no R4 reference",
}


_INVALID = (
    "{count} further files are Questionnaires that the specification's own build made and R4 does not allow: nested "
    "items lack their linkId. All of them are refused."
)
_CHECKS = (
    "{pairs} pairs of resource type and parameter yield a value, which makes {checks} checks of a search against a "
    "resource."
)
_RESULT = "it gives the suite's result, or is refused where the suite says so"


@cache
def accepted() -> Suite:
    """PUT every official example."""
    answers = examples.loaded().answers
    refused = [
        Miss(each.file, answers[each.file].said) for each in examples.valid() if answers[each.file].status != 201
    ]
    return Suite(
        "R4 examples, accepted",
        R4,
        "PUT at validation level base answers 201",
        len(examples.valid()),
        len(examples.valid()),
        tuple(refused),
        (_INVALID.format(count=len(examples.invalid())),),
    )


@cache
def kept() -> Suite:
    """Read every official example back and compare."""
    lost = [Miss(each.file, "is not what was sent") for each in examples.valid() if not _same(each)]
    return Suite(
        "R4 examples, returned equal",
        R4,
        "a read gives what was put, with every digit of every decimal; only meta.versionId and meta.lastUpdated differ",
        len(examples.valid()),
        len(examples.valid()),
        tuple(lost),
    )


def _same(example: examples.Example) -> bool:
    return written(example.resource) == written(examples.read_back()[example.file])


def written(value: Any) -> Any:
    """Return a resource as text in every leaf: 1.0 differs from 1.00 and from 1. The server's own meta is left out."""
    if isinstance(value, dict):
        found = {key: written(each) for key, each in value.items() if key not in ("versionId", "lastUpdated")}
        return {key: each for key, each in found.items() if (key, each) != ("meta", {})}
    if isinstance(value, list):
        return [written(each) for each in value]
    return f"{type(value).__name__} {value}"


@cache
def found() -> Suite:
    """Search for every official example by its own values."""
    outcome = self_match.outcome()
    misses = tuple(Miss(query, _why(query, said)) for query, said in outcome.misses)
    return Suite(
        "R4 examples, found by their own values",
        R4,
        "each search made of a resource's own value finds it, and one made to leave it out does; a search that means "
        "one value exactly finds nothing else",
        outcome.searches,
        outcome.searches - 12,
        misses,
        (_CHECKS.format(pairs=len(outcome.pairs), checks=outcome.checks),),
    )


def _why(query: str, said: str) -> str:
    return next((why for start, why in WHY_NOT_FOUND.items() if query.startswith(start)), said)


@cache
def neighbours_found() -> Suite:
    """Search for the official examples through their references."""
    count, wrong = neighbours.missed()
    return Suite(
        "R4 examples, found through their references",
        R4,
        "`_include`, `_revinclude`, a chain and `_has`, made of a reference from one example to another, find the one "
        "they should",
        count,
        count,
        tuple(Miss(search, "does not find it") for search in wrong),
    )


@cache
def compartments() -> Suite:
    """Ask for the compartments of the official examples."""
    count, wrong = neighbours.compartments()
    return Suite(
        "R4 examples, in their compartments",
        R4,
        "a compartment holds exactly what R4's definition puts there; one for each owner and type",
        count,
        count,
        tuple(Miss(search, "holds something else") for search in wrong),
    )


@cache
def sorted_whole() -> Suite:
    """Sort the official examples by every parameter."""
    count, wrong = neighbours.disordered()
    return Suite(
        "R4 examples, sorted by every parameter",
        R4,
        "`_sort` by a parameter, up or down, shows every resource of the type exactly once, those without a value too",
        count,
        count,
        tuple(Miss(search, "loses or repeats a resource") for search in wrong),
    )


@cache
def search_definitions() -> Suite:
    """Look every search parameter up in the CapabilityStatement."""
    with outside_data.engine() as talk:
        statement = talk("GET", "metadata").json
    said = {
        (resource["type"], parameter["name"]): (parameter["definition"], parameter["type"])
        for resource in statement["rest"][0]["resource"]
        for parameter in resource.get("searchParam", ())
    }
    official = list(_search_parameters())
    misses = [Miss(each["url"].rpartition("/")[2], why) for each in official if (why := _unsaid(each, said))]
    return Suite(
        "R4 search parameters",
        R4,
        "the CapabilityStatement names it, with its type, on every resource type it is defined on",
        len(official),
        len(official) - 4,
        tuple(misses),
    )


def _search_parameters() -> Iterator[dict[str, Any]]:
    file = SHARED / "conformance" / "fhir" / "r4-definitions" / "search-parameters.json"
    read = json.loads(file.read_text(encoding="utf-8"))
    yield from (entry.get("resource", entry) for entry in (read["entry"] if isinstance(read, dict) else read))


def _unsaid(official: dict[str, Any], said: Mapping[tuple[str, str], tuple[str, str]]) -> str:
    """Return why a definition is not supported, one reason for all its types; empty when it is, on every one."""
    missing = index.unsupported()
    reasons = set()
    for name in _types(official["base"]):
        key = (name, official["code"])
        if said.get(key) != (official["url"], official["type"]):
            reasons.add(missing.get(key, "the CapabilityStatement does not name it"))
    return "; ".join(sorted(reasons))


def _types(bases: Iterable[str]) -> Iterator[str]:
    for base in bases:
        if base in ("Resource", "DomainResource"):
            yield from (name for name in definitions.resource_types() if base == "Resource" or name not in NOT_DOMAIN)
        else:
            yield base


NOT_DOMAIN = frozenset({"Binary", "Bundle", "Parameters"})
"""The concrete types that have no narrative, and so none of DomainResource's parameters."""


def _fhirpath(suite: str, floor: int, *notes: str) -> Suite:
    missed = [
        Miss(f"{each.case.group}: {each.case.name}", each.why or each.reason) for each in fhirpath_suite.misses(suite)
    ]
    total = len(list(fhirpath_suite.cases(suite)))
    return Suite(
        f"FHIRPath {suite.upper()}",
        HL7,
        _RESULT,
        total,
        floor,
        tuple(missed),
        notes,
    )


@cache
def fhirpath_r4() -> Suite:
    """Run HL7's R4 suite."""
    return _fhirpath("r4", 900)


@cache
def fhirpath_r5() -> Suite:
    """Run HL7's R5 suite on R4's definitions."""
    return _fhirpath("r5", 1_039, "Cases for CDA, another model than FHIR's, are left out.")


@cache
def fhirpath_patch() -> Suite:
    """Run HL7's FHIRPath Patch cases."""
    cases = patch_cases.fhirpath_cases()
    misses = [Miss(case.get("name"), "the result differs") for case in cases if not _is_patched(case)]
    return Suite(
        "FHIRPath Patch",
        HL7,
        _RESULT,
        len(cases),
        len(cases),
        tuple(misses),
    )


def _is_patched(case: Any) -> bool:
    before, expected = patch_cases.resource(case, "input"), patch_cases.resource(case, "output")
    assert before is not None
    try:
        after = patches.fhirpath_patch(before, patch_cases.resource(case, "diff"))
    except Refusal:
        return expected is None
    return expected is not None and patch_cases.comparable(after) == patch_cases.comparable(expected)


@cache
def json_patches() -> Suite:
    """Run HL7's JSON Patch cases, and those of RFC 6902."""
    cases = [(name, case) for name in JSON_FILES for case in patch_cases.json_cases(name)]
    misses = [
        Miss(f"{name}: {case.get('comment')}", "the result differs") for name, case in cases if not _is_json(case)
    ]
    source = f"{HL7}; [json-patch/json-patch-tests](https://github.com/json-patch/json-patch-tests)"
    return Suite(
        "JSON Patch",
        source,
        _RESULT,
        len(cases),
        len(cases),
        tuple(misses),
    )


def _is_json(case: dict[str, Any]) -> bool:
    try:
        after = json_patch.patched(case["doc"], case["patch"])
    except Refusal:
        return "error" in case
    return "error" not in case and json_patch.same(after, case.get("expected", after))


@cache
def validator() -> Suite:
    """Run HL7's validator cases."""
    results = fhir_validator_cases.results()
    misses = [
        Miss(one.name, f"HL7's validator finds {'an error' if one.expected else 'none'}: {one.reason}")
        for one in results
        if not one.passed
    ]
    return Suite(
        "Validator",
        HL7,
        "ours finds an error where HL7's validator finds one, and none where it finds none",
        len(results),
        -(-len(results) * 85 // 100),
        tuple(misses),
        ("Cases in XML, and those whose expected outcome is not at hand, are left out.",),
    )


def _misses(refused: Iterable[Refused], why: Mapping[str, str]) -> tuple[Miss, ...]:
    return tuple(Miss(each.name, why.get(each.name, each.said)) for each in refused)


@cache
def norwegian() -> Suite:
    """Send the Norwegian fixtures."""
    cases = len(outside_data.norwegian_files())
    return Suite(
        "Norwegian fixtures, level base",
        "HL7 Norway and others: profiles, terms and instances",
        "PUT or POST at validation level base answers 201",
        cases,
        cases - len(outside_data.WHY),
        _misses(outside_data.refused_norwegian(), outside_data.WHY),
        ("Files that are no JSON, or no resource, are left out.",),
    )


@cache
def norwegian_found() -> Suite:
    """Search for the Norwegian instances by their own values."""
    outcome = outside_data.norwegian_outcome()
    return Suite(
        "Norwegian instances, found by their own values",
        "HL7 Norway and others; national numbers are sent in a body, never in an address",
        "each search made of a resource's own value answers as for the R4 examples",
        outcome.searches,
        outcome.searches - len(WHY_NOT_FOUND_IN_NORWAY),
        tuple(Miss(query, WHY_NOT_FOUND_IN_NORWAY.get(query, said)) for query, said in outcome.misses),
    )


@cache
def norwegian_profiles() -> Suite:
    """Hold Norwegian instances to the profiles they name."""
    cases = len(list(outside_data.following()))
    misses = _misses(outside_data.wrong_by_profile(), outside_data.WHY_BY_PROFILE)
    return Suite(
        "Norwegian fixtures, level profile",
        "no-basis, NILAR, VkpObservation, AuditEvent, vital signs, LMDI and others",
        "an instance that names a profile breaks neither it nor R4",
        cases,
        cases - 10,
        misses,
    )


@cache
def synthea() -> Suite:
    """Load the Synthea sample as transactions."""
    return Suite(
        "Synthea sample",
        "[smart-on-fhir/sample-bulk-fhir-datasets](https://github.com/smart-on-fhir/sample-bulk-fhir-datasets)",
        f"each transaction of {outside_data.AT_ONCE} resources, conditional references among them, is carried out",
        -(-len(outside_data.synthea()) // outside_data.AT_ONCE),
        -(-len(outside_data.synthea()) // outside_data.AT_ONCE),
        _misses(outside_data.refused_synthea(), {}),
        (f"{len(outside_data.synthea())} resources.",),
    )


SUITES: tuple[Callable[[], Suite], ...] = (
    accepted, kept, found, neighbours_found, compartments, sorted_whole, search_definitions, fhirpath_r4, fhirpath_r5,
    fhirpath_patch, json_patches, validator, norwegian, norwegian_found, norwegian_profiles, synthea,
)  # fmt: skip
