"""The rules of narrative (https://hl7.org/fhir/R4/narrative.html): basic formatting, no scripts, something said."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from xml.parsers import expat

from samspill.fhir.definitions.xhtml import ATTRIBUTES, ELEMENTS

_ATTRIBUTES = ATTRIBUTES | {"xml:lang", "xml:space", "xmlns"}  # this reader knows no namespaces
_UNSAFE = re.compile(r"^\s*(javascript|vbscript|data:text)", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_allowed = True
        self.says_something = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        unsafe = any(name in {"href", "src"} and _UNSAFE.match(value or "") for name, value in attrs)
        if tag not in ELEMENTS or not names <= _ATTRIBUTES or unsafe:
            self.is_allowed = False
        if tag == "img":
            self.says_something = True

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.says_something = True


@lru_cache(maxsize=64)
def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader


def is_allowed(text: str) -> bool:
    """Whether a text is well-formed XHTML, whole or a fragment, with only allowed elements and attributes."""
    return _is_well_formed(f"<div>{text}</div>") and _read(text).is_allowed


def says_something(text: str) -> bool:
    """Whether a narrative holds text or a picture."""
    return _read(text).says_something


def _is_well_formed(text: str) -> bool:
    """Entities of HTML (``&nbsp;``) are allowed by R4; a document type, where entities could be defined, is not."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return False
    parser = expat.ParserCreate()
    parser.UseForeignDTD()
    try:
        parser.Parse(text, True)  # noqa: FBT003  (expat's own signature)
    except expat.ExpatError:
        return False
    return True
