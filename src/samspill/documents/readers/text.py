"""Plain text, also as optical recognition gives it: form feeds are pages, blank lines part the groups."""

import codecs
import re

from samspill.documents import refusals
from samspill.documents.contracts import Line, Page, TextBlock
from samspill.documents.readers.lettering import clean, split_bullet
from samspill.documents.readers.reading import Reading, Source
from samspill.kernel.texts import Text, say

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# «Ã¥», «Ã¦», «Ã¸», «â€“»: UTF-8 that someone has once read as cp1252.
MOJIBAKE = re.compile("Ã[\x80-\xbf¥¦¸…†˜]|â€|Â[\xa0«»§]")

TAB_WIDTH = 4


def read(source: Source) -> Reading:
    """Read a plain text."""
    text, warnings = decode(source)
    pages = text.split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    source.check_pages(len(pages))
    read_pages = []
    for number, page in enumerate(pages, start=1):
        read_pages.append(Page(number=number, blocks=_blocks(page)))
        source.told(number, len(pages))
    return Reading(tuple(read_pages), warnings=warnings)


def decode(source: Source) -> tuple[str, tuple[Text, ...]]:
    """Return the text and what a person should know about its letters.

    Raises:
        Unreadable: the bytes are no text, or more text than the limit.
    """
    text, certain = _decoded(source.data)
    if len(text) > source.limits.text_chars_max:
        raise refusals.too_much(source.name)
    if _is_binary(text):
        raise refusals.unknown(source.name)
    text = text.replace("\x00", "")
    if MOJIBAKE.search(text):
        return _mended(text), (say("Noen bokstaver (æ, ø, å) var skadet i filen og er rettet. Se over teksten."),)
    if not certain:
        return text, (say("Filen sier ikke hvilket tegnsett den bruker. Se over at æ, ø og å er riktige."),)
    return text, ()


def _decoded(data: bytes) -> tuple[str, bool]:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace"), True
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), False


def _is_binary(text: str) -> bool:
    """Whether more than one letter in twenty is a control sign, as in a program or a picture."""
    sample = text[:20_000]
    odd = sum(1 for sign in sample if (sign < " " and sign not in "\t\n\r\f\v\x1b") or "\x7f" <= sign <= "\x9f")
    return odd * 20 > len(sample)


def _mended(text: str) -> str:
    from ftfy import TextFixerConfig, fix_text  # noqa: PLC0415 - 60 ms that a sound text should not pay

    # Only the encoding is mended: quotes, dashes and ligatures stay as the author wrote them.
    keep = TextFixerConfig(
        unescape_html=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_terminal_escapes=False,
        remove_control_chars=False,
        normalization=None,
    )
    return "\n".join(fix_text(line, keep) for line in text.split("\n"))


def _blocks(page: str) -> tuple[TextBlock, ...]:
    """Return the blank-line groups of a page."""
    blocks: list[TextBlock] = []
    outline = _Outline()
    group: list[Line] = []
    lone_bullet = ""
    before: str | None = None
    for raw in page.expandtabs(TAB_WIDTH).splitlines():
        text = clean(raw, keep_break=True)
        if not text or (group and before is not None and _sets_in(before, raw, group)):
            blocks += _closed(group)
            group = []
        before = raw if text else None
        if not text:
            continue
        bullet, rest = split_bullet(text)
        if bullet and not rest:
            lone_bullet = bullet
            continue
        group.append(outline.line(raw, bullet or lone_bullet, rest, opens=not group))
        lone_bullet = ""
    return (*blocks, *_closed(group))


def _closed(group: list[Line]) -> list[TextBlock]:
    return [TextBlock(tuple(group))] if group else []


def _sets_in(before: str, line: str, group: list[Line]) -> bool:
    """Whether a line is set in like the first of a new paragraph (or of a new page whose form feed was lost)."""
    if any(one.bullet for one in group) or split_bullet(clean(line))[0]:
        return False
    return line[:1].isspace() and not before[:1].isspace()


class _Outline:
    """Follows how deep the bullets of a page are nested, by how far they are set in and by their sign."""

    def __init__(self) -> None:
        self.open: list[tuple[int, str]] = []

    def line(self, raw: str, bullet: str, text: str, *, opens: bool) -> Line:
        if bullet:
            return Line(text, bullet=bullet, indent=self._depth(len(raw) - len(raw.lstrip()), bullet))
        if opens and not text[:1].islower():
            self.open.clear()
        return Line(text, indent=max(len(self.open) - 1, 0))

    def _depth(self, width: int, bullet: str) -> int:
        while self.open and self.open[-1][0] > width:
            self.open.pop()
        same = [at for at, (other, sign) in enumerate(self.open) if other == width and sign == bullet]
        if same:
            del self.open[same[0] + 1 :]
        else:
            self.open.append((width, bullet))
        return len(self.open) - 1
