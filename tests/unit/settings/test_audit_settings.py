"""The audit log's key and peers by the settings, and what doctor says of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from samspill.access.audit.api import make_signer
from samspill.cli.contracts import Finding, Level
from samspill.kernel.texts import say
from samspill.settings.audit import audit_key, audit_peers, audit_signer, keep_evidence
from samspill.settings.environment import Settings, SettingsRefused, load_settings
from samspill.settings.examination import examine

PEER = """
[[peer]]
name = "NAV"
url = "https://nav.example/audit"
key = "{key}"
from = 2026-11-22
"""

Read = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return lambda **more: load_settings({"SAMSPILL_DATA": str(tmp_path), **more})


def test_a_key_is_made_once_with_a_name_of_its_own(read: Read, tmp_path: Path) -> None:
    signer = audit_signer(read(SAMSPILL_HOSTS="samspill.oslo.example"))
    assert signer.name.startswith("samspill.oslo.example/audit-")
    assert audit_signer(read(SAMSPILL_HOSTS="another.example")).written() == signer.written()
    assert (tmp_path / "audit-key").stat().st_mode & 0o777 == 0o600


def test_asking_for_the_public_key_makes_none(read: Read, tmp_path: Path) -> None:
    assert audit_key(read()) is None
    assert list(tmp_path.iterdir()) == []
    signer = audit_signer(read())
    key = audit_key(read())
    assert key is not None
    assert key.written() == signer.public.written()


def test_a_given_key_goes_before_the_file(read: Read) -> None:
    given = make_signer("oslo.example/audit")
    audit_signer(read())
    assert audit_signer(read(SAMSPILL_AUDIT_KEY=given.written())).name == "oslo.example/audit"


def test_a_key_file_that_was_spoilt_is_refused_and_not_replaced(read: Read, tmp_path: Path) -> None:
    (tmp_path / "audit-key").write_text("spoilt")
    with pytest.raises(SettingsRefused, match="kan ikke brukes"):
        audit_signer(read())
    assert (tmp_path / "audit-key").read_text() == "spoilt"


def test_evidence_lies_under_a_name_that_is_a_file_name(read: Read, tmp_path: Path) -> None:
    path = keep_evidence(read(), "../../etc/æ/audit", b"x", at=1_770_000_000_000_000)
    assert path == tmp_path / "audit-evidence" / "20260202T024000Z-..-..-etc-audit.txt"
    assert path.read_bytes() == b"x"


def test_nobody_is_watched_unless_the_settings_say_so(read: Read) -> None:
    assert audit_peers(read()) == ()


def findings(tmp_path: Path, **more: str) -> list[Finding]:
    """What doctor says of the log; the stores are not looked at."""

    def prepare() -> Settings:
        raise SettingsRefused(say("Nok."))

    found = examine({"SAMSPILL_DATA": str(tmp_path), **more}, prepare=prepare)
    return [one for one in found if any(word in str(one.text) for word in WORDS)]


WORDS = ("tilgangslogg", "hverandres", "audit-key")


def test_doctor_warns_outside_the_demo_when_nobody_watches(tmp_path: Path) -> None:
    assert [one.level for one in findings(tmp_path)] == [Level.UNSAFE]
    assert findings(tmp_path, SAMSPILL_DEMO="1") == []


def test_doctor_counts_the_parties_and_refuses_a_file_that_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "peers.toml"
    file.write_text(PEER.format(key=make_signer("nav.example/audit").public.written()))
    (found,) = findings(tmp_path, SAMSPILL_AUDIT_PEERS=str(file))
    assert (found.level, str(found.text)) == (Level.GOOD, "Antall parter vi passer på tilgangsloggen til: 1.")
    file.write_text("[[peer]]")
    assert [one.level for one in findings(tmp_path, SAMSPILL_AUDIT_PEERS=str(file))] == [Level.MISSING]


def test_doctor_sees_a_key_that_others_can_read(read: Read, tmp_path: Path) -> None:
    audit_signer(read())
    (tmp_path / "audit-key").chmod(0o644)
    assert [one.level for one in findings(tmp_path, SAMSPILL_DEMO="1")] == [Level.UNSAFE]
