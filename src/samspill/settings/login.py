"""What login needs of the settings: which issuers are trusted, and where used proofs are remembered."""

from pathlib import Path

from samspill.access.login.contracts import Issuer
from samspill.access.login.issuers_file import load_issuers
from samspill.settings.environment import Settings

FILE = "login.sqlite3"
"""Used proofs, in the data folder."""


def trusted_issuers(settings: Settings) -> tuple[Issuer, ...]:
    """Return the issuers of the file that the settings name; none without one.

    Raises:
        IssuersRefused: the file cannot be used.
    """
    return load_issuers(settings.issuers) if settings.issuers else ()


def proofs_place(settings: Settings) -> Path:
    """Return the file that used proofs are remembered in; the data folder is made if it is not there."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.data / FILE
