"""Regular expressions: what they match, and that they end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.fhir.path import automata, patterns
from samspill.fhir.path.errors import EvaluationError, TooMuchWork

PATTERNS = [
    r"(a+)+$", r"(a|a)*b", r"^([A-Za-z0-9\-\.]{1,64})$", r"(\w+\s?)+x", r"\bab\b", r"[^\]a]+c?", r"[]a]+$",
    r"a{2,3}b{0,2}|c", r"(?:ab|a)*?b$", r"x*", r"[\d.]+-(?P<n>b|c)", r"^$", r"(a*)*", r"\\\[x", r"a.c", r"",
    r"a{2}", r"b{1,}",
]  # fmt: skip


@given(st.sampled_from(PATTERNS), st.text("ab c1.]-x\n_", max_size=9))
def test_the_walk_answers_as_pythons_matcher_does(pattern: str, text: str) -> None:
    walked = automata.Automaton(automata.read(pattern))

    assert walked.matches(text, whole=False) is (re.search(pattern, text, re.DOTALL) is not None)
    assert walked.matches(text, whole=True) is (re.fullmatch(pattern, text, re.DOTALL) is not None)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)*x", "a*" * 12 + "b"])
def test_a_pattern_made_to_hang_is_answered(pattern: str) -> None:
    assert patterns.found(pattern, "a" * 500 + "c") is False


@pytest.mark.parametrize("pattern", [r"(a+)+\1b", r"(?=a+)(a+)+b", "x*" * 300 + "y"])
def test_a_pattern_that_cannot_be_walked_is_refused_on_a_long_text(pattern: str) -> None:
    with pytest.raises(TooMuchWork):
        patterns.found(pattern, "x" * 8_000)


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "[z-a]", "a" * 3_000, "(" * 500 + ")" * 500])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(EvaluationError):
        patterns.found(pattern, "a")


def test_a_short_text_may_meet_any_pattern() -> None:
    assert patterns.found(r"(a)\1", "aa") is True
