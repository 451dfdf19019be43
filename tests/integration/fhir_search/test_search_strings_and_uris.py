"""https://hl7.org/fhir/R4/search.html#string and #uri."""

from collections.abc import Callable


def patient(id_: str, family: str, *given: str) -> dict:
    return {"resourceType": "Patient", "id": id_, "name": [{"family": family, "given": list(given)}]}


def value_set(id_: str, url: str) -> dict:
    return {"resourceType": "ValueSet", "id": id_, "status": "active", "url": url}


RESOURCES = [
    patient("eve", "Evensen", "Eve"),
    patient("even", "even"),
    patient("steven", "Steven"),
    patient("muller", "Müller", "Åse Marie"),
    patient("per-cent", "100%_sure"),
    {"resourceType": "Patient", "id": "nobody"},
    value_set("root", "http://acme.org/fhir"),
    value_set("one", "http://acme.org/fhir/ValueSet/123"),
    value_set("history", "http://acme.org/fhir/ValueSet/123/_history/5"),
    value_set("other", "http://acme.org/fhir2/ValueSet/123"),
    value_set("oid", "urn:oid:1.2.3.4.5"),
    value_set("oid-below", "urn:oid:1.2.3.4.5.6"),
]

CASES = {
    "Patient?family=eve": "eve even",
    "Patient?given=eve": "eve",
    "Patient?family=EVE": "eve even",
    "Patient?family:contains=eve": "eve even steven",
    "Patient?family:exact=even": "even",
    "Patient?family:exact=Even": "",
    "Patient?family:exact=eve": "",
    "Patient?family=muller": "muller",
    "Patient?given=aase": "muller",
    "Patient?given=Åse": "muller",
    "Patient?given:exact=Åse Marie": "muller",
    "Patient?name=mül": "muller",
    "Patient?family=eve,mul": "eve even muller",
    "Patient?name=eve&name=evens": "eve",
    "Patient?family:contains=%25": "per-cent",
    "Patient?family:contains=0%25_s": "per-cent",
    "Patient?family:contains=e_e": "",
    "Patient?family:missing=true": "nobody",
    "Patient?given:missing=false": "eve muller",
    "ValueSet?url=http://acme.org/fhir/ValueSet/123": "one",
    "ValueSet?url=http://acme.org/fhir/valueset/123": "",
    "ValueSet?url=http://acme.org/fhir/ValueSet": "",
    "ValueSet?url:below=http://acme.org/fhir": "history one root",
    "ValueSet?url:below=http://acme.org/fhir/": "history one root",
    "ValueSet?url:below=http://acme.org/fhir/ValueSet/123": "history one",
    "ValueSet?url:above=http://acme.org/fhir/ValueSet/123/_history/5": "history one root",
    "ValueSet?url:above=http://acme.org/fhir/ValueSet/12": "root",
    "ValueSet?url=urn:oid:1.2.3.4.5": "oid",
    "ValueSet?url=urn:oid:1.2.3.4.5,http://acme.org/fhir": "oid root",
}


def test_strings_are_found_by_beginning_part_or_whole_and_uris_by_path(found: Callable[[str], str]) -> None:
    assert {query: sorted(found(query).split()) for query in CASES} == {
        query: sorted(ids.split()) for query, ids in CASES.items()
    }
