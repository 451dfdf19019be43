"""What a search is refused for: the parameter is named, what is wrong, and what is allowed."""

import pytest

from samspill.fhir.outcomes import Refusal
from samspill.fhir.search import api as search
from samspill.fhir.search.contracts import Query, Summary


def parsed(query: str, *, strict: bool = True) -> Query:
    path, _, text = query.partition("?")
    pairs = [tuple(pair.split("=", 1)) for pair in text.split("&") if pair]
    return search.parse((path,) if path else (), pairs, strict=strict)  # type: ignore[arg-type]


CASES = {
    # values
    "Observation?date=yesterday": "value",
    "Observation?date=2024-13": "value",
    "Observation?date=xx2024": "value",
    "Observation?value-quantity=many": "value",
    "Observation?value-quantity=1|mg": "value",
    "Observation?value-quantity=1e999": "value",
    "Observation?value-quantity=Infinity": "value",
    "Observation?code=a|b|c": "value",
    "Observation?code=|": "value",
    "Observation?subject=not an id": "value",
    "Observation?subject:Practitioner=1": "value",
    "Observation?subject=Medication/1": "value",
    "Observation?code=": "value",
    "Patient?family= ": "value",
    "Patient?active:missing=maybe": "value",
    "Patient?_id=a/b": "value",
    "ValueSet?url:below=urn:oid:1.2": "value",
    "Observation?code-value-quantity=1": "value",
    "Observation?code=" + ",".join("x" * 501): "value",
    "Patient?identifier:of-type=MR|1": "value",
    # modifiers
    "Patient?family:not=x": "not-supported",
    "Patient?birthdate:exact=2000": "not-supported",
    "Observation?code:above=1": "not-supported",
    "Observation?code:below=1": "not-supported",
    "Observation?code:exact=1": "not-supported",
    "Observation?subject:below=1": "not-supported",
    "Patient?gender:of-type=a|b|c": "not-supported",
    "Patient?_lastUpdated:missing=true": "not-supported",
    # neighbours
    "Observation?code.x=1": "value",
    "Observation?subject:Nothing.name=1": "value",
    "Observation?focus._id=1": "value",
    "Patient?_has:Observation:code=1": "value",
    "Patient?_has:Thing:patient:code=1": "value",
    "Patient?_has:Observation:device:code=1": "value",
    "Patient?organization.partof.partof.partof.partof.partof.partof.name=x": "value",
    "Patient?_list=$current-allergies": "not-supported",
    # results
    "Patient?_count=-1": "value",
    "Patient?_count=ten": "value",
    "Patient?_count=1&_count=2": "value",
    "Patient?_sort=_score": "not-supported",
    "Observation?_sort=code-value-quantity": "not-supported",
    "Patient?_sort=family,given,birthdate,gender,_id,active": "value",
    "Patient?_summary=some": "value",
    "Patient?_total=about": "value",
    "Patient?_include=Patient": "value",
    "Patient?_include=Patient:gender": "value",
    "Patient?_include=Thing:x": "value",
    "Patient?_include:down=Patient:organization": "not-supported",
    "Patient?_elements=a b": "value",
    "Patient?_contained=true": "not-supported",
    "Patient?_filter=name eq x": "not-supported",
    "Patient?_text=x": "not-supported",
    "Patient?_content=x": "not-supported",
    "Patient?_query=x": "not-supported",
    "Patient?_type=Patient": "not-supported",
    "?_type=Person,Thing": "value",
    "Location?near=59.9|10.7|5|km": "not-supported",
    # unknown, when strict
    "Patient?colour=red": "not-supported",
    "Patient?organization.colour=red": "not-supported",
    "?family=x": "not-supported",
}


@pytest.mark.parametrize("query", CASES)
def test_what_cannot_be_searched_for_is_refused_with_the_parameters_name(query: str) -> None:
    with pytest.raises(Refusal) as refused:
        parsed(query)
    issue = refused.value.issues[0]
    assert (refused.value.status, issue.severity, issue.code) == (400, "error", CASES[query])
    name = query.partition("?")[2].partition("=")[0]
    assert f"'{name}'" in issue.diagnostics


@pytest.mark.parametrize("query", ["Patient?colour=red&family=x", "Patient?organization.colour=red&family=x"])
def test_an_unknown_parameter_is_passed_over_when_lenient(query: str) -> None:
    lenient = parsed(query, strict=False)
    assert lenient.pairs == (("family", "x"),)
    assert [(issue.severity, issue.code) for issue in lenient.warnings] == [("warning", "not-supported")]


def test_the_number_of_parameters_and_matches_is_bounded() -> None:
    assert parsed("Patient?_count=1000000000000").count == 1000
    with pytest.raises(Refusal):
        parsed("Patient?" + "&".join(["active=true"] * 201))


def test_a_compartment_has_its_own_types_only() -> None:
    with pytest.raises(Refusal) as refused:
        search.parse(("Medication",), [], strict=False, compartment=("Patient", "1"))
    assert refused.value.status == 400
    with pytest.raises(Refusal) as refused:
        search.parse(("Observation",), [], strict=False, compartment=("Location", "1"))
    assert refused.value.status == 404


def test_format_and_pretty_are_left_to_http() -> None:
    assert parsed("Patient?_format=json&_pretty=true&_summary=text").summary is Summary.TEXT


def test_an_unknown_sort_key_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        parsed("Patient?_sort=colour")
    assert "'_sort=colour'" in refused.value.issues[0].diagnostics
