"""The file of the parties whose logs are watched."""

from datetime import date
from pathlib import Path

import pytest

from samspill.access.audit.api import PeersRefused, load_peers

KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
WHOLE = f"""
[[peer]]
name = "NAV"
url = "https://nav.example/audit/"
key = "{KEY}"
from = 2026-11-22
until = 2027-11-22
"""


def load(folder: Path, text: str):
    path = folder / "peers.toml"
    path.write_text(text, encoding="utf-8")
    return load_peers(path)


def test_a_peer_is_read_with_its_key_and_its_days(tmp_path: Path) -> None:
    (peer,) = load(tmp_path, WHOLE)
    assert (peer.name, peer.url, peer.key.written()) == ("NAV", "https://nav.example/audit", KEY)
    days = (date(2026, 11, 21), date(2026, 11, 22), date(2027, 11, 21), date(2027, 11, 22))
    assert [peer.is_watched(day) for day in days] == [False, True, True, False]


def test_a_file_without_peers_watches_nobody(tmp_path: Path) -> None:
    assert load(tmp_path, "") == ()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("[[peer]]", "[[peers]]", "nothing else"),
        ("name =", "nam =", "name, url, key and from are needed"),
        ('"https://nav.example/audit/"', '"ftp://nav.example"', "url is not an address"),
        ('"https://nav.example/audit/"', "7", "url is not an address"),
        ("c74f20a3", "c74f20a4", "does not have the id it says"),
        ("from = 2026-11-22", "from = 2026-11-22T10:00:00", "from and until are days"),
        ("[[peer]]", "[peer", "Expected"),
        ("until", f'key2 = "{KEY}"\nuntil', "name, url, key and from are needed"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(tmp_path: Path, was: str, now: str, said: str) -> None:
    with pytest.raises(PeersRefused, match=said):
        load(tmp_path, WHOLE.replace(was, now))


def test_two_peers_with_one_key_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PeersRefused, match="two peers"):
        load(tmp_path, WHOLE + WHOLE)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeersRefused, match="kan ikke brukes"):
        load_peers(tmp_path / "none.toml")
