"""Used proofs are remembered for as long as they could be used again: in memory and in SQLite alike."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.factories.logins import BASE, call, person_claims, proof, server, token

from samspill.access.login.contracts import ProofsSeen, StoreSilent
from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.seen import SeenInMemory, SeenInSqlite

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=20)
KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture(params=[SeenInMemory, SeenInSqlite])
def seen(request: pytest.FixtureRequest, tmp_path: Path) -> ProofsSeen:
    return SeenInMemory() if request.param is SeenInMemory else SeenInSqlite(tmp_path / "seen.sqlite3")


def test_a_proof_is_kept_once(seen: ProofsSeen) -> None:
    assert [seen.keep(KEY, until=LATER, at=AT) for _ in range(3)] == [True, False, False]


def test_a_proof_is_seen_when_it_has_been_kept_and_not_before(seen: ProofsSeen) -> None:
    assert not seen.is_seen(KEY, at=AT)
    seen.keep(KEY, until=LATER, at=AT)
    assert (seen.is_seen(KEY, at=AT), seen.is_seen(OTHER, at=AT)) == (True, False)


def test_a_proof_is_forgotten_when_it_is_too_old_to_be_used(seen: ProofsSeen) -> None:
    seen.keep(KEY, until=LATER, at=AT)
    assert seen.is_seen(KEY, at=LATER - timedelta(microseconds=1))
    assert not seen.is_seen(KEY, at=LATER)
    assert seen.keep(KEY, until=LATER + timedelta(seconds=20), at=LATER)


def test_what_is_forgotten_takes_no_room(tmp_path: Path) -> None:
    in_memory, in_sqlite = SeenInMemory(), SeenInSqlite(tmp_path / "seen.sqlite3")
    for seen in (in_memory, in_sqlite):
        for number in range(100):
            seen.keep(str(number).encode(), until=LATER, at=AT)
        seen.keep(KEY, until=LATER + timedelta(hours=1), at=LATER)
    assert len(in_memory._until) == 1
    assert in_sqlite._open().execute("SELECT count(*) FROM seen").fetchone() == (1,)


def test_another_process_has_seen_what_this_one_kept(tmp_path: Path) -> None:
    place = tmp_path / "seen.sqlite3"
    SeenInSqlite(place).keep(KEY, until=LATER, at=AT)
    assert not SeenInSqlite(place).keep(KEY, until=LATER, at=AT)


RACE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from samspill.access.login.seen import SeenInSqlite
at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
seen = SeenInSqlite(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(300):
    if seen.keep(str(number).encode(), until=at + timedelta(seconds=20), at=at):
        print(number)
"""


def test_of_several_processes_with_the_same_proofs_one_wins_each(tmp_path: Path) -> None:
    place = tmp_path / "seen.sqlite3"
    SeenInSqlite(place).is_seen(KEY, at=AT)
    command = [sys.executable, "-c", RACE, str(place)]
    racers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = [line for racer in racers for line in racer.communicate(timeout=60)[0].split()]
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    assert sorted(map(int, won)) == list(range(300))


def test_a_file_that_cannot_be_opened_is_said_and_not_taken_for_empty(tmp_path: Path) -> None:
    seen = SeenInSqlite(tmp_path / "nowhere" / "seen.sqlite3")
    with pytest.raises(StoreSilent):
        seen.is_seen(KEY, at=AT)
    with pytest.raises(StoreSilent):
        seen.keep(KEY, until=LATER, at=AT)


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    place = tmp_path / "seen.sqlite3"
    SeenInSqlite(place).keep(KEY, until=LATER, at=AT)
    assert place.stat().st_mode & 0o777 == 0o600


class Racing(SeenInMemory):
    """A store in which another process keeps the proof between this one's look and its own keeping."""

    def is_seen(self, key: bytes, *, at: datetime) -> bool:
        return False

    def keep(self, key: bytes, *, until: datetime, at: datetime) -> bool:
        return False


def test_a_proof_that_two_processes_look_at_at_once_is_taken_by_one() -> None:
    with pytest.raises(LoginRefused) as refused:
        server(Racing()).admitted(call(), base=BASE, at=AT)
    assert refused.value.fault is Fault.PROOF_REPLAYED


def test_a_call_is_not_let_in_when_it_cannot_be_known_whether_its_proof_is_new(tmp_path: Path) -> None:
    with pytest.raises(LoginRefused) as refused:
        server(SeenInSqlite(tmp_path / "nowhere" / "seen.sqlite3")).admitted(call(), base=BASE, at=AT)
    assert refused.value.fault is Fault.STORE_SILENT
    assert refused.value.denial().status == 503


def test_a_call_whose_proof_cannot_be_kept_is_not_let_in() -> None:
    class Silent(SeenInMemory):
        def keep(self, key: bytes, *, until: datetime, at: datetime) -> bool:
            raise StoreSilent

    with pytest.raises(LoginRefused) as refused:
        server(Silent()).admitted(call(), base=BASE, at=AT)
    assert refused.value.fault is Fault.STORE_SILENT


def test_a_call_that_is_refused_for_its_token_does_not_fill_the_store() -> None:
    seen = SeenInMemory()
    here = server(seen)
    for presented in (call(token(person_claims(exp=1))), call("a.b.c", proof("a.b.c"))):
        with pytest.raises(LoginRefused):
            here.admitted(presented, base=BASE, at=AT)
    assert seen._until == {}


def test_a_replay_is_told_as_a_replay_also_when_the_token_has_ended_meanwhile() -> None:
    here, now = server(), int(AT.timestamp())
    once = call(token(person_claims(exp=now + 1)))
    here.admitted(once, base=BASE, at=AT)
    with pytest.raises(LoginRefused) as refused:
        here.admitted(once, base=BASE, at=AT + timedelta(seconds=2))
    assert refused.value.fault is Fault.PROOF_REPLAYED
