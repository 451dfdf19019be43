"""SMART scopes of both versions: what they are read as, and what of them is given."""

import pytest

from samspill.access.scopes import ScopeWord, given_scopes, read_scope, scope_text


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("system/*.cruds", ScopeWord("system", "*", "cruds")),
        ("system/*.*", ScopeWord("system", "*", "cruds")),
        ("user/Observation.read", ScopeWord("user", "Observation", "rs")),
        ("user/Observation.write", ScopeWord("user", "Observation", "cud")),
        ("patient/Observation.rs", ScopeWord("patient", "Observation", "rs")),
        (
            "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory",
            ScopeWord(
                "patient",
                "Observation",
                "rs",
                (("category", "http://terminology.hl7.org/CodeSystem/observation-category|laboratory"),),
            ),
        ),
        ("user/Condition.r?category=a&code=b", ScopeWord("user", "Condition", "r", (("category", "a"), ("code", "b")))),
    ],
)
def test_a_scope_is_read_as_smart_writes_it(word: str, read: ScopeWord) -> None:
    assert read_scope(word) == read


@pytest.mark.parametrize(
    "word",
    [
        "", "openid", "launch", "launch/patient", "fhirUser", "system/", "system/*", "system/*.", "system/*.sr",
        "system/*.rr", "system/patient.r", "group/*.rs", "SYSTEM/*.rs", "system/*.rs?", "system/*.rs? a=b",
        "user/../*.rs", "user/*.rs/x", "user/Observation .rs", "user/Observation.rs?=", "user/Observation.rs#x",
    ],
)  # fmt: skip
def test_what_is_no_scope_on_resources_is_read_as_none(word: str) -> None:
    assert read_scope(word) is None


WORDS = (
    "openid",
    "system/Patient.r",
    "user/Patient.rs",
    "patient/*.rs",
    "user/Observation.rs?code=x",
    "user/Patient.read",
)


def test_a_person_is_given_a_persons_scopes_once_each() -> None:
    assert given_scopes(WORDS, is_person=True) == (("Patient", "rs"),)


def test_a_system_is_given_a_systems_scopes() -> None:
    assert given_scopes(WORDS, is_person=False) == (("Patient", "r"),)


def test_scopes_are_written_in_the_context_they_are_for() -> None:
    assert scope_text((("*", "rs"), ("Patient", "c")), "user") == "user/*.rs user/Patient.c"
