"""The rules of narrative (https://hl7.org/fhir/R4/narrative.html): basic formatting, no scripts, something said."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from xml.parsers import expat

_ALLOWED = (
    "a abbr acronym b bdo big blockquote br caption cite code col colgroup dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr"
    " i img ins kbd li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var"
)
_ALLOWED_ON_THEM = (
    "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset"
    " cite class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel"
    " rev rowspan rules scope shape span src start style summary tabindex title type valign value vspace width"
    " xml:lang xml:space xmlns"
)
_ELEMENTS = frozenset(_ALLOWED.split())
_ATTRIBUTES = frozenset(_ALLOWED_ON_THEM.split())
_UNSAFE = re.compile(r"^\s*(javascript|vbscript|data:text)", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_allowed = True
        self.says_something = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        unsafe = any(name in {"href", "src"} and _UNSAFE.match(value or "") for name, value in attrs)
        if tag not in _ELEMENTS or not names <= _ATTRIBUTES or unsafe:
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
