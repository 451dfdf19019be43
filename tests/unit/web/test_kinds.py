"""Every kind of organisation has its words, so that none is left out of a list or a form."""

import pytest

from samspill.kernel.organisations import Kind
from samspill.web.kinds import KINDS, by_kind


def test_every_kind_has_words_once() -> None:
    assert sorted(words.kind for words in KINDS) == sorted(Kind)


def test_things_of_a_kind_without_words_are_not_left_out_in_silence() -> None:
    with pytest.raises(KeyError, match="unheard-of"):
        by_kind(["a thing"], kind=lambda _: "unheard-of")  # type: ignore[arg-type, return-value]
