"""The packed folder of XML parts that DOCX, PPTX and XLSX are: opened with care, each part read once."""

import io
import posixpath
import zipfile
from functools import cached_property

from lxml import etree

from samspill.documents import refusals
from samspill.documents.readers.reading import Source

# Strict files use other names for the same words.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/presentationml/main", b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE = "docProps/core.xml"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"

# Office XML packs 10-40 times; a bomb packs 1000 times. A tiny part may pack well without harm.
_RATIO_MAX = 200
_RATIO_MATTERS_BYTES = 8 * 1024 * 1024
# One XML part of 64 MB is some 200 000 cells or 4 000 pages of text.
_PART_BYTES_MAX = 64 * 1024 * 1024
_MEMBERS_MAX = 20_000


class Package:
    """An Office file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(source.data))
        except zipfile.BadZipFile as error:
            raise refusals.broken(source.name, kind=source.kind) from error
        self._members = {info.filename: info for info in self._archive.infolist()}
        self._left = source.limits.unpacked_bytes_max
        self._check_members()

    def _check_members(self) -> None:
        """Refuse what the archive's own list already tells is a bomb or locked."""
        infos = self._archive.infolist()
        if len(infos) > _MEMBERS_MAX or sum(info.file_size for info in infos) > self._source.limits.unpacked_bytes_max:
            raise refusals.swells(self._source.name)
        for info in infos:
            if info.flag_bits & 0x1:
                raise refusals.locked(self._source.name)
            if info.file_size > _RATIO_MATTERS_BYTES and info.file_size > _RATIO_MAX * max(info.compress_size, 1):
                raise refusals.swells(self._source.name)

    def has(self, part: str) -> bool:
        """Whether a part is there."""
        return part in self._members

    def names(self, prefix: str) -> list[str]:
        """Return the names of the parts in a folder."""
        return [name for name in self._members if name.startswith(prefix)]

    def unpacked(self, part: str) -> bytes:
        """Return a part's bytes; never more than the limits, whatever the archive's list claims."""
        most = min(self._left, _PART_BYTES_MAX)
        with self._archive.open(part) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise refusals.swells(self._source.name)
        self._left -= len(data)
        return data

    def xml(self, part: str) -> etree._Element:
        """Return a part's root element; nothing outside the part is ever fetched."""
        data = self.unpacked(part)
        if b"purl.oclc.org/ooxml" in data[:4096]:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            # No Office program writes one; it is the door of entity bombs.
            raise refusals.broken(self._source.name, kind=self._source.kind)
        return etree.fromstring(data, safe_parser())

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return {relation id: (last word of its type, part it points at)} of a part; outside links are left out."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self._members:
            return {}
        found = {}
        for relation in self.xml(relations).iter(_RELATIONSHIP):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], full)
        return found

    def related_of_type(self, part: str, kind: str) -> str | None:
        """Return the first part of a type that a part points at, if it is there."""
        return next((name for type_, name in self.related(part).values() if type_ == kind and self.has(name)), None)

    @cached_property
    def main_part(self) -> str:
        """The part that holds the document itself."""
        part = self.related_of_type("", "officeDocument")
        if part is None:
            raise refusals.broken(self._source.name, kind=self._source.kind)
        return part

    @cached_property
    def title(self) -> str:
        """The title in the file's properties, empty when there is none."""
        if not self.has(_CORE):
            return ""
        found = self.xml(_CORE).find(f".//{_DC_TITLE}")
        return " ".join((found.text or "").split()) if found is not None else ""


def safe_parser() -> etree.XMLParser:
    """Return a parser that resolves no entity, fetches nothing and refuses absurd nesting (256 levels)."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )


def truthy(value: str | None) -> bool:
    """Tell an XML switch: absent means no, present without a word means yes."""
    return value is not None and value.lower() not in {"0", "false", "off", "none"}
