"""Every conformance suite reaches its floor, misses nothing unknown, and stands on its page as it is."""

from collections.abc import Callable, Iterator

import pytest
from scripts.fhir_conformance import PAGE, page
from tests.conformance.fhir import examples, outside_data, self_match, suites
from tests.conformance.fhir.suite import Suite

pytestmark = [pytest.mark.outside, pytest.mark.xdist_group("fhir-conformance")]


PLAIN_TYPES = {"date", "number", "quantity", "reference", "string", "token", "uri"}


@pytest.fixture(scope="module", autouse=True)
def engine_is_closed() -> Iterator[None]:
    yield
    examples.close()


@pytest.mark.parametrize("run", suites.SUITES, ids=lambda run: run.__name__)
def test_suite_reaches_its_floor(run: Callable[[], Suite]) -> None:
    suite = run()
    assert suite.passed >= suite.floor, suite.misses


def test_page_says_what_the_suites_came_to() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m scripts.fhir_conformance"


def test_official_questionnaires_without_link_ids_are_refused_for_it() -> None:
    answers = [examples.loaded().answers[each.file] for each in examples.invalid()]
    assert len(answers) == 114
    assert [heard.said for heard in answers if heard.status != 400 or "linkId" not in heard.said] == []


def test_every_search_that_misses_has_a_known_reason() -> None:
    known = tuple(suites.WHY_NOT_FOUND)
    assert [miss for miss in self_match.outcome().misses if not miss[0].startswith(known)] == []


def test_every_search_for_a_norwegian_instance_that_misses_has_a_known_reason() -> None:
    assert {miss[0] for miss in outside_data.norwegian_outcome().misses} == set(suites.WHY_NOT_FOUND_IN_NORWAY)


def test_searches_are_many_and_of_every_form() -> None:
    outcome = self_match.outcome()
    assert outcome.searches > 20_000
    assert len(outcome.pairs) > 1_500
    assert {form.split()[0] for form in outcome.forms} == {":missing=false", ":missing=true", "composite", *PLAIN_TYPES}


def test_references_compartments_and_orders_are_many() -> None:
    assert suites.neighbours_found().cases > 4_000
    assert suites.compartments().cases > 150
    assert suites.sorted_whole().cases > 4_000


def test_values_that_give_no_search_are_those_that_r4_gives_none() -> None:
    assert self_match.silent(each.resource for each in examples.valid()) == {
        ("date", "Timing"),  # how often, and not when
        ("date", "string"),  # a date in words
        ("quantity", "SampledData"),
        ("reference", "Attachment"),
        (
            "reference",
            "Reference",
        ),  # to something contained, or in words only, or to a type that is not the parameter's
        ("reference", "Resource"),  # what stands first in a Bundle and is not what the parameter is about
        ("reference", "canonical"),  # to something contained
        ("token", "ContactPoint"),  # without a value
        ("token", "Identifier"),  # without a value and a system
    }


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (outside_data.refused_norwegian, outside_data.WHY),
        (outside_data.wrong_by_profile, outside_data.WHY_BY_PROFILE),
    ],
)
def test_every_refused_norwegian_file_has_a_known_reason(
    refused: Callable[[], tuple[outside_data.Refused, ...]], why: dict[str, str]
) -> None:
    assert [each for each in refused() if each.name not in why] == []


def test_known_reasons_are_of_files_that_are_refused() -> None:
    assert set(outside_data.WHY) == {each.name for each in outside_data.refused_norwegian()}


def test_only_whole_texts_named_queries_and_distances_are_not_searched() -> None:
    assert [miss.case for miss in suites.search_definitions().misses] == [
        "DomainResource-text", "Resource-content", "Resource-query", "Location-near",
    ]  # fmt: skip
