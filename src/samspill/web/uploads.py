"""A file that is too large is refused while it arrives, not after."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

BYTES_PER_MB = 1024 * 1024


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Keep a file on disk until it is more than SAMSPILL_IMPORT_MB_MAX megabytes; then keep nothing of it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the chunk, which begins ``start`` bytes into the file.

        Raises:
            RequestDataTooBig: the file is larger than may be imported; the 413 page answers it.
        """
        if start + len(raw_data) > settings.SAMSPILL.import_mb_max * BYTES_PER_MB:
            # Django closes a half-written file only for its own exceptions.
            self.file.close()
            raise RequestDataTooBig("a file is larger than SAMSPILL_IMPORT_MB_MAX")
        super().receive_data_chunk(raw_data, start)
