"""Office files (DOCX, PPTX, XLSX) before a library opens them: bounds checked, and only what is safe handed on."""

import io
import posixpath
import zipfile
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from samspill.documents import refusals
from samspill.documents.readers.reading import Source

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# Strict files use other names for the same words; no library knows them.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/presentationml/main", b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip

# python-docx and python-pptx refuse templates, shows and files with macros by the name of their type alone.
_TYPES = tuple(
    (b"application/vnd." + kind, b"application/vnd.openxmlformats-officedocument." + plain)
    for kind, plain in (
        (b"ms-word.document.macroEnabled.main", b"wordprocessingml.document.main"),
        (b"ms-word.template.macroEnabledTemplate.main", b"wordprocessingml.document.main"),
        (b"openxmlformats-officedocument.wordprocessingml.template.main", b"wordprocessingml.document.main"),
        (b"ms-powerpoint.template.macroEnabled.main", b"presentationml.presentation.main"),
        (b"ms-powerpoint.slideshow.macroEnabled.main", b"presentationml.presentation.main"),
        (b"openxmlformats-officedocument.presentationml.template.main", b"presentationml.presentation.main"),
        (b"openxmlformats-officedocument.presentationml.slideshow.main", b"presentationml.presentation.main"),
    )
)

_CONTENT_TYPES = "[Content_Types].xml"
_PROPERTIES = "docProps/"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"

# Office XML packs 10-40 times; a bomb packs 1000 times. A tiny part may pack well without harm.
_RATIO_MAX = 200
_RATIO_MATTERS_BYTES = 8 * 1024 * 1024
# The libraries hold all XML at once: 64 MB is some 200 000 cells or 4 000 pages of text.
_XML_BYTES_MAX = 64 * 1024 * 1024
_MEMBERS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Package:
    """What a library may open."""

    file: io.BytesIO
    """The file's XML parts alone: no picture, no macro, no embedded file, no entity, no dead relation."""
    title: str
    """The title in the file's properties. They are kept from the libraries: python-pptx and python-docx make a title up
    where there is none, and openpyxl refuses a whole workbook for one odd date in them."""


def opened(source: Source) -> Package:
    """Check an Office file and return what a library may open.

    The sizes that the archive's list gives can be trusted: ``zipfile`` unpacks no more than that, and refuses a part
    whose check sum then fails.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except zipfile.BadZipFile as error:
        raise refusals.broken(source.name, kind=source.kind) from error
    infos = {info.filename: info for info in archive.infolist()}
    _check_members(archive.infolist(), source)
    kept = [name for name in infos if name.endswith((".xml", ".rels")) and not name.startswith(_PROPERTIES)]
    if sum(infos[name].file_size for name in kept) > _XML_BYTES_MAX:
        raise refusals.swells(source.name)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as safe:
        for name in kept:
            safe.writestr(name, _plain(name, archive.read(name), kept, source))
    file.seek(0)
    core = f"{_PROPERTIES}core.xml"
    return Package(file, _title(archive.read(core)) if core in infos else "")


def _check_members(infos: list[zipfile.ZipInfo], source: Source) -> None:
    """Refuse what the archive's own list already tells is a bomb or locked."""
    if len(infos) > _MEMBERS_MAX or sum(info.file_size for info in infos) > source.limits.unpacked_bytes_max:
        raise refusals.swells(source.name)
    for info in infos:
        if info.flag_bits & 0x1:
            raise refusals.locked(source.name)
        if info.file_size > _RATIO_MATTERS_BYTES and info.file_size > _RATIO_MAX * max(info.compress_size, 1):
            raise refusals.swells(source.name)


def _plain(name: str, data: bytes, members: Collection[str], source: Source) -> bytes:
    """Return a part as the libraries understand it."""
    if b"\x00" in data[:64]:
        # UTF-16 would hide from the looks below.
        data = etree.tostring(parsed(data))
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        # No Office program writes one; it is the door of entity bombs.
        raise refusals.broken(source.name, kind=source.kind)
    if b"purl.oclc.org/ooxml" in data[:4096]:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    if name == _CONTENT_TYPES:
        for kind, plain in _TYPES:
            data = data.replace(kind, plain)
    return _living(name, data, members) if name.endswith(".rels") else data


def _living(name: str, data: bytes, members: Collection[str]) -> bytes:
    """Leave out relations to parts that are not there: python-docx and python-pptx refuse the whole file for one."""
    root = parsed(data)
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in list(root):
        target = relation.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("TargetMode") != "External" and full not in members:
            root.remove(relation)
    return etree.tostring(root)


def _title(core: bytes) -> str:
    found = parsed(core).find(f".//{_DC_TITLE}")
    return " ".join((found.text or "").split()) if found is not None else ""


def parsed(data: bytes) -> etree._Element:
    """Return a part's root element: no entity resolved, nothing fetched, absurd nesting (256 levels) refused."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(data, parser)


def truthy(value: str | None) -> bool:
    """Tell an XML switch: absent means no, present without a word means yes."""
    return value is not None and value.lower() not in {"0", "false", "off", "none"}
