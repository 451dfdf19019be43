"""A file that is too large is refused while it arrives, not after."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class BoundedUploadHandler(FileUploadHandler):
    """Let chunks through to the next handler until they are more than SAMSPILL_IMPORT_MB_MAX megabytes."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._bytes = 0
        self._bytes_max = settings.SAMSPILL.import_mb_max * 1024 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count each file for itself."""
        super().new_file(*args, **kwargs)
        self._bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  (Django's signature)
        """Pass the chunk on.

        Raises:
            RequestDataTooBig: the file is larger than may be imported; the 413 page answers it.
        """
        self._bytes += len(raw_data)
        if self._bytes > self._bytes_max:
            raise RequestDataTooBig("a file is larger than SAMSPILL_IMPORT_MB_MAX")
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":  # noqa: ARG002  (Django's signature)
        """Leave it to the next handler to hand the file over."""
        return None
