"""The searchset Bundle: links, entries, parts of resources, and what must never stand in a link."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.integration.fhir_search.conftest import BASE, parsed

from samspill.fhir.outcomes import Refusal
from samspill.fhir.search import api as search
from samspill.fhir.store.contracts import Store

RESOURCES = [
    {
        "resourceType": "Patient",
        "id": f"p{number}",
        "meta": {"tag": [{"system": "urn:t", "code": "x"}]},
        "text": {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>Kari</div>"},
        "identifier": [{"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "12345678901"}],
        "active": True,
        "name": [{"family": "Ås & Berg"}],
        "contact": [{"name": {"family": "Next"}}],
        "birthDate": "1980-01-01",
        "_birthDate": {"extension": [{"url": "urn:e", "valueString": "x"}]},
        "deceasedBoolean": False,
    }
    for number in range(3)
]
RESOURCES.append({
    "resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "Weight"},
    "valueQuantity": {"value": 70},
    "subject": {"reference": "Patient/p0"}, "note": [{"text": "n"}], "component": [
        {"code": {"text": "c"}, "valueString": "v", "interpretation": [{"text": "i"}]}
    ],
})  # fmt: skip


@pytest.fixture
def bundle(store: Store) -> Callable[..., dict]:
    def asked(query: str, **options: bool) -> dict:
        with store.snapshot() as snapshot:
            page = search.run(snapshot, parsed(query, **options))
        return json.loads(search.searchset(page, base=BASE, path=query.partition("?")[0]))

    return asked


def links(answered: dict) -> dict[str, str]:
    return {link["relation"]: link["url"] for link in answered["link"]}


def ids(answered: dict) -> list[str]:
    return [each["resource"]["id"] for each in answered["entry"]]


def test_a_bundle_holds_the_stored_resources_with_their_addresses(bundle: Callable[..., dict], store: Store) -> None:
    answered = bundle("Patient?_id=p1&_revinclude=Observation:subject")
    with store.snapshot() as snapshot:
        stored = json.loads(snapshot.current("Patient", "p1").body)
    assert answered == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 1,
        "link": [{"relation": "self", "url": f"{BASE}/Patient?_id=p1&_revinclude=Observation:subject"}],
        "entry": [{"fullUrl": f"{BASE}/Patient/p1", "resource": stored, "search": {"mode": "match"}}],
    }


def test_includes_are_marked_and_not_counted(bundle: Callable[..., dict]) -> None:
    answered = bundle("Patient?_id=p0&_revinclude=Observation:subject")
    assert answered["total"] == 1
    assert [(each["fullUrl"], each["search"]["mode"]) for each in answered["entry"]] == [
        (f"{BASE}/Patient/p0", "match"),
        (f"{BASE}/Observation/o", "include"),
    ]


def test_links_lead_from_page_to_page(bundle: Callable[..., dict]) -> None:
    first = bundle("Patient?family=ås %26 b&_count=2")
    assert links(first)["self"] == f"{BASE}/Patient?family=%C3%A5s+%26+b&_count=2"
    assert "first" not in links(first)
    second = bundle(links(first)["next"].removeprefix(f"{BASE}/"))
    assert (len(first["entry"]), sorted(ids(first) + ids(second))) == (2, ["p0", "p1", "p2"])
    assert sorted(links(second)) == ["first", "self"]
    assert links(second)["first"] == links(first)["self"]
    assert links(second)["self"] == links(first)["next"]


def test_a_changed_or_foreign_cursor_is_refused(bundle: Callable[..., dict]) -> None:
    following = links(bundle("Patient?_count=2"))["next"].removeprefix(f"{BASE}/")
    cursor = dict(parse_qsl(urlsplit(following).query))["_cursor"]
    changed = cursor[:-3] + ("AAA" if cursor[-3:] != "AAA" else "BBB")
    for query in (
        f"Patient?_count=2&_cursor={changed}",
        f"Patient?_count=2&active=true&_cursor={cursor}",
        f"Observation?_count=2&_cursor={cursor}",
        "Patient?_count=2&_cursor=x",
        "Patient?_count=2&_cursor=%C3%A5",
    ):
        with pytest.raises(Refusal) as refused:
            bundle(query)
        assert refused.value.status == 400


@pytest.mark.parametrize("system", ["urn:oid:2.16.578.1.12.4.1.4.1|", "|", ""])
def test_a_national_number_in_a_url_is_refused(bundle: Callable[..., dict], system: str) -> None:
    for name in ("Patient?identifier", "Observation?patient.identifier", "Observation?subject:identifier",
                 "Encounter?_has:Observation:encounter:patient.identifier"):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            bundle(f"{name}={system}12345678901")
        assert refused.value.status == 400
        assert "POST" in refused.value.issues[0].diagnostics
        assert "12345678901" not in str(refused.value)


def test_what_came_by_post_stays_out_of_every_link(bundle: Callable[..., dict]) -> None:
    number = "12345678901"
    first = bundle(f"Patient?identifier=urn:oid:2.16.578.1.12.4.1.4.1|{number}&_count=2", by_post=True)
    assert number not in json.dumps(first["link"])
    second = bundle(links(first)["next"].removeprefix(f"{BASE}/"))
    assert (len(first["entry"]), sorted(ids(first) + ids(second))) == (2, ["p0", "p1", "p2"])
    assert number not in json.dumps(second["link"])
    again = bundle(links(second)["first"].removeprefix(f"{BASE}/"))
    assert ids(again) == ids(first)
    with pytest.raises(Refusal) as refused:
        bundle("Patient?_page=forgotten")
    assert refused.value.status == 410
    with pytest.raises(Refusal) as refused:
        bundle(links(first)["next"].removeprefix(f"{BASE}/") + "&active=true")
    assert refused.value.status == 400


SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED", "display": "subsetted"
}  # fmt: skip

PARTS = {
    "Patient?_id=p0&_summary=true": "_birthDate active birthDate deceasedBoolean id identifier meta name resourceType",
    "Patient?_id=p0&_summary=text": "id meta resourceType text",
    "Patient?_id=p0&_summary=data": "_birthDate active birthDate contact deceasedBoolean id identifier meta name "
    "resourceType",
    "Patient?_id=p0&_elements=name,birthDate": "_birthDate active birthDate deceasedBoolean id meta name resourceType",
    "Observation?_id=o&_summary=text": "code id meta resourceType status",
    "Observation?_id=o&_elements=value": "code id meta resourceType status valueQuantity",
    "Observation?_id=o&_elements=valueQuantity": "code id meta resourceType status valueQuantity",
    "Observation?_id=o&_summary=true": "code component id meta resourceType status subject valueQuantity",
}


def test_a_part_of_a_resource_is_shown_and_marked(bundle: Callable[..., dict]) -> None:
    shown = {query: bundle(query)["entry"][0]["resource"] for query in PARTS}
    assert {query: " ".join(sorted(resource)) for query, resource in shown.items()} == PARTS
    assert all(SUBSETTED in resource["meta"]["tag"] for resource in shown.values())
    patient = shown["Patient?_id=p0&_summary=true"]
    assert patient["meta"]["tag"] == [{"system": "urn:t", "code": "x"}, SUBSETTED]
    assert patient["meta"]["versionId"] == "1"
    component = shown["Observation?_id=o&_summary=true"]["component"]
    assert component == [{"code": {"text": "c"}, "valueString": "v"}]


def test_a_count_has_no_entries(bundle: Callable[..., dict]) -> None:
    assert bundle("Patient?_summary=count") == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 3,
        "link": [{"relation": "self", "url": f"{BASE}/Patient?_summary=count"}],
    }


def test_an_unknown_parameter_is_passed_over_and_told_of(bundle: Callable[..., dict]) -> None:
    answered = bundle("Patient?colour=red&_id=p1", strict=False)
    assert links(answered)["self"] == f"{BASE}/Patient?_id=p1"
    match, told = answered["entry"]
    assert match["resource"]["id"] == "p1"
    assert told["search"] == {"mode": "outcome"}
    assert told["resource"]["issue"][0]["severity"] == "warning"
    assert "'colour'" in told["resource"]["issue"][0]["diagnostics"]
