"""Word's XML made plain before it is read: changes accepted, wrappers opened, so that python-docx sees all words.

python-docx passes by what stands inside a tracked insertion, a content control, a field or a choice between drawings,
and reads hidden words.
"""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from samspill.documents.readers.office import MC

# The older twin of a drawing; deleted and moved-away words; the properties of a content control.
_DROPPED = (f"{MC}Fallback", *(qn(f"w:{name}") for name in ("del", "moveFrom", "sdtPr", "sdtEndPr")))
_OPENED = (
    f"{MC}AlternateContent",
    f"{MC}Choice",
    *(
        qn(f"w:{name}")
        for name in ("ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "fldSimple", "bdo", "dir")
    ),
)


def make_plain(root: Any) -> Any:
    """Change a part's tree in place to what the finished page shows, and return it."""
    for row in [
        mark.getparent().getparent() for mark in root.iter(qn("w:del")) if mark.getparent().tag == qn("w:trPr")
    ]:
        row.getparent().remove(row)
    for choice in list(root.iter(f"{MC}Choice")):
        if choice.getparent().index(choice) > 0:
            choice.getparent().remove(choice)
    for unseen in list(root.iter(*_DROPPED)):
        unseen.getparent().remove(unseen)
    for run in [one.getparent().getparent() for one in root.iter(qn("w:vanish")) if _is_hidden_run(one)]:
        run.getparent().remove(run)
    for wrapper in list(root.iter(*_OPENED)):
        for child in list(wrapper):
            wrapper.addprevious(child)
        wrapper.getparent().remove(wrapper)
    for sign in list(root.iter(qn("w:sym"))):
        sign.getparent().replace(sign, _letter(sign.get(qn("w:char"), "")))
    for stop in root.iter(qn("w:br")):
        # python-docx shows the end of a page as nothing at all: two words would become one.
        stop.attrib.clear()
    return root


def _is_hidden_run(switch: Any) -> bool:
    return bool(switch.val and switch.getparent().getparent().tag == qn("w:r"))


def _letter(code: str) -> Any:
    """Return a letter that Word names by its number in a font."""
    letter = OxmlElement("w:t")
    letter.text = chr(int(code, 16)) if len(code) == 4 else ""
    return letter
