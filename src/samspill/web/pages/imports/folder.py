"""Where imported files lie, from the settings."""

from django.conf import settings

from samspill.plan.review import api as review


def import_folder() -> review.ImportFolder:
    """Return the import folder of this installation."""
    own = settings.SAMSPILL
    return review.ImportFolder(own.data / "imports", file_bytes_max=own.import_mb_max * 1024 * 1024)
