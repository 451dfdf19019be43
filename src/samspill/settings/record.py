"""Where the record store is."""

from urllib.parse import urlsplit

from samspill.settings.environment import Settings

FILE = "record.sqlite3"
"""The embedded record store, in the data folder; patient data never lies in the same file as plans."""


def record_location(settings: Settings) -> str:
    """Return the path or address that the record store is opened by; the data folder is made if it is not there."""
    if settings.record_url:
        return settings.record_url
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(settings.data / FILE)


def record_place(settings: Settings) -> str:
    """Return where the record store is as it may be shown: a path, or host, port and name without user and password."""
    if not settings.record_url:
        return str(settings.data / FILE)
    parts = urlsplit(settings.record_url)
    return f"{parts.hostname or 'localhost'}{f':{parts.port}' if parts.port else ''}{parts.path}"
