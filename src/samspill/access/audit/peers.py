"""The other parties whose logs are watched: a dated file (TOML)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from samspill.access.audit.contracts import NoteRefused
from samspill.access.audit.notes import PublicKey
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

_NAMES = {"name", "url", "key", "from", "until"}


class PeersRefused(Refused):
    """The file cannot be used."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another party's log.

    Attributes:
        name: whose it is, for people.
        url: where it answers, without a slash at the end: ``https://nav.example/audit``.
        key: what its checkpoints are verified with.
        begins: from which day it is watched.
        ends: up to which day, that day excluded; ``None`` for no end.
    """

    name: str
    url: str
    key: PublicKey
    begins: date
    ends: date | None = None

    def is_watched(self, day: date) -> bool:
        """Answer whether it is watched on a day."""
        return self.begins <= day and (self.ends is None or day < self.ends)


def load_peers(path: Path) -> tuple[Peer, ...]:
    """Read the file.

    Raises:
        PeersRefused: it cannot be read, with the place of what is wrong.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _refused(path, str(error)) from error
    rows = content.get("peer", [])
    if not isinstance(rows, list) or set(content) - {"peer"}:
        raise _refused(path, "the file holds [[peer]] tables and nothing else")
    peers = tuple(_peer(path, place, row) for place, row in enumerate(rows, 1))
    if len({peer.key.name for peer in peers}) < len(peers):
        raise _refused(path, "two peers have a key of the same name")
    return peers


def _peer(path: Path, place: int, row: Any) -> Peer:
    if not isinstance(row, dict) or set(row) - _NAMES or not {"name", "url", "key", "from"} <= set(row):
        raise _refused(path, f"peer {place}: name, url, key and from are needed, until may be there")
    url, begins, ends = row["url"], row["from"], row.get("until")
    if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise _refused(path, f"peer {place}: url is not an address")
    if type(begins) is not date or (ends is not None and type(ends) is not date):
        raise _refused(path, f"peer {place}: from and until are days, as 2026-11-22")
    try:
        key = PublicKey.read(str(row["key"]))
    except NoteRefused as error:
        raise _refused(path, f"peer {place}: {error}") from error
    return Peer(str(row["name"]), url.rstrip("/"), key, begins, ends)


def _refused(path: Path, why: str) -> PeersRefused:
    return PeersRefused(
        say("Filen med partene som passer på hverandres logger, kan ikke brukes: %(file)s.", file=str(path)),
        why=say("Feilen: %(why)s.", why=why),
        remedy=say("Rett filen, eller la SAMSPILL_AUDIT_PEERS stå tom."),
    )
