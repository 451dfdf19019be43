"""Parties keep each other's checkpoints: who shrinks, forks, or shows two of them different pasts is found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pysqlite3 import dbapi2
from starlette.applications import Starlette
from structlog.testing import capture_logs
from tests.factories.asgi import Told, get
from tests.factories.records import Clock, entry, written

from samspill.access.audit.api import Peer, Signer, checkpoint_of, make_signer, read_note
from samspill.fhir.auditing.api import PublicLog, Seen, Unreachable, Witness, sign, tell
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store
from samspill.http.audit.endpoint import routes

AT = 1_770_000_000_000_000


@dataclass
class Party:
    """A party with a log, a server and peers."""

    name: str
    store: Store
    signer: Signer
    application: Starlette
    file: Path

    def write(self, count: int = 1) -> None:
        """Write entries, and sign."""
        for number in range(count):
            self.store.note(entry(f"{self.name}-{number}")).result(timeout=60)
        assert sign(self.store, self.signer, at=AT) is not None

    def get(self, address: str) -> Told:
        return get(self.application, address)

    def peer(self) -> Peer:
        return Peer(self.name, f"http://{self.name}/audit", self.signer.public, date(2026, 1, 1))


class World:
    """Parties that reach each other without a network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.parties: dict[str, Party] = {}
        self.answers: dict[str, Callable[[str], bytes | None]] = {}

    def party(self, name: str, file: str = "") -> Party:
        place = self._folder / f"{file or name}.sqlite3"
        store = open_store(str(place), clock=Clock())
        signer = self.parties[name].signer if name in self.parties else make_signer(f"{name}.example/audit")
        log = PublicLog(store)
        application = Starlette(routes=[routes(lambda: log, signer.public.written)])
        self.parties[file or name] = Party(name, store, signer, application, place)
        return self.parties[file or name]

    def get(self, address: str) -> bytes | None:
        name = urlsplit(address).hostname or ""
        if name in self.answers:
            return self.answers[name](address)
        answer = self.parties[name].get(address)
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Unreachable(f"It answered {answer.status}.")
        return answer.content

    def look(self, party: Party, *others: Party) -> list[Seen]:
        peers = [other.peer() for other in others]
        return list(Witness(party.store, party.signer, peers, self.get).look(at=AT))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    for party in world.parties.values():
        party.store.close()


@pytest.fixture
def pair(world: World) -> tuple[Party, Party]:
    oslo, nav = world.party("oslo"), world.party("nav")
    nav.write(300)
    return oslo, nav


def told(seen: list[Seen]) -> list[tuple[str, str, str, int]]:
    return [(one.origin.split(".")[0], one.by, one.kind.value, one.size) for one in seen]


def test_a_log_that_grows_is_followed_and_its_checkpoints_are_kept_with_our_cosignature(world, pair) -> None:
    oslo, nav = pair
    assert told(world.look(oslo, nav)) == [("nav", "", "follows", 300)]
    nav.write(37)
    assert told(world.look(oslo, nav)) == [("nav", "", "follows", 337)]
    note = read_note(PublicLog(oslo.store).witnessed("nav.example/audit") or b"")
    nav.signer.public.check(note)
    assert checkpoint_of(note).size == 337
    assert oslo.signer.public.cosigned_at(note) == AT // 1_000_000


def test_a_log_that_stands_still_is_followed(world, pair) -> None:
    oslo, nav = pair
    world.look(oslo, nav)
    assert told(world.look(oslo, nav)) == [("nav", "", "follows", 300)]


def test_a_log_without_a_checkpoint_yet_is_told_of(world) -> None:
    seen = world.look(world.party("oslo"), world.party("nav"))
    assert [(one.kind.value, one.text) for one in seen] == [("unreachable", "It has no checkpoint yet.")]


def rewrite(party: Party, sql: str, *values: object) -> None:
    """Change a party's log behind its back, its checkpoints thrown away, and sign it anew with its own key."""
    connection = dbapi2.connect(str(party.file), isolation_level=None)
    connection.execute("DELETE FROM audit_checkpoint")
    connection.execute(sql, values)
    connection.close()
    party.write()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_witnessed SET note = CAST(replace(CAST(note AS TEXT), '300', '310') AS BLOB)",
        "UPDATE audit_witnessed SET note = CAST(rtrim(CAST(note AS TEXT), char(10)) || 'x' AS BLOB)",
    ],
    ids=["size", "cosignature"],
)
def test_what_was_changed_here_is_not_held_against_the_other(world, pair, change: str) -> None:
    oslo, nav = pair
    world.look(oslo, nav)
    written(oslo.store, lambda tx: tx.run(change))
    (seen,) = world.look(oslo, nav)
    assert (seen.kind.value, seen.text[:40]) == ("unreadable", "What we had kept of it has been changed:")


def test_a_log_that_was_rewritten_is_found_and_the_evidence_holds_both_signatures(world, pair) -> None:
    oslo, nav = pair
    world.look(oslo, nav)
    rewrite(nav, "UPDATE audit_node SET hash = ? WHERE level = 8", bytes(32))
    (seen,) = world.look(oslo, nav)
    assert (seen.kind.value, seen.is_trouble) == ("forked", True)
    assert seen.evidence.decode().count("— nav.example/audit ") == 2
    kept = read_note(PublicLog(oslo.store).witnessed("nav.example/audit") or b"")
    assert checkpoint_of(kept).size == 300


def test_a_log_that_was_cut_is_found(world, pair) -> None:
    oslo, nav = pair
    world.look(oslo, nav)
    rewrite(nav, "DELETE FROM audit_leaf WHERE position >= 260")
    (seen,) = world.look(oslo, nav)
    assert seen.kind.value == "shrank"
    assert seen.text == "nav.example/audit has signed 300 entries, and now 261."


def test_a_log_that_shows_others_another_past_is_found_when_two_have_talked(world, pair) -> None:
    oslo, nav = pair
    hospital, twin = world.party("hospital"), world.party("nav", "twin")
    twin.signer = nav.signer
    twin.write(310)
    world.look(oslo, nav)
    true, world.parties["nav"] = world.parties["nav"], twin
    assert told(world.look(hospital, twin)) == [("nav", "", "follows", 310)]
    world.parties["nav"] = true
    nav.write(20)
    assert told(world.look(oslo, nav, hospital)) == [
        ("nav", "", "follows", 320),
        ("nav", "hospital", "forked", 0),
        ("hospital", "", "unreachable", 0),
    ]


def test_what_others_have_kept_of_our_log_is_held_against_it(world, pair) -> None:
    oslo, nav = pair
    oslo.write(5)
    world.look(nav, oslo)
    assert told(world.look(oslo, nav))[1:] == [("oslo", "nav", "follows", 5)]
    written(oslo.store, lambda tx: tx.run("UPDATE audit_leaf SET hash = ? WHERE position = 2", (bytes(32),)))
    assert told(world.look(oslo, nav))[1:] == [("oslo", "nav", "forked", 5)]
    written(oslo.store, lambda tx: tx.run("DELETE FROM audit_leaf WHERE position > 2"))
    assert told(world.look(oslo, nav))[1:] == [("oslo", "nav", "shrank", 3)]


def test_a_checkpoint_of_ours_that_somebody_made_up_is_not_taken(world, pair) -> None:
    oslo, nav = pair
    forger = world.party("oslo", "forger")
    forger.signer = make_signer(oslo.signer.name)
    forger.write(9)
    fake = PublicLog(forger.store).checkpoint()

    def answer(address: str) -> bytes | None:
        return fake if "witnessed" in address else nav.get(address).content

    world.answers["nav"] = answer
    assert told(world.look(oslo, nav))[1:] == [("oslo", "nav", "unreadable", 0)]


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda data: b"",
        lambda data: b"<html>",
        lambda data: data.replace(b"old 300", b"old 299"),
        lambda data: data.replace("— nav".encode(), "— sel".encode()),
        lambda data: data[:-8] + b"AAAAAA=\n",
    ],
    ids=["nothing", "page", "size", "signer", "signature"],
)
def test_an_answer_that_says_nothing_is_no_contradiction(world, pair, spoilt) -> None:
    oslo, nav = pair
    world.look(oslo, nav)
    nav.write()
    world.answers["nav"] = lambda address: spoilt(nav.get(address).content) if "old" in address else None
    assert told(world.look(oslo, nav)) == [("nav", "", "unreadable", 0)]


def test_a_party_that_does_not_answer_keeps_nobody_from_the_others(world, pair) -> None:
    oslo, nav = pair
    gone = world.party("hospital")

    def answer(address: str) -> bytes | None:
        raise Unreachable("It could not be reached (MaxRetryError).")

    world.answers["hospital"] = answer
    assert {(one.origin, one.kind.value) for one in world.look(oslo, gone, nav)} == {
        ("hospital.example/audit", "unreachable"),
        ("nav.example/audit", "follows"),
        ("nav.example/audit", "unreachable"),
        ("oslo.example/audit", "unreachable"),
    }


def test_a_peer_is_watched_in_its_days_only(world, pair) -> None:
    oslo, nav = pair
    early = Peer("nav", "http://nav/audit", nav.signer.public, date(2026, 2, 3))
    over = Peer("nav", "http://nav/audit", nav.signer.public, date(2026, 1, 1), date(2026, 2, 2))
    assert list(Witness(oslo.store, oslo.signer, [early, over], world.get).look(at=AT)) == []


def test_a_contradiction_is_told_aloud_and_its_evidence_kept(world, pair) -> None:
    oslo, nav = pair
    world.look(oslo, nav)
    rewrite(nav, "DELETE FROM audit_leaf WHERE position >= 260")
    kept = []
    with capture_logs() as logs:
        tell(world.look(oslo, nav), lambda origin, evidence: kept.append((origin, evidence)))
    assert [(line["event"], line["log_level"]) for line in logs] == [("audit_log_contradicts_itself", "critical")]
    assert kept[0][0] == "nav.example/audit"
    assert len(kept[0][1]) > 200


@pytest.mark.parametrize(
    ("address", "status", "begins"),
    [
        ("/audit/checkpoint", 200, "nav.example/audit\n300\n"),
        ("/audit/checkpoint?old=0", 200, "old 0\n\nnav.example/audit\n300\n"),
        ("/audit/checkpoint?old=300", 200, "old 300\n\nnav.example/audit\n300\n"),
        ("/audit/checkpoint?old=301", 200, "old 301\n\nnav.example/audit\n300\n"),
        ("/audit/checkpoint?old=-1", 400, "old is a size"),
        ("/audit/checkpoint?old=01", 400, "old is a size"),
        ("/audit/checkpoint?old=9999999999999999999", 400, "old is a size"),
        ("/audit/checkpoint?old=", 400, "old is a size"),
        ("/audit/witnessed", 400, "origin is the name"),
        ("/audit/witnessed?origin=unknown", 404, "There is none"),
        ("/audit/key", 200, "nav.example/audit+"),
        ("/audit/entries", 404, ""),
    ],
)
def test_what_is_handed_out_and_what_is_not(pair, address: str, status: int, begins: str) -> None:
    answer = pair[1].get(address)
    assert answer.status == status
    assert answer.text.startswith(begins)


def test_a_damaged_log_says_that_it_cannot_answer(pair) -> None:
    nav = pair[1]
    written(nav.store, lambda tx: tx.run("DELETE FROM audit_node"))
    assert nav.get("/audit/checkpoint?old=299").status == 503


def test_the_query_of_a_fetch_names_what_was_seen(world, pair) -> None:
    oslo, nav = pair
    asked = []
    world.answers["nav"] = lambda address: asked.append(address) or nav.get(address).content
    world.look(oslo, nav)
    nav.write()
    world.look(oslo, nav)
    assert [parse_qs(urlsplit(address).query)["old"] for address in asked if "old" in address] == [["0"], ["300"]]
