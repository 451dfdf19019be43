"""Every setting of Samspill: its name in the environment, its type, its default, and what it is for.

``TABLE`` is the one list; docs/reference/settings.md is held against it by a test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from samspill.kernel.numbers.admitting import Deployment
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

_YES = {"1", "true", "yes", "ja", "on"}
_NO = {"0", "false", "no", "nei", "off", ""}


class SettingsRefused(Refused):
    """A setting cannot be used as it stands."""


def _boolean(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError("skriv 1 eller 0")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise ValueError("skriv et tall fra 0 til 65535")
    return int(text)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError("skriv et helt tall over 0")
    return int(text)


def _path(text: str) -> Path | None:
    return Path(text).expanduser() if text else None


def _paths(text: str) -> tuple[Path, ...]:
    paths = tuple(Path(word).expanduser() for word in _words(text))
    for path in paths:
        if not path.exists():
            raise ValueError(f"{path} finnes ikke")
    return paths


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _language(text: str) -> str:
    if text not in {"nb", "nn", "en"}:
        raise ValueError("skriv nb, nn eller en")
    return text


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("skriv en tidssone, for eksempel Europe/Oslo") from error
    return text


def _level(text: str) -> str:
    if text not in {"off", "base", "profile"}:
        raise ValueError("skriv off, base eller profile")
    return text


def _numbers(text: str) -> str:
    if text not in {"", "off", *Deployment}:
        raise ValueError("skriv off, demo eller production, eller la den stå tom")
    return text


def _database(text: str) -> str:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("skriv en adresse som begynner med postgresql://, eller la den stå tom for SQLite")
    return text


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    default: str
    parse: Callable[[str], Any]
    meaning: str
    secret: bool = False


TABLE: tuple[Setting, ...] = (
    Setting("SAMSPILL_DEMO", "0", _boolean, "Demo mode: the demo community, and sign-in by choosing a role."),
    Setting("SAMSPILL_DATA", "var", _path, "Folder for the embedded database, imported files and secrets."),
    Setting(
        "SAMSPILL_DATABASE_URL",
        "",
        _database,
        "Governance store: postgresql://user:password@host:port/name; empty means SQLite in SAMSPILL_DATA.",
        secret=True,
    ),
    Setting(
        "SAMSPILL_COMMUNITY",
        "",
        _path,
        "The community's file (organisations and roles); empty means the demo community of Oslo.",
    ),
    Setting(
        "SAMSPILL_SECRET_KEY",
        "",
        str,
        "Key that signs sessions; empty means one is made and kept in SAMSPILL_DATA.",
        secret=True,
    ),
    Setting("SAMSPILL_ADDRESS", "127.0.0.1", str, "Address the server listens on."),
    Setting("SAMSPILL_PORT", "8000", _port, "Port the server listens on; 0 means any free one."),
    Setting("SAMSPILL_HOSTS", "127.0.0.1,localhost,[::1]", _words, "Host names the server answers to, comma between."),
    Setting("SAMSPILL_HTTPS", "0", _boolean, "Whether readers come through HTTPS: secure cookies and HSTS."),
    Setting("SAMSPILL_LANGUAGE", "nb", _language, "Language for those who have chosen none: nb, nn or en."),
    Setting("SAMSPILL_TIME_ZONE", "Europe/Oslo", _time_zone, "Time zone of dates and times on the screen."),
    Setting("SAMSPILL_IMPORT_MB_MAX", "100", _positive, "Largest file that may be imported, in megabytes."),
    Setting(
        "SAMSPILL_RECORD_URL",
        "",
        _database,
        "Record store (FHIR): postgresql://user:password@host:port/name; empty means SQLite in SAMSPILL_DATA.",
        secret=True,
    ),
    Setting(
        "SAMSPILL_FHIR_VALIDATION",
        "base",
        _level,
        "How closely a FHIR resource is looked at before it is stored: off, base (R4 itself) or profile.",
    ),
    Setting("SAMSPILL_FHIR_BODY_MB_MAX", "32", _positive, "Largest body the FHIR API takes, unpacked, in megabytes."),
    Setting(
        "SAMSPILL_FHIR_PROFILES",
        "",
        _paths,
        "FHIR packages (.tgz), folders or files of profiles that resources are held to, comma between.",
    ),
    Setting(
        "SAMSPILL_FHIR_IMPORT",
        "",
        _path,
        "Folder that FHIR's $import may read files from; empty means that it takes no files.",
    ),
    Setting(
        "SAMSPILL_FHIR_HOOKS",
        "",
        _words,
        "Beginnings of addresses that FHIR subscriptions may call, comma between; empty: none (demo: loopback).",
    ),
    Setting(
        "SAMSPILL_ISSUERS",
        "",
        _path,
        "File of the issuers whose access tokens are taken (HelseID, SMART); empty means none but the demo's own.",
    ),
    Setting(
        "SAMSPILL_NATIONAL_NUMBERS",
        "",
        _numbers,
        "Whose national numbers FHIR takes: off (not looked at), demo (synthetic) or production. Empty: off, or demo.",
    ),
    Setting(
        "SAMSPILL_AUDIT_KEY",
        "",
        str,
        "Key that signs the audit log (PRIVATE+KEY+name+id+base64); empty means one is made and kept in SAMSPILL_DATA.",
        secret=True,
    ),
    Setting(
        "SAMSPILL_AUDIT_NAME",
        "",
        str,
        "Name of the audit log when its key is made, as oslo.example/audit; empty: the first host name and an id.",
    ),
    Setting(
        "SAMSPILL_AUDIT_PEERS",
        "",
        _path,
        "File of the other parties whose audit logs are watched (witnessed); empty means none.",
    ),
    Setting("SAMSPILL_LOG_JSON", "0", _boolean, "Log as one line of JSON per event instead of readable text."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as the rest of the code uses them; field names are those of TABLE without SAMSPILL_."""

    demo: bool
    data: Path
    database_url: str
    community: Path | None
    secret_key: str
    address: str
    port: int
    hosts: tuple[str, ...]
    https: bool
    language: str
    time_zone: str
    import_mb_max: int
    record_url: str
    fhir_validation: str
    fhir_body_mb_max: int
    fhir_profiles: tuple[Path, ...]
    fhir_import: Path | None
    fhir_hooks: tuple[str, ...]
    issuers: Path | None
    national_numbers: str
    audit_key: str
    audit_name: str
    audit_peers: Path | None
    log_json: bool

    @property
    def takes_numbers(self) -> Deployment | None:
        """Whose national numbers are taken; ``None`` when they are not looked at."""
        if not self.national_numbers:
            return Deployment.DEMO if self.demo else None
        return None if self.national_numbers == "off" else Deployment(self.national_numbers)


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from an environment.

    Raises:
        SettingsRefused: a value cannot be read, or a name begins with SAMSPILL_ and is not a setting.
    """
    known = {setting.name for setting in TABLE}
    for name in sorted(environment):
        if name.startswith("SAMSPILL_") and name not in known and name not in TOOLS:
            raise SettingsRefused(
                say("%(name)s er ikke en innstilling i Samspill.", name=name),
                remedy=say("Se listen i docs/reference/settings.md, og rett skrivemåten."),
            )
    values = {setting.name.removeprefix("SAMSPILL_").lower(): _read(setting, environment) for setting in TABLE}
    return Settings(**values)


TOOLS = frozenset({"SAMSPILL_SOAK", "SAMSPILL_DEMAND_SHARED", "SAMSPILL_TEST_DATABASE_URL"})
"""Names that only the tests read."""


def _read(setting: Setting, environment: Mapping[str, str]) -> Any:
    text = environment.get(setting.name, "").strip() or setting.default
    try:
        return setting.parse(text)
    except ValueError as error:
        shown = "…" if setting.secret else text
        raise SettingsRefused(
            say("Innstillingen %(name)s kan ikke være «%(value)s».", name=setting.name, value=shown),
            why=say("%(meaning)s", meaning=setting.meaning),
            remedy=say("Det som må rettes: %(error)s.", error=str(error)),
        ) from error
