"""Which language a reader is answered in."""

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from samspill.kernel.texts import say
from samspill.web.middleware.language import chosen_language
from samspill.web.texts import translate


@pytest.mark.parametrize(
    ("cookie", "accepted", "expected"),
    [
        ("", "", "en"),
        ("", "se,fi", "en"),
        ("", "no", "nb"),
        ("", "nb-NO,nb;q=0.9,no;q=0.8", "nb"),
        ("", "nn-NO,no;q=0.5", "nn"),
        ("", "se,nn;q=0.8,en;q=0.5", "nn"),
        ("", "en;q=0.3,nb;q=0.7", "nb"),
        ("", "en-GB", "en"),
        ("nn", "en-GB", "nn"),
        ("de", "nn", "nn"),
        ("<script>", "nn", "nn"),
    ],
)
def test_language_is_the_chosen_one_then_the_browsers_then_the_communitys(
    cookie: str, accepted: str, expected: str
) -> None:
    assert chosen_language(cookie=cookie, accepted=accepted, otherwise="en") == expected


def test_nynorsk_without_a_translation_is_bokmal_and_never_english() -> None:
    with translation.override("nn"):
        assert gettext("Denne setningen har ingen oversatt.") == "Denne setningen har ingen oversatt."


def test_bokmal_needs_no_catalogue_for_one_and_many() -> None:
    with translation.override("nb"):
        assert ngettext("%(counter)s virksomhet %(date)s", "%(counter)s virksomheter %(date)s", 1) == (
            "%(counter)s virksomhet %(date)s"
        )
        assert ngettext("%(counter)s virksomhet %(date)s", "%(counter)s virksomheter %(date)s", 2) == (
            "%(counter)s virksomheter %(date)s"
        )


def test_sentence_inside_a_sentence_is_translated_too() -> None:
    with translation.override("en"):
        assert translate(say("Feilen er: %(error)s.", error=say("Ukjent status"))) == "The error is: Unknown status."


def test_percent_sign_in_a_sentence_without_values_stays() -> None:
    assert translate(say("100 % ferdig")) == "100 % ferdig"
