"""The door of ``documents``: any office file in, a neutral ``Document`` or one clear refusal out."""

import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path, PurePath

from samspill.documents import refusals, sniffing
from samspill.documents.contracts import (
    Block,
    Box,
    Cell,
    Document,
    Form,
    Limits,
    Line,
    Page,
    Progress,
    Role,
    Row,
    Table,
    TextBlock,
    Unreadable,
)
from samspill.documents.readers.reading import Reading, Source
from samspill.kernel.texts import Text, say

__all__ = [
    "Block", "Box", "Cell", "Document", "Form", "Limits", "Line", "Page", "Progress", "Role", "Row", "Table",
    "TextBlock", "Unreadable", "read", "read_bytes",
]  # fmt: skip

DEFAULT_LIMITS = Limits()

KINDS = {
    Form.PDF: "PDF",
    Form.PPTX: "PowerPoint",
    Form.DOCX: "Word",
    Form.XLSX: "Excel",
    Form.HTML: "HTML",
    Form.TEXT: "tekst",
}

ENDINGS = {
    "pdf": Form.PDF, "pptx": Form.PPTX, "pptm": Form.PPTX, "ppsx": Form.PPTX, "potx": Form.PPTX, "docx": Form.DOCX,
    "docm": Form.DOCX, "dotx": Form.DOCX, "xlsx": Form.XLSX, "xlsm": Form.XLSX, "xltx": Form.XLSX, "html": Form.HTML,
    "htm": Form.HTML, "xhtml": Form.HTML, "txt": Form.TEXT, "text": Form.TEXT, "md": Form.TEXT, "csv": Form.TEXT,
    "doc": Form.DOCX, "ppt": Form.PPTX, "xls": Form.XLSX,
}  # fmt: skip


def read(
    *,
    path: Path,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Document:
    """Read a file.

    Args:
        path: where the file stands.
        name: what to call it, when the path is a temporary one.
        limits: the most that is taken in; the size is checked before anything is read.
        progress: told how many pages are read, of how many.

    Raises:
        Unreadable: the file cannot be read; the sentence says why and what to do.
    """
    shown = PurePath(name or path.name).name
    try:
        if path.exists() and not path.is_file():
            raise refusals.not_a_file(shown)
        _check_size(path.stat().st_size, shown, limits)
        with path.open("rb") as file:
            data = file.read(limits.bytes_max + 1)
    except (FileNotFoundError, ValueError) as error:
        raise refusals.not_there(shown) from error
    except OSError as error:
        raise refusals.not_allowed(shown) from error
    return read_bytes(data=data, name=shown, limits=limits, progress=progress)


def read_bytes(
    *,
    data: bytes,
    name: str,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Document:
    """Read a file that is already in memory; see ``read``."""
    shown = PurePath(name).name or name
    _check_size(len(data), shown, limits)
    form = sniffing.form_of(data=data, name=shown)
    source = Source(data=data, name=shown, kind=KINDS[form], limits=limits, progress=progress)
    reading = _attempt(_reader(form), source)
    if not reading.has_words:
        raise refusals.wordless(shown, kind=KINDS[form])
    return Document(
        name=shown,
        form=form,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=reading.pages,
        title=reading.title,
        warnings=(*_misnamed(shown, form), *reading.warnings),
    )


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.bytes_max:
        mega = 1024 * 1024
        raise refusals.too_large(name, megabytes=-(-size // mega), megabytes_max=limits.bytes_max // mega)


def _reader(form: Form) -> Callable[[Source], Reading]:
    # Loaded when first needed: reading a text must not pay for the PDF libraries (0.3 s and 40 MB).
    reader: Callable[[Source], Reading] = importlib.import_module(f"samspill.documents.readers.{form.value}").read
    return reader


def _attempt(reader: Callable[[Source], Reading], source: Source) -> Reading:
    """Run a reader; whatever a library trips over in a damaged file becomes one refusal with its cause kept."""
    try:
        return reader(source)
    except Unreadable:
        raise
    except (RecursionError, MemoryError) as error:
        raise refusals.too_much(source.name) from error
    except Exception as error:
        raise refusals.broken(source.name, kind=source.kind) from error


def _misnamed(name: str, form: Form) -> tuple[Text, ...]:
    claimed = ENDINGS.get(PurePath(name).suffix.lower().removeprefix("."))
    if claimed in {None, form}:
        return ()
    return (
        say("Filen heter %(name)s, men er en %(kind)s-fil. Den er lest som %(kind)s.", name=name, kind=KINDS[form]),
    )
