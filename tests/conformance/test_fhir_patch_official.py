"""HL7's FHIRPath Patch and JSON Patch cases, and those of RFC 6902."""

import json
from typing import Any

import pytest
from lxml import etree
from tests.factories.fhir_xml import resource_from_xml
from tests.shared import SHARED

from samspill.fhir.outcomes import Refusal
from samspill.fhir.patch import api, json_patch

FOLDER = SHARED / "conformance" / "fhir" / "patch"


def fhirpath_cases() -> list[Any]:
    if not FOLDER.is_dir():
        return []
    return list(etree.parse(str(FOLDER / "fhir-patch-tests.xml")).getroot().iterchildren("case"))


def json_cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FOLDER / name).read_text()) if FOLDER.is_dir() else []
    return [case for case in cases if "patch" in case and not case.get("disabled")]


def resource(case: Any, name: str) -> dict[str, Any] | None:
    element = case.find(name)
    return None if element is None else resource_from_xml(next(element.iterchildren(tag=etree.Element)))


def comparable(resource: dict[str, Any]) -> dict[str, Any]:
    """The narrative's XHTML is compared as XML; the suite's files are indented differently."""
    text = resource.get("text")
    if text:
        canonical = etree.canonicalize(text["div"], strip_text=True)
        return {**resource, "text": {**text, "div": canonical}}
    return resource


@pytest.mark.outside
@pytest.mark.parametrize("case", fhirpath_cases(), ids=lambda case: case.get("name"))
def test_an_official_fhirpath_patch_gives_the_official_result(case: Any) -> None:
    before, expected = resource(case, "input"), resource(case, "output")
    assert before is not None

    if expected is None:
        with pytest.raises(Refusal, match="422"):
            api.fhirpath_patch(before, resource(case, "diff"))
    else:
        assert comparable(api.fhirpath_patch(before, resource(case, "diff"))) == comparable(expected)


@pytest.mark.outside
@pytest.mark.parametrize("name", ["json-patch-tests.json", "rfc6902/tests.json", "rfc6902/spec_tests.json"])
def test_every_official_json_patch_gives_the_official_result(name: str) -> None:
    wrong = []
    for case in json_cases(name):
        try:
            after = json_patch.patched(case["doc"], case["patch"])
        except Refusal:
            if "error" not in case:
                wrong.append(case)
            continue
        if "error" in case or not json_patch.same(after, case.get("expected", after)):
            wrong.append(case)

    assert wrong == []
    assert len(json_cases(name)) >= 16


@pytest.mark.outside
def test_all_official_fhirpath_patches_are_there() -> None:
    assert len(list(fhirpath_cases())) == 33
