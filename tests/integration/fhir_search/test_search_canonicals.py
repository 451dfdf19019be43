"""Includes along canonical references (https://hl7.org/fhir/R4/references.html#canonical)."""

from collections.abc import Callable

import pytest

from samspill.fhir.search import api as search

FORM = "http://example.org/Questionnaire/form"


def form(id_: str, version: str | None = None, url: str = FORM) -> dict:
    return {
        "resourceType": "Questionnaire",
        "id": id_,
        "status": "active",
        "url": url,
        "title": f"Skjema {id_}",
        **({"version": version} if version else {}),
    }


def filled_in(id_: str, of: str) -> dict:
    return {"resourceType": "QuestionnaireResponse", "id": id_, "status": "completed", "questionnaire": of}


RESOURCES = [
    form("one", "1"),
    form("two", "2"),
    form("none"),
    form("other", "1", "http://example.org/Questionnaire/other"),
    {"resourceType": "Library", "id": "same-url", "status": "active", "type": {"text": "x"}, "url": FORM},
    filled_in("of-any", FORM),
    filled_in("of-one", f"{FORM}|1"),
    filled_in("of-nine", f"{FORM}|9"),
    filled_in("of-nothing", "http://example.org/nothing"),
    filled_in("of-local", "Questionnaire/two"),
    {
        "resourceType": "PlanDefinition",
        "id": "plan",
        "status": "active",
        "library": [f"{FORM}", "http://example.org/Library/gone|3"],
    },
]

Q = "QuestionnaireResponse:questionnaire"
CASES = {
    f"QuestionnaireResponse?_id=of-one&_include={Q}": "one",
    f"QuestionnaireResponse?_id=of-any&_include={Q}": "none one two",
    f"QuestionnaireResponse?_id=of-any&_include={Q}:Questionnaire": "none one two",
    f"QuestionnaireResponse?_id=of-nine&_include={Q}": "",
    f"QuestionnaireResponse?_id=of-nothing&_include={Q}": "",
    f"QuestionnaireResponse?_id=of-local&_include={Q}": "two",
    f"QuestionnaireResponse?_id=of-one,of-nine&_include={Q}": "one",
    f"Questionnaire?_id=one&_revinclude={Q}": "of-any of-one",
    f"Questionnaire?_id=two&_revinclude={Q}": "of-any of-local",
    f"Questionnaire?_id=none&_revinclude={Q}": "of-any",
    f"Questionnaire?_id=other&_revinclude={Q}": "",
    f"Questionnaire?_id=one&_revinclude={Q}&_revinclude=PlanDefinition:depends-on": "of-any of-one plan",
    "PlanDefinition?_include=PlanDefinition:depends-on:Library": "same-url",
    "PlanDefinition?_include=PlanDefinition:depends-on": "none one same-url two",
}


@pytest.mark.parametrize("query", CASES)
def test_canonicals_are_followed_by_url_and_version(pages: Callable[..., list[search.Page]], query: str) -> None:
    (page,) = pages(query)
    assert " ".join(sorted(each.id for each in page.includes)) == CASES[query]


CHAINS = {
    "QuestionnaireResponse?questionnaire.title=skjema one": "of-any of-one",
    "QuestionnaireResponse?questionnaire.version=1": "of-any of-one",
    "QuestionnaireResponse?questionnaire.version=2": "of-any of-local",
    "QuestionnaireResponse?questionnaire:Questionnaire.version=1&_id=of-one,of-nine": "of-one",
    "QuestionnaireResponse?questionnaire._id=two": "of-any of-local",
    "QuestionnaireResponse?questionnaire._id=other": "",
    f"QuestionnaireResponse?questionnaire.url={FORM}": "of-any of-local of-one",
    "Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=of-one": "one",
    "Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=of-any": "none one two",
    "Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=of-nine,of-local": "two",
    "Questionnaire?_has:QuestionnaireResponse:questionnaire:status=completed": "none one two",
    "Questionnaire?_has:QuestionnaireResponse:questionnaire:status=amended": "",
    "Questionnaire?_has:QuestionnaireResponse:questionnaire:status=completed&_id=one,other": "one",
    "PlanDefinition?depends-on:Library.status=active": "plan",
    "PlanDefinition?depends-on:Questionnaire.version=2": "plan",
    "PlanDefinition?depends-on:Questionnaire.version=3": "",
}


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("query", CHAINS)
def test_a_chain_follows_canonicals_by_url_and_version(found: Callable[..., str], query: str) -> None:
    assert " ".join(sorted(found(query).split())) == CHAINS[query]
