"""The tool that keeps the three languages complete."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from scripts import translations


def test_texts_of_code_are_found_whatever_they_are_called_with() -> None:
    code = b"""
_("En")
say("To %(a)s", a=1)
gettext_lazy("Tre")
ngettext("%(n)s fire", "%(n)s firer", n)
pgettext("m\xc3\xa5ned", "Mai")
_(variable)
other("Nei")
"""
    assert set(translations.texts_of(code)) == {
        ("", "En"),
        ("", "To %(a)s"),
        ("", "Tre"),
        ("", ("%(n)s fire", "%(n)s firer")),
        ("måned", "Mai"),
    }


def test_texts_of_a_template_are_found(tmp_path: Path) -> None:
    template = tmp_path / "side.html"
    template.write_text(
        """<p>{% translate "Hei" %}</p>
          {% translate "Ord" context "knapp" %}
    {% blocktranslate trimmed with name=x %}
      Hei
      {{ name }}!
    {% endblocktranslate %}
  {% blocktranslate trimmed count n=n %}{{ n }} ting{% plural %}{{ n }} saker{% endblocktranslate %}""",
        encoding="utf-8",
    )
    assert set(translations.texts_of(translations.python_of(template).encode())) == {
        ("", "Hei"),
        ("knapp", "Ord"),
        ("", "Hei %(name)s!"),
        ("", ("%(n)s ting", "%(n)s saker")),
    }


@pytest.mark.parametrize(
    ("text", "translation", "same"),
    [
        ("Frist %(date)s", "Due %(date)s", True),
        ("Frist %(date)s", "Due %(day)s", False),
        ("Frist %(date)s", "Due", False),
        ("100 %% ferdig", "100 %% done", True),
        (("%(n)s tiltak", "%(n)s tiltak"), ("one measure", "%(n)s measures"), True),
        (("%(n)s tiltak", "%(n)s tiltak"), ("%(m)s measure", "%(n)s measures"), False),
    ],
)
def test_translation_names_the_same_places(text: str | tuple[str, str], translation: str, *, same: bool) -> None:
    assert translations.same_places(Message(text, translation)) is same


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(translations, "CODE", tmp_path)
    monkeypatch.setattr(translations, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(translations, "LOCALE", tmp_path / "locale")
    (tmp_path / "a.py").write_text('_("Lagre")\n_("Avbryt")\n', encoding="utf-8")
    return tmp_path


def fill(language: str, **strings: str) -> None:
    path = translations.path(language)
    content = path.read_text(encoding="utf-8")
    for text, string in strings.items():
        content = content.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{string}"')
    path.write_text(content, encoding="utf-8")


def test_catalogues_with_every_text_pass(catalogues: Path) -> None:
    translations.extract()
    fill("nn", Lagre="Lagre", Avbryt="Avbryt")
    fill("en", Lagre="Save", Avbryt="Cancel")
    assert translations.check() == 0


def test_missing_translation_fails(catalogues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translations.extract()
    fill("nn", Lagre="Lagre", Avbryt="Avbryt")
    fill("en", Lagre="Save")
    assert translations.check() == 1
    assert "English lacks: 'Avbryt'" in capsys.readouterr().out


def test_text_that_has_not_been_extracted_fails(catalogues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    translations.extract()
    fill("nn", Lagre="Lagre", Avbryt="Avbryt")
    fill("en", Lagre="Save", Avbryt="Cancel")
    (catalogues / "b.py").write_text('_("Slett")\n', encoding="utf-8")
    assert translations.check() == 1
    assert "nynorsk has not been extracted (run extract): 'Slett'" in capsys.readouterr().out


def test_extracting_again_changes_nothing_and_keeps_the_words(catalogues: Path) -> None:
    translations.extract()
    fill("nn", Lagre="Lagre", Avbryt="Avbryt")
    before = translations.path("nn").read_bytes()
    translations.extract()
    assert translations.path("nn").read_bytes() == before
