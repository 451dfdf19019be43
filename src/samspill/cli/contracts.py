"""What the commands are given by main.py, so that they need not know how things are wired."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from samspill.kernel.texts import Text


class Level(StrEnum):
    """How serious a finding of ``samspill doctor`` is."""

    GOOD = "good"
    UNSAFE = "unsafe"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and what to do when it is not good."""

    level: Level
    text: Text
    remedy: Text | None = None


class ServerSettings(Protocol):
    """The settings that commands read."""

    @property
    def demo(self) -> bool:
        """Whether this is demo mode."""

    @property
    def data(self) -> Path:
        """The data folder."""

    @property
    def address(self) -> str:
        """The address to listen on."""

    @property
    def port(self) -> int:
        """The port to listen on; 0 means any."""

    @property
    def https(self) -> bool:
        """Whether readers come through HTTPS."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names the server answers to."""

    @property
    def community(self) -> Path | None:
        """The community's file; ``None`` means the demo community."""

    @property
    def import_mb_max(self) -> int:
        """Largest file that may be imported, in megabytes."""


class Wiring(Protocol):
    """What main.py gives a command."""

    def prepare(self, overrides: Mapping[str, str] | None = None) -> ServerSettings:
        """Read the settings (with defaults put under the environment) and set the stores up."""

    def bring_up_to_date(self) -> None:
        """Migrate the stores and collect the static files."""

    def load_demo(self) -> None:
        """Load the demo plan, once."""

    def application(self) -> Callable[..., Any]:
        """Return the ASGI application.

        Raises:
            Refused: Samspill may not start as it is set up.
        """

    def examine(self) -> tuple[Finding, ...]:
        """Look at everything that can be missing or unsafe."""
