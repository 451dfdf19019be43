"""Which form a file has, told from its bytes and never from its name."""

import io
import re
import zipfile

from samspill.documents import refusals
from samspill.documents.contracts import Form, Unreadable

HEAD_BYTES = 4096

PICTURES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*",
)  # fmt: skip
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Names of streams inside a compound file stand in its directory as UTF-16.
OLD_OFFICE = (
    ("WordDocument", "Word", "Word-dokument (.docx)"),
    ("PowerPoint Document", "PowerPoint", "PowerPoint-presentasjon (.pptx)"),
    ("Workbook", "Excel", "Excel-arbeidsbok (.xlsx)"),
    ("Book", "Excel", "Excel-arbeidsbok (.xlsx)"),
)

OFFICE_PARTS = (
    ("ppt/presentation.xml", Form.PPTX),
    ("word/document.xml", Form.DOCX),
    ("xl/workbook.xml", Form.XLSX),
)

# The folder decides when a producer has named the main part otherwise (Word from SharePoint: document2.xml).
OFFICE_FOLDERS = (("ppt/slides/", Form.PPTX), ("word/document", Form.DOCX), ("xl/worksheets/", Form.XLSX))

HTML_SIGNS = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|table|article|section|main)[\s>][^<]*<", re.IGNORECASE
)


def form_of(*, data: bytes, name: str) -> Form:
    """Tell the form of a file.

    Args:
        data: the whole file.
        name: the file's name, used only in the refusal.

    Raises:
        Unreadable: it is a kind of file that is not read, or of no known kind.
    """
    head = data[:HEAD_BYTES]
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise refusals.empty(name)
    if b"%PDF-" in head[:1024]:
        return Form.PDF
    if head.startswith(b"PK\x03\x04"):
        return _form_in_zip(data, name)
    _refuse_known_others(data, head, name)
    return Form.HTML if _looks_like_html(head) else Form.TEXT


def _form_in_zip(data: bytes, name: str) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100) if "mimetype" in members else b""
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise refusals.broken(name, kind=_kind_guessed(data)) from error
    for part, form in OFFICE_PARTS:
        if part in members:
            return form
    for folder, form in OFFICE_FOLDERS:
        if any(member.startswith(folder) and member.endswith(".xml") for member in members):
            return form
    if "xl/workbook.bin" in members:
        raise refusals.other_form(name, kind="binær Excel", save_as="Excel-arbeidsbok (.xlsx)")
    if b"opendocument" in mimetype:
        raise refusals.other_form(name, kind="OpenDocument", save_as="PDF, Word, PowerPoint eller Excel")
    raise refusals.packed(name)


def _kind_guessed(data: bytes) -> str:
    """Name the program whose folder name stands in a torn archive."""
    for sign, kind in ((b"ppt/", "PowerPoint"), (b"word/", "Word"), (b"xl/", "Excel")):
        if sign in data:
            return kind
    return "Office"


def _refuse_known_others(data: bytes, head: bytes, name: str) -> None:
    if head.startswith(CFB):
        raise _compound(data, name)
    if head.startswith(PICTURES) or head[4:12] in {b"ftypheic", b"ftypavif", b"ftypmif1"}:
        raise refusals.picture(name)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise refusals.picture(name)
    if head.startswith(ARCHIVES) or head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise refusals.packed(name)
    if head.startswith(b"{\\rtf"):
        raise refusals.other_form(name, kind="RTF", save_as="Word-dokument (.docx)")
    if head[:14].lower() == b"mime-version: " or b"multipart/related" in head.lower():
        raise refusals.other_form(name, kind="nettarkiv", save_as="nettside (.html) eller PDF")


def _compound(data: bytes, name: str) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refusals.locked(name)
    for stream, program, save_as in OLD_OFFICE:
        if stream.encode("utf-16-le") in data:
            return refusals.old_office(name, program=program, save_as=save_as)
    return refusals.unknown(name)


def _looks_like_html(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return HTML_SIGNS.search(head.decode("utf-16", "replace")) is not None
    return HTML_SIGNS.search(head.decode("latin-1")) is not None
