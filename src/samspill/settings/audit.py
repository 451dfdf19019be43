"""The audit log's key, kept where only its owner may read it; whose logs are watched; and where evidence is kept."""

import re
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import NoteRefused
from samspill.kernel.texts import say
from samspill.settings.environment import Settings, SettingsRefused
from samspill.settings.secrets import kept_secret

FILE = "audit-key"
"""The key, in the data folder; a backup without it cannot sign on, and whoever has it can sign in our name."""

EVIDENCE = "audit-evidence"
"""Folder in the data folder for what shows that a log contradicts itself."""


def audit_signer(settings: Settings) -> audit.Signer:
    """Return the key that signs the log, made when there is none.

    Raises:
        SettingsRefused: the key or the name cannot be used, or the data folder cannot be written.
    """
    if settings.audit_key:
        return _read(settings.audit_key, "SAMSPILL_AUDIT_KEY")
    path = settings.data / FILE
    return _read(kept_secret(path, lambda: _made(settings).written()), str(path))


def audit_key(settings: Settings) -> audit.PublicKey | None:
    """Return what the log's checkpoints are verified with; ``None`` when no key has been made.

    Raises:
        SettingsRefused: the key cannot be used.
    """
    if not settings.audit_key and not (settings.data / FILE).exists():
        return None
    return audit_signer(settings).public


def audit_peers(settings: Settings) -> tuple[audit.Peer, ...]:
    """Return the other parties whose logs are watched.

    Raises:
        PeersRefused: the file that the settings name cannot be used.
    """
    return audit.load_peers(settings.audit_peers) if settings.audit_peers else ()


def keep_evidence(settings: Settings, origin: str, evidence: bytes, *, at: int) -> Path:
    """Keep what shows that a log contradicts itself; return where.

    Args:
        settings: where the data folder is.
        origin: the log's name.
        evidence: the contradicting notes.
        at: when it was found, microseconds since 1970 UTC.
    """
    folder = settings.data / EVIDENCE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment = datetime.fromtimestamp(at / 1_000_000, UTC)
    path = folder / f"{moment:%Y%m%dT%H%M%SZ}-{re.sub(r'[^A-Za-z0-9.-]+', '-', origin)[:80]}.txt"
    path.write_bytes(evidence)
    return path


def _made(settings: Settings) -> audit.Signer:
    host = settings.hosts[0].strip("[]") if settings.hosts else "samspill"
    name = settings.audit_name or f"{host}/audit-{token_hex(4)}"
    try:
        return audit.make_signer(name)
    except NoteRefused as error:
        raise SettingsRefused(
            say("SAMSPILL_AUDIT_NAME kan ikke være «%(name)s».", name=name),
            remedy=say("Skriv et navn uten mellomrom og pluss, for eksempel oslo.example/audit."),
        ) from error


def _read(text: str, where: str) -> audit.Signer:
    try:
        return audit.Signer.read(text)
    except (NoteRefused, ValueError) as error:
        raise SettingsRefused(
            say("Nøkkelen som signerer tilgangsloggen, kan ikke brukes (%(where)s).", where=where),
            remedy=say(
                "Hent den fra en sikkerhetskopi. Med en ny nøkkel holder ikke kontrollpunktene som er laget før."
            ),
        ) from error
