"""How letters become a line: white space joined, invisible signs dropped, the bullet taken off and kept apart."""

import re
from collections.abc import Iterator

SOFT_HYPHEN = "\u00ad"

# Zero-width signs, direction marks and control signs that no eye sees.
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffc\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACE = re.compile(r"\s+")

# Bullets of Word and PowerPoint arrive from PDF as private-use signs of the Symbol and Wingdings fonts.
_SIGNS = (
    "•●∙▪■◾◼□◻▫○◦◘‣⁃·➢➣➤►▶▸▹→⇒✓✔✗✘❖❑❒✦✧★☐☑☒\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e0\uf02d\uf0be\uf071\uf0a8\uf06f\uf0ad"
)
_LIKENESS = {
    "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→", "\uf02d": "-", "\uf0a8": "☐", "\uf06f": "☐",
}  # fmt: skip
_BULLET = re.compile(
    rf"""\s*
    (?:([{_SIGNS}])\s*                    # a sign that is nothing but a bullet
    |([-–—*»>])\s+(?!(?:19|20)\d\d\s*$)   # a dash, but not the rest of «2024\n– 2026»
    |(o)\s+(?=[^\W\d_]|[«"(])             # Word's second level
    |(§)\s+(?!\d)                         # a square in a font that is gone, but not «§ 6-2»
    |(Ø)\s+(?=[A-ZÆØÅ])                   # an arrow in a font that is gone
    )(?=\S|$)""",
    re.VERBOSE,
)


def clean(text: str, *, keep_break: bool = False) -> str:
    """Return the text as the eye sees it on one line.

    Args:
        text: letters as the file has them.
        keep_break: keep a soft hyphen at the very end, where it says that the word goes on in the next line.
    """
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()
    if SOFT_HYPHEN not in text:
        return text
    broken = keep_break and text.endswith(SOFT_HYPHEN)
    return text.replace(SOFT_HYPHEN, "") + (SOFT_HYPHEN if broken else "")


def split_bullet(text: str) -> tuple[str, str]:
    """Return (bullet sign, rest) of a cleaned line; the sign is empty when there is none."""
    match = _BULLET.match(text)
    if match is None:
        return "", text
    return shown_bullet(next(group for group in match.groups() if group)), text[match.end() :]


def shown_bullet(sign: str) -> str:
    """Return a bullet as it looks: private-use signs of the Symbol and Wingdings fonts by their likeness."""
    sign = clean(sign)
    return _LIKENESS.get(sign, "•") if "\uf000" <= sign[:1] <= "\uf0ff" else sign


def pieces_of(text: str, *, parted_by: str, bullet: str = "") -> Iterator[tuple[str, str]]:
    """Yield (bullet, words) of each line of a paragraph that has words.

    Args:
        text: the whole paragraph.
        parted_by: the sign that stands for a line break.
        bullet: the paragraph's own sign or number, which belongs to its first line.
    """
    for piece in text.split(parted_by):
        words = clean(piece)
        if not bullet:
            bullet, words = split_bullet(words)
        if words:
            yield bullet, words
            bullet = ""


def counted(count: int, *, style: str) -> str:
    """Return a list's number as Office counts it: letters where the style's name says so."""
    letter = chr(ord("a") + (count - 1) % 26)
    if style.startswith(("alphaUc", "upperLetter")):
        return letter.upper()
    return letter if style.startswith(("alphaLc", "lowerLetter")) else str(count)
