"""What the commands are given by main.py, so that they need not know how things are wired."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from samspill.access.api import DemoTokens
from samspill.fhir.store.contracts import Store
from samspill.kernel.numbers.admitting import Deployment
from samspill.kernel.texts import Text

if TYPE_CHECKING:
    from samspill.access.audit import api as audit


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
    def fhir_validation(self) -> str:
        """How closely a FHIR resource is looked at before it is stored."""

    @property
    def fhir_profiles(self) -> tuple[Path, ...]:
        """Files and folders with the profiles that resources are looked at by."""

    @property
    def takes_numbers(self) -> Deployment | None:
        """Whose national numbers are taken; ``None`` when they are not looked at."""

    @property
    def import_mb_max(self) -> int:
        """Largest file that may be imported, in megabytes."""


class Wiring(Protocol):
    """What main.py gives a command."""

    def read_settings(
        self, defaults: Mapping[str, str] | None = None, *, flags: Mapping[str, str] | None = None
    ) -> ServerSettings:
        """Read the settings, with defaults put under the environment and flags over it."""

    def prepare(
        self, defaults: Mapping[str, str] | None = None, *, flags: Mapping[str, str] | None = None
    ) -> ServerSettings:
        """Read the settings as ``read_settings`` does, and set the pages' store up."""

    def bring_up_to_date(self) -> None:
        """Migrate the stores and collect the static files."""

    def load_demo(self) -> None:
        """Load the demo plan, once."""

    def listens_on(self, port: int) -> None:
        """Take note of the port that was got."""

    def fhir_bases(self, *, port: int) -> tuple[str, ...]:
        """Return the absolute addresses of the FHIR base on a port."""

    def open_record_store(self) -> Store:
        """Open the record store that the settings name.

        Raises:
            Refused: it cannot be opened.
        """

    def audit_signer(self) -> "audit.Signer":
        """Return the key that signs the audit log, made when there is none."""

    def audit_key(self) -> "audit.PublicKey | None":
        """Return what the audit log's checkpoints are verified with; ``None`` when no key has been made."""

    def audit_peers(self) -> "tuple[audit.Peer, ...]":
        """Return the other parties whose audit logs are watched.

        Raises:
            Refused: their file cannot be used.
        """

    def keep_evidence(self, origin: str, evidence: bytes) -> Path:
        """Keep what shows that a log contradicts itself; return where."""

    def demo_tokens(self) -> DemoTokens:
        """Return what issues tokens with this deployment's key."""

    def application(self) -> Callable[..., Any]:
        """Return the ASGI application.

        Raises:
            Refused: Samspill may not start as it is set up.
        """

    def examine(self) -> tuple[Finding, ...]:
        """Look at everything that can be missing or unsafe."""
