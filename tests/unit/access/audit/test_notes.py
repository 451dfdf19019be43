"""Signed notes, checkpoints and cosignatures, held against the C2SP documents' own examples."""

import pytest

from samspill.access.audit.contracts import Checkpoint, NoteRefused
from samspill.access.audit.notes import (
    PublicKey,
    Signer,
    checkpoint_of,
    key_id,
    make_signer,
    read_note,
    text_of,
)

# The example of c2sp.org/tlog-cosignature: a checkpoint, its log's signature and a witness's.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501
# golang.org/x/mod/sumdb/note's own example key and note.
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
POINT = Checkpoint("oslo.example/audit", 7, bytes(range(32)))


@pytest.fixture
def signer() -> Signer:
    return make_signer("oslo.example/audit")


def test_the_published_checkpoint_is_read() -> None:
    note = read_note(EXAMPLE.encode())
    checkpoint = checkpoint_of(note)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert [one.name for one in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert int.from_bytes(note.signatures[1].signature[:8], "big") == 1679315147
    assert note.written() == EXAMPLE.encode()


def test_a_note_signed_by_another_program_holds() -> None:
    PublicKey.read(GO_PUBLIC).check(read_note(GO_NOTE.encode()))


def test_a_key_made_by_another_program_is_ours_to_use() -> None:
    signer = Signer.read(GO_PRIVATE)
    assert signer.public.written() == GO_PUBLIC
    assert signer.written() == GO_PRIVATE
    signature = read_note(GO_NOTE.encode()).signatures[0]
    assert signer.sign(POINT).signatures[0].key == signature.key


def test_a_signed_checkpoint_is_written_read_and_verified(signer: Signer) -> None:
    note = read_note(signer.sign(POINT).written())
    signer.public.check(note)
    assert checkpoint_of(note) == POINT
    assert text_of(POINT) == "oslo.example/audit\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


def test_a_checkpoint_with_any_byte_changed_is_refused(signer: Signer) -> None:
    data = signer.sign(POINT).written()
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(NoteRefused):
            _verified(signer.public, changed)


def _verified(key: PublicKey, data: bytes) -> Checkpoint:
    note = read_note(data)
    key.check(note)
    return checkpoint_of(note)


def test_a_signature_of_somebody_else_is_not_taken(signer: Signer) -> None:
    other = make_signer("oslo.example/audit")
    with pytest.raises(NoteRefused, match="not signed with the known key"):
        signer.public.check(other.sign(POINT))


def test_a_witness_adds_when_it_saw_the_checkpoint(signer: Signer) -> None:
    witness = make_signer("nav.example/audit")
    note = read_note(witness.cosign(signer.sign(POINT), at=1_700_000_000).written())
    signer.public.check(note)
    assert witness.public.cosigned_at(note) == 1_700_000_000
    assert signer.public.cosigned_at(note) is None
    assert witness.public.written(4).split("+")[1] == note.signatures[1].key.hex()


def test_a_cosignature_of_another_text_is_refused(signer: Signer) -> None:
    witness = make_signer("nav.example/audit")
    other = Checkpoint(POINT.origin, 8, POINT.root)
    moved = witness.cosign(signer.sign(other), at=1).signatures[1]
    note = read_note((text_of(POINT) + "\n" + moved.line()).encode())
    with pytest.raises(NoteRefused, match=r"cosignature of nav\.example/audit does not hold"):
        witness.public.cosigned_at(note)


def test_cosigning_again_takes_the_place_of_the_first(signer: Signer) -> None:
    once = signer.cosign(signer.sign(POINT), at=1)
    assert len(signer.cosign(once, at=2).signatures) == 2
    assert signer.public.cosigned_at(signer.cosign(once, at=2)) == 2


def test_a_keys_id_depends_on_its_type() -> None:
    assert key_id("a", 1, bytes(32)) != key_id("a", 4, bytes(32))


@pytest.mark.parametrize(
    "text", ["", "name", "name+00000000+", "name+00000000+AAAA", GO_PUBLIC.replace("c74f", "c74e"), GO_PRIVATE]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        PublicKey.read(text)


@pytest.mark.parametrize("text", ["", GO_PUBLIC, GO_PRIVATE.replace("c74f", "c74e"), GO_PRIVATE[:-4]])
def test_what_is_no_signing_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(NoteRefused) as refused:
        Signer.read(text)
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b"])
def test_a_name_that_a_note_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(NoteRefused, match="cannot be the name"):
        make_signer(name)


@pytest.mark.parametrize(
    "data",
    [b"", b"text", b"text\n\n", b"text\n\n\xe2\x80\x94 a AAAA\n", b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
     b"text\n\n- a AAAAAAA=\n", b"te\rxt\n\n\xe2\x80\x94 a AAAAAAA=\n", b"x" * 70_000],
)  # fmt: skip
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(NoteRefused):
        read_note(data)


@pytest.mark.parametrize("text", ["a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "a\n\n1\nAAAA\n"])
def test_a_note_that_is_no_checkpoint_is_refused(text: str) -> None:
    note = read_note(f"{text}\n— a AAAAAAA=\n".encode())
    with pytest.raises(NoteRefused, match="checkpoint"):
        checkpoint_of(note)
