"""Components as the templates draw them."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from samspill.kernel.organisations import Party
from samspill.plan.contracts import MeasureState, Status, VersionState
from samspill.web.components.icons import IconMissing, icon_svg
from samspill.web.components.words import status_word


def drawn(source: str, **context: object) -> str:
    with translation.override("nb"):
        return re.sub(r"\s+", " ", Template(source).render(Context(context)))


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status.UNKNOWN, "Ukjent status"),
        (Status.NOT_STARTED, "Ikke påbegynt"),
        (Status.PLANNED, "Planlagt"),
        (Status.IN_PROGRESS, "Under arbeid"),
        (Status.DONE, "Ferdigstilt"),
    ],
)
def test_status_has_colour_word_and_symbol(status: Status, word: str) -> None:
    html = drawn("{% status_badge status %}", status=status)
    assert f"<span>{word}</span>" in html
    assert re.search(r'data-color="[a-z]+"', html)
    assert "<path" in html


def test_every_status_looks_different_from_the_others() -> None:
    looks = {re.sub(r"<span>[^<]*</span>", "", drawn("{% status_badge s %}", s=status)) for status in Status}
    assert len(looks) == len(Status)


def test_communitys_own_word_for_a_status_goes_first() -> None:
    html = drawn("{% status_badge status words %}", status=Status.DONE, words={Status.DONE: "Utført <b>"})
    assert "<span>Utført &lt;b&gt;</span>" in html


@pytest.mark.parametrize("state", [*MeasureState, *VersionState])
def test_every_state_can_be_drawn(state: MeasureState | VersionState) -> None:
    assert re.search(r"<path.*<span>\w[\w ]+</span>", drawn("{% state_tag state %}", state=state))


@pytest.mark.parametrize("party", list(Party))
def test_every_party_has_its_colour(party: Party) -> None:
    assert f'data-color="{party.value}"' in drawn("{% party_tag party %}", party=party)


def test_icon_without_a_meaning_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in icon_svg("Calendar")


def test_icon_with_a_meaning_says_it() -> None:
    html = icon_svg("Calendar", label='Frist "nå"')
    assert 'role="img" aria-label="Frist &quot;nå&quot;"' in html
    assert "aria-hidden" not in html


def test_icon_that_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(IconMissing, match=r"pin it in vendor\.toml"):
        icon_svg("Enhjørning")


class Asked(forms.Form):
    title = forms.CharField(label="Tittel", help_text="Kort.")
    note = forms.CharField(label="Merknad", required=False)
    choice = forms.ChoiceField(label="Valg", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_field_with_an_error_is_tied_to_it() -> None:
    html = drawn("{% field form.title %}", form=Asked({"title": ""}))
    assert 'aria-describedby="id_title_error id_title_hint"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="id_title_error">.*Feltet er påkrevet\.', html)


def test_field_that_may_be_empty_says_so() -> None:
    assert "(valgfritt)" in drawn("{% field form.note %}", form=Asked())
    assert "(valgfritt)" not in drawn("{% field form.title %}", form=Asked())


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = drawn("{% field form.choice %}", form=Asked({"choice": "b"}))
    assert re.search(r"<fieldset.*<legend[^>]*> Valg", html)
    assert re.search(r'value="b" id="id_choice_1" checked', html)


def test_error_summary_leads_to_each_field() -> None:
    form = Asked({"title": "", "choice": "c"})
    html = drawn("{% error_summary form %}", form=form)
    assert re.findall(r'href="#(\w+)"', html) == ["id_title", "id_choice_0"]


def test_form_without_errors_has_no_summary() -> None:
    assert drawn("{% error_summary form %}", form=Asked({"title": "x", "choice": "a"})).strip() == ""


@pytest.mark.parametrize(
    ("language", "own", "shown"),
    [
        ("nn", "Ikke påbegynt", "Ikkje påbyrja"),
        ("en", "ikke påbegynt", "Not started"),
        ("en", "Venter på midler", "Venter på midler"),
        ("nb", "", "Ikke påbegynt"),
    ],
)
def test_a_communitys_own_word_stands_and_samspills_is_translated(language: str, own: str, shown: str) -> None:
    with translation.override(language):
        assert status_word(Status.NOT_STARTED, {Status.NOT_STARTED: own}) == shown
