"""The import folder: files under their checksum, never under a name somebody gave; pictures of pages beside them."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from samspill.documents.contracts import Unreadable
from samspill.kernel.texts import say
from samspill.plan.review.contracts import Incoming, KeptFile

_CHECKSUM = re.compile(r"[0-9a-f]{64}")
_NAME_MAX = 200

LEFT_AFTER = timedelta(days=1)
"""No upload and no reading goes on for so long."""


class ImportFolder:
    """Where received files lie, and the work of the readers.

    Args:
        root: the folder; made when it is not there, readable by the server's own user only.
        file_bytes_max: the largest file that is taken in.
    """

    def __init__(self, root: Path, *, file_bytes_max: int) -> None:
        self.root = root
        self.file_bytes_max = file_bytes_max

    def keep(self, incoming: Incoming) -> KeptFile:
        """Take a file in; the same bytes twice lie there once.

        Raises:
            Unreadable: it is larger than what is taken in; nothing of it is left behind.
        """
        self._make(self.root)
        checksum, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.root, prefix="half-", delete=False) as half:
            path = Path(half.name)
            try:
                for chunk in self._bounded(incoming):
                    size += len(chunk)
                    checksum.update(chunk)
                    half.write(chunk)
            except BaseException:
                path.unlink()
                raise
        path.replace(self.path(checksum.hexdigest()))
        return KeptFile(name=shown_name(incoming.name), sha256=checksum.hexdigest(), size=size)

    def tidy(self, *, at: datetime) -> None:
        """Remove what servers that were killed left half done: uploads and readers' folders older than a day."""
        left = (*self.root.glob("half-*"), *(self.root / "work").glob("*"))
        for path in left:
            try:
                if path.stat().st_mtime < (at - LEFT_AFTER).timestamp():
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            except FileNotFoundError:
                continue  # its own server has just taken it away

    def path(self, sha256: str) -> Path:
        """Return where a file lies.

        Raises:
            ValueError: it is no checksum.
        """
        return self.root / _checked(sha256)

    def pictures(self) -> Path:
        """Return the folder of the pages' pictures, by checksum."""
        return self.root / "pictures"

    def picture(self, sha256: str, page: int) -> Path | None:
        """Return the picture of a page, or ``None`` when none is drawn."""
        path = self.pictures() / _checked(sha256) / f"{int(page)}.webp"
        return path if path.is_file() else None

    def work(self, run_id: int, attempt: int) -> Path:
        """Return an empty folder for one reading."""
        path = self.root / "work" / f"{int(run_id)}-{int(attempt)}"
        shutil.rmtree(path, ignore_errors=True)
        self._make(path)
        return path

    def forget(self, checksums: Iterable[str]) -> None:
        """Remove files and their pictures."""
        for sha256 in checksums:
            self.path(sha256).unlink(missing_ok=True)
            shutil.rmtree(self.pictures() / _checked(sha256), ignore_errors=True)

    def _bounded(self, incoming: Incoming) -> Iterator[bytes]:
        size = 0
        for chunk in incoming.chunks:
            size += len(chunk)
            if size > self.file_bytes_max:
                raise self._too_large(incoming.name)
            yield chunk

    def _make(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _too_large(self, name: str) -> Unreadable:
        return Unreadable(
            say("Filen «%(name)s» er for stor.", name=shown_name(name)),
            why=say(
                "Samspill leser filer på inntil %(megabytes_max)s MB.",
                megabytes_max=self.file_bytes_max // (1024 * 1024),
            ),
            remedy=say("Ta bort bilder og vedlegg, eller lagre dokumentet i mindre deler, og prøv igjen."),
        )


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown and kept: no folders, no control signs, not endless."""
    plain = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable()).strip()
    if len(plain) <= _NAME_MAX:
        return plain or "uten navn"
    ending = PurePath(plain).suffix[:10]
    return f"{plain[: _NAME_MAX - len(ending)]}{ending}"


def _checked(sha256: str) -> str:
    if not _CHECKSUM.fullmatch(sha256):
        raise ValueError("a checksum is 64 hexadecimal digits")
    return sha256
