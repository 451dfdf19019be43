"""https://hl7.org/fhir/R4/search.html#include."""

from collections.abc import Callable

import pytest

from samspill.fhir.search import api as search
from samspill.fhir.search import including


def organization(id_: str, above: str | None) -> dict:
    return {
        "resourceType": "Organization",
        "id": id_,
        **({"partOf": {"reference": f"Organization/{above}"}} if above else {}),
    }


RESOURCES = [
    organization("o1", "o2"),
    organization("o2", "o3"),
    organization("o3", None),
    {"resourceType": "Practitioner", "id": "doc"},
    {
        "resourceType": "Patient",
        "id": "p",
        "managingOrganization": {"reference": "Organization/o1"},
        "generalPractitioner": [{"reference": "Practitioner/doc"}, {"reference": "Organization/o2"}],
    },
    {"resourceType": "Patient", "id": "q"},
    {"resourceType": "Observation", "id": "x", "status": "final", "subject": {"reference": "Patient/p"}},
    {
        "resourceType": "Observation",
        "id": "y",
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "hasMember": [{"reference": "Observation/x"}, {"reference": "Observation/gone"}],
    },
    {
        "resourceType": "Provenance",
        "id": "w",
        "recorded": "2024-01-01T00:00:00Z",
        "target": [{"reference": "Observation/y"}],
        "agent": [{"who": {"reference": "Practitioner/doc"}}],
    },
]

CASES = {
    "Observation?_id=x&_include=Observation:subject": "p",
    "Observation?_id=x,y&_include=Observation:patient": "p",
    "Observation?_id=x,y&_include=Observation:has-member": "",
    "Observation?_id=y&_include=Observation:has-member": "x",
    "Observation?_id=y&_include=*": "p x",
    "Observation?_id=y&_include=Observation:*": "p x",
    "Patient?_id=p&_include=Patient:general-practitioner": "doc o2",
    "Patient?_id=p&_include=Patient:general-practitioner:Practitioner": "doc",
    "Patient?_include=Observation:subject": "",
    "Patient?_id=p&_revinclude=Observation:subject": "x y",
    "Patient?_id=q&_revinclude=Observation:subject": "",
    "Patient?_id=p&_revinclude=Observation:subject:Group": "",
    "Practitioner?_revinclude=*": "p w",
    "Patient?_id=p&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target": "w x y",
    "Patient?_id=p&_revinclude=Observation:subject&_revinclude=Provenance:target": "x y",
    "Patient?_id=p&_include=Patient:organization&_include:iterate=Organization:partof": "o1 o2 o3",
    "Patient?_id=p&_include=Patient:organization&_include=Organization:partof": "o1",
    "Observation?_id=x&_include=Observation:subject&_include:iterate=Patient:organization": "o1 p",
    "Organization?_id=o1&_include:iterate=Organization:partof": "o2 o3",
}


def test_what_matches_refer_to_or_are_referred_to_by_is_included(pages: Callable[[str], list[search.Page]]) -> None:
    answered = {query: pages(query)[0].includes for query in CASES}
    assert {query: sorted(each.id for each in found) for query, found in answered.items()} == {
        query: ids.split() for query, ids in CASES.items()
    }


def test_cut_includes_are_told_of(pages: Callable[[str], list[search.Page]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(including, "INCLUDES_MAX", 1)
    page = pages("Patient?_id=p&_revinclude=Observation:subject")[0]
    assert len(page.includes) == 1
    assert [(note.code, "more than 1 resources" in note.diagnostics) for note in page.notes] == [("incomplete", True)]
    monkeypatch.setattr(including, "INCLUDES_MAX", 100)
    monkeypatch.setattr(including, "ROUNDS_MAX", 2)
    page = pages("Patient?_id=p&_include=Patient:organization&_include:iterate=Organization:partof")[0]
    assert [each.id for each in page.includes] == ["o1", "o2"]
    assert [note.code for note in page.notes] == ["incomplete"]
