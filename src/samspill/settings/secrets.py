"""The key that signs sessions: given by the operator, or made once and kept in the data folder."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from samspill.kernel.texts import say
from samspill.settings.environment import Settings, SettingsRefused

KEY_CHARS_MIN = 50


def secret_key(settings: Settings) -> str:
    """Return the key, making and keeping one (readable by the owner only) when none is set.

    Raises:
        SettingsRefused: the given key is too short, or the data folder cannot be written.
    """
    if settings.secret_key:
        if len(settings.secret_key) < KEY_CHARS_MIN:
            raise SettingsRefused(
                say("SAMSPILL_SECRET_KEY er for kort."),
                remedy=say("Bruk minst %(count)s tilfeldige tegn, eller la den stå tom.", count=KEY_CHARS_MIN),
            )
        return settings.secret_key
    return kept_secret(settings.data / "secret-key", lambda: secrets.token_urlsafe(64))


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return what a file holds that only its owner may read; it is made when it is not there.

    Raises:
        SettingsRefused: the data folder cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # sessions and plans lie there too
        _make_once(path, make)
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise SettingsRefused(
            say("Samspill får ikke skrevet i datamappen %(folder)s.", folder=str(path.parent)),
            remedy=say("Gi tjenesten skrivetilgang til mappen, eller sett SAMSPILL_DATA til en annen."),
        ) from error


def _make_once(path: Path, make: Callable[[], str]) -> None:
    """Make the key file whole or not at all, also when two processes start at the same time."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(make())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
