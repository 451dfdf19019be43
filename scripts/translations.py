"""The three languages' words: extract them from the code, check nynorsk and English, compile what runs.

    python scripts/translations.py extract   write the catalogues anew; what is translated stays
    python scripts/translations.py check     fail when a word is missing or a placeholder differs; changes nothing
    python scripts/translations.py compile   write the .mo files

The words in the code are bokmål, so bokmål needs no catalogue.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "src" / "samspill"
TEMPLATES = CODE / "web" / "templates"
LOCALE = CODE / "web" / "locale"
LANGUAGES = {"nn": "nynorsk", "en": "English"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "say": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLACE = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]")

Key = tuple[str, str | tuple[str, str]]
"""A context (or an empty string) and a text, or its singular and plural."""


def main(arguments: list[str]) -> int:
    """Do what is asked; return the process's exit code."""
    settings.configure(USE_I18N=True)
    acts = {"extract": extract, "check": check, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in acts:
        print(__doc__)
        return 2
    return acts[arguments[0]]()


def extract() -> int:
    """Write both catalogues with every text of the code, keeping the translations there are."""
    texts = texts_in_code()
    for language, name in LANGUAGES.items():
        path(language).parent.mkdir(parents=True, exist_ok=True)
        path(language).write_text(written(language, texts, known(language)), encoding="utf-8")
        missing = sum(1 for message in messages(language) if not is_translated(message))
        print(f"{name}: {len(texts)} texts, {missing} not translated")
    return 0


def check() -> int:
    """Say what is wrong with the catalogues; return 1 when anything is."""
    texts = texts_in_code()
    faults = [fault for language in LANGUAGES for fault in faults_of(language, texts)]
    for fault in faults:
        print(fault)
    print(f"{len(texts)} texts in {len(LANGUAGES)} catalogues, {len(faults)} faults")
    return 1 if faults else 0


def compile_all() -> int:
    """Write the catalogues as Django reads them."""
    for language in LANGUAGES:
        with path(language).open("rb") as source, path(language).with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=language))
    return 0


def path(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def texts_in_code() -> set[Key]:
    """Return every text that a reader may meet."""
    found: set[Key] = set()
    for source in sorted(CODE.rglob("*.py")):
        found.update(texts_of(source.read_bytes()))
    for source in sorted(TEMPLATES.rglob("*.html")):
        found.update(texts_of(python_of(source).encode()))
    return found


def python_of(template: Path) -> str:
    """Return a template's texts as calls in Python; lines begin at the margin so that they can be read as code."""
    calls = templatize(template.read_text(encoding="utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in calls.splitlines())


def texts_of(code: bytes) -> Iterator[Key]:
    """Yield the texts of a piece of Python."""
    for _line, function, found, _comments in extract_python(io.BytesIO(code), KEYWORDS, [], {"encoding": "utf-8"}):
        if key := key_of(function, found if isinstance(found, tuple) else (found,)):
            yield key


def key_of(function: str | None, found: tuple[str | None, ...]) -> Key | None:
    """Return the text of one call, or ``None`` when it names none (a variable, or an empty text)."""
    context = ""
    if function in {"pgettext", "npgettext"}:
        context, found = found[0] or "", found[1:]
    if not found or not found[0]:
        return None
    if function in {"ngettext", "ngettext_lazy", "npgettext"} and len(found) > 1 and found[1]:
        return context, (found[0], found[1])
    return context, found[0]


def messages(language: str) -> list[Message]:
    """Return a catalogue's messages, without its header."""
    if not path(language).is_file():
        return []
    with path(language).open("rb") as source:
        return [message for message in read_po(source, locale=language) if message.id]


def known(language: str) -> dict[Key, Message]:
    """Return a catalogue's messages by their text."""
    found: dict[Key, Message] = {}
    for message in messages(language):
        text = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
        found[message.context or "", text] = message
    return found


def written(language: str, texts: set[Key], translated: dict[Key, Message]) -> str:
    """Return a catalogue as a file: sorted, one block a text, no line numbers, no dates."""
    catalogue = Catalog(locale=language)
    for context, text in sorted(texts, key=lambda key: (str(key[1]), key[0])):
        old = translated.get((context, text))
        flags = [flag for flag in (old.flags if old else ()) if flag == "fuzzy"]
        catalogue.add(text, string=old.string if old else None, context=context or None, flags=flags)
    target = io.BytesIO()
    write_po(target, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return HEADER.format(language=language) + target.getvalue().decode().rstrip("\n") + "\n"


def is_translated(message: Message) -> bool:
    """Tell whether every form of the text is there."""
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    wanted = 1 if isinstance(message.id, str) else 2
    return len(strings) >= wanted and all(strings)


def faults_of(language: str, texts: set[Key]) -> Iterator[str]:
    """Yield what is wrong with a catalogue, one sentence each."""
    name = LANGUAGES[language]
    translated = known(language)
    for key, message in translated.items():
        if key in texts and not is_translated(message):
            yield f"{name} lacks: {message.id!r}"
        elif message.fuzzy:
            yield f"{name} is fuzzy: {message.id!r}"
        elif key in texts and not same_places(message):
            yield f"{name} has other placeholders: {message.id!r}"
    for _context, text in sorted(texts - set(translated), key=str):
        yield f"{name} has not been extracted (run extract): {text!r}"
    for _context, text in sorted(set(translated) - texts, key=str):
        yield f"{name} has a text that is no longer used (run extract): {text!r}"
    kept = path(language).read_text(encoding="utf-8") if path(language).is_file() else ""
    if texts == set(translated) and kept != written(language, texts, translated):
        yield f"{name}: the file is not as extract writes it (run extract)"


def same_places(message: Message) -> bool:
    """Tell whether each form of the translation names the same places as the text."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else message.string
    wanted = {place for text in ids for place in places(text)}
    if isinstance(message.id, str):
        return all(places(string) == wanted for string in strings)
    # A singular may leave the number out: «ett tiltak».
    return all(places(string) <= wanted for string in strings)


def places(text: str) -> set[str]:
    """Return the named places of a text."""
    return {match[0] for match in PLACE.finditer(text.replace("%%", ""))}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
