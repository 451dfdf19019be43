"""The log is signed, proved, shown and emptied of what is old; a log that was changed is not signed."""

from collections.abc import Callable

import pytest
from tests.factories.records import Clock, entry, select, written

from samspill.access.audit.api import (
    PublicKey,
    Signer,
    canonical,
    checkpoint_of,
    leaf_hash,
    make_signer,
    read_note,
    root_of_inclusion,
)
from samspill.fhir.auditing.api import is_due, prove, retain, show, sign, verify
from samspill.fhir.auditing.contracts import LogRefused
from samspill.fhir.store.contracts import Store

HOUR = 3_600_000_000


@pytest.fixture
def signer() -> Signer:
    return make_signer("oslo.example/audit")


@pytest.fixture
def note(store: Store, clock: Clock, sealed: Callable[[], None]) -> Callable[[int], None]:
    """Writes so many entries, a second apart in groups of a hundred, and waits until they are sealed."""
    count = 0

    def more(many: int) -> None:
        nonlocal count
        for _ in range(many):
            count += 1
            store.note(entry(f"r{count}", patient=f"p{count}")).result(timeout=60)
            clock.at += 1_000_000
        sealed()

    return more


def test_an_empty_log_is_sound_and_has_nothing_to_sign(store: Store, signer: Signer) -> None:
    assert sign(store, signer, at=1) is None
    assert not is_due(store, at=HOUR * 9)
    verdict = verify(store, key=None)
    assert (verdict.size, verdict.faults, verdict.waiting.count) == (0, (), 0)


def test_a_signed_log_is_sound_up_to_its_checkpoint(store: Store, signer: Signer, note) -> None:
    note(3)
    head = sign(store, signer, at=5)
    assert head is not None
    checkpoint = checkpoint_of(read_note(head.note))
    note(2)
    verdict = verify(store, key=signer.public)
    assert (verdict.size, verdict.signed, verdict.checkpoints, verdict.faults) == (5, 3, 1, ())
    assert (checkpoint.origin, checkpoint.size, head.at) == ("oslo.example/audit", 3, 5)


def test_nothing_new_gives_the_checkpoint_there_is(store: Store, signer: Signer, note) -> None:
    note(2)
    assert sign(store, signer, at=5) == sign(store, signer, at=6)
    assert select(store, "SELECT size, at FROM audit_checkpoint") == [(2, 5)]


def test_a_checkpoint_is_due_for_the_first_entry_and_an_hour_after_the_last_one(store, signer, note) -> None:
    note(1)
    assert is_due(store, at=0)
    sign(store, signer, at=10)
    assert not is_due(store, at=10 + 2 * HOUR)
    note(1)
    assert not is_due(store, at=10 + HOUR - 1)
    assert is_due(store, at=10 + HOUR)


def test_a_log_that_does_not_follow_its_last_checkpoint_is_not_signed(store: Store, signer: Signer, note) -> None:
    note(3)
    sign(store, signer, at=5)
    written(store, lambda tx: tx.run("UPDATE audit_leaf SET hash = ? WHERE position = 1", (bytes(32),)))
    note(1)
    with pytest.raises(LogRefused, match="blir ikke signert"):
        sign(store, signer, at=6)
    assert select(store, "SELECT count(*) FROM audit_checkpoint") == [(1,)]


def test_a_log_that_is_shorter_than_its_last_checkpoint_is_not_signed(store: Store, signer: Signer, note) -> None:
    note(3)
    sign(store, signer, at=5)
    written(store, lambda tx: tx.run("DELETE FROM audit_leaf WHERE position = 2"))
    with pytest.raises(LogRefused, match="checkpoint of size 3"):
        sign(store, signer, at=6)


def test_another_key_than_the_one_before_does_not_sign_on(store: Store, signer: Signer, note) -> None:
    note(1)
    sign(store, signer, at=5)
    with pytest.raises(LogRefused, match="not signed with the known key"):
        sign(store, make_signer("oslo.example/audit"), at=6)


def test_a_checkpoint_that_another_kept_is_held_against_the_log(store: Store, signer: Signer, note) -> None:
    note(2)
    head = sign(store, signer, at=5)
    assert head is not None
    written(store, lambda tx: tx.run("DELETE FROM audit_checkpoint"))
    assert verify(store, key=signer.public, copies=[("kopi", head.note)]).signed == 2
    verdict = verify(store, key=signer.public, copies=[("kopi", b"junk")])
    assert [(fault.kind.value, fault.text[:5]) for fault in verdict.faults] == [("checkpoint", "kopi:")]


def test_a_checkpoint_of_another_log_says_nothing_of_this_one(store: Store, signer: Signer, note) -> None:
    note(1)
    other = make_signer("nav.example/audit")
    sign(store, other, at=5)
    verdict = verify(store, key=signer.public)
    assert [fault.kind.value for fault in verdict.faults] == ["checkpoint"]


def test_an_entry_is_proved_by_what_is_handed_out(store: Store, signer: Signer, note) -> None:
    note(9)
    head = sign(store, signer, at=5)
    note(4)
    proved = prove(store, 6)
    shown, proof = proved.shown, proved.proof
    assert shown.entry is not None
    assert head is not None
    assert proof.leaf == leaf_hash(shown.salt, canonical(shown.entry, shown.at))
    root = root_of_inclusion(proof.position, proof.size, proof.leaf, proof.path)
    assert root == proof.root == checkpoint_of(read_note(proved.checkpoint)).root
    assert (proof.size, proved.checkpoint, shown.entry.request) == (9, head.note, "r7")


def test_an_entry_after_the_newest_checkpoint_is_proved_without_a_signature(store: Store, signer, note) -> None:
    note(2)
    sign(store, signer, at=5)
    note(2)
    proved = prove(store, 3)
    assert (proved.proof.size, proved.checkpoint) == (4, b"")


def test_there_is_no_proof_of_a_place_that_is_not_there(store: Store, note) -> None:
    note(2)
    with pytest.raises(LogRefused, match="ingen plass 2") as refused:
        prove(store, 2)
    assert "fra 0 til 1" in str(refused.value)


def test_the_newest_entries_are_shown_unless_others_are_asked_for(store: Store, note) -> None:
    note(5)
    assert [one.entry.request for one in show(store, first=None, count=2) if one.entry] == ["r4", "r5"]
    assert [one.position for one in show(store, first=1, count=3)] == [1, 2, 3]
    assert show(store, first=9, count=3) == []


def test_what_is_old_is_deleted_and_its_place_stays(store: Store, clock: Clock, signer: Signer, note, sealed) -> None:
    note(4)
    cut = clock()
    note(3)
    before = sign(store, signer, at=5)
    taken = retain(store, before=cut, actor="personvernombud", request="x")
    sealed()
    assert (taken.first, taken.last, taken.count) == (0, 3, 4)
    assert select(store, "SELECT request FROM audit ORDER BY id") == [("r5",), ("r6",), ("r7",), ("x",)]
    verdict = verify(store, key=signer.public)
    assert (verdict.size, verdict.retained, verdict.signed, verdict.faults) == (8, 4, 7, ())
    assert [(one.position, one.first, one.last) for one in verdict.retentions] == [(7, 0, 3)]
    assert before is not None
    assert prove(store, 2).shown.entry is None


def test_deleting_old_entries_again_takes_only_what_is_new(store: Store, clock: Clock, note, sealed) -> None:
    note(2)
    retain(store, before=clock(), actor="a", request="x")
    sealed()
    clock.at += 1_000_000
    note(1)
    again = retain(store, before=clock() - 500_000, actor="a", request="y")
    sealed()
    assert (again.first, again.last) == (2, 3)
    verdict = verify(store, key=None)
    assert (verdict.retained, verdict.faults) == (3, ())
    assert select(store, "SELECT request FROM audit ORDER BY id") == [("x",), ("y",)]


def test_nothing_old_enough_leaves_the_log_as_it_is(store: Store, note) -> None:
    note(2)
    assert retain(store, before=1, actor="a", request="x").count == 0
    assert len(show(store, first=0, count=9)) == 2


def test_an_entry_deleted_without_a_retention_entry_is_missed_beside_those_with_one(
    store: Store, clock: Clock, note, sealed
) -> None:
    note(3)
    cut = clock()
    note(3)
    retain(store, before=cut, actor="a", request="x")
    sealed()
    written(store, lambda tx: tx.run("DELETE FROM audit WHERE request = 'r5'"))
    verdict = verify(store, key=None)
    assert [(fault.kind.value, fault.first, fault.last) for fault in verdict.faults] == [("removed", 4, 4)]
    assert verdict.retained == 3


def test_a_key_that_is_handed_out_verifies_what_was_signed(store: Store, signer: Signer, note) -> None:
    note(1)
    sign(store, signer, at=5)
    assert verify(store, key=PublicKey.read(signer.public.written())).signed == 1
