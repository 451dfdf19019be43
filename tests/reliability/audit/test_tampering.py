"""Whatever is changed in the log behind Samspill's back is found, and rightly named (scorecard R11)."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from pysqlite3 import dbapi2
from tests.factories.records import Clock, entry
from tests.reliability.audit.tampering import TAMPERS, Tamper

from samspill.access.audit.api import Signer, make_signer
from samspill.access.audit.contracts import Fault, Verdict
from samspill.fhir.auditing.api import sign, verify
from samspill.fhir.store.api import open_store

SIZES = (1, 200, 256, 700, 1280, 1500)
"""Where checkpoints are signed: within stretches of 256 and at their ends; the last is the size of the log."""


@dataclass(frozen=True)
class Original:
    """A sound log in a file, its key, and the checkpoints that others have kept of it."""

    file: Path
    signer: Signer
    copies: tuple[tuple[str, bytes], ...]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    file = tmp_path_factory.mktemp("log") / "record.sqlite3"
    clock, signer, notes, done = Clock(), make_signer("oslo.example/audit"), [], 0
    store = open_store(str(file), clock=clock)
    for size in SIZES:
        futures = [store.note(entry(f"r{number}", id=f"p{number % 7}")) for number in range(done, size)]
        for future in futures:
            future.result(timeout=60)
        head = sign(store, signer, at=clock())
        assert head is not None
        notes.append((f"copy {size}", head.note))
        done = size
    store.close()
    return Original(file, signer, tuple(notes))


def verified(file: Path, original: Original, copies: Sequence[tuple[str, bytes]] = ()) -> Verdict:
    store = open_store(str(file), clock=Clock())
    try:
        return verify(store, key=original.signer.public, copies=copies)
    finally:
        store.close()


def test_a_log_that_nobody_touched_is_sound(original: Original) -> None:
    verdict = verified(original.file, original, original.copies)
    assert verdict.faults == ()
    assert (verdict.size, verdict.signed, verdict.checkpoints) == (1500, 1500, 2 * len(SIZES))


def tampered(original: Original, folder: Path, tamper: Tamper, seed: int) -> str:
    """Tamper with a copy; return what verify got wrong about it, empty when it was right."""
    file = folder / f"{seed}.sqlite3"
    shutil.copy(original.file, file)
    connection = dbapi2.connect(str(file), isolation_level=None)
    found = tamper(connection, Random(seed), SIZES[-1])
    connection.close()
    verdict = verified(file, original, original.copies)
    file.unlink()
    naming = [fault for fault in verdict.faults if fault.kind in found.kinds]
    unnamed = [place for place in found.positions if not any(covers(fault, place) for fault in naming)]
    wrong = [] if not found.is_exact else [
        fault for fault in verdict.faults
        if fault not in naming or not any(covers(fault, place) for place in found.positions)
    ]  # fmt: skip
    if unnamed or wrong:
        return f"{tamper.__name__} seed {seed}: not named {unnamed}, wrongly named {wrong}, all {verdict.faults[:5]}"
    return ""


def covers(fault: Fault, place: int) -> bool:
    return fault.first <= place <= fault.last


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda one: one.__name__)
def test_what_is_changed_is_found_and_rightly_named(original: Original, tmp_path: Path, tamper: Tamper) -> None:
    wrong = [tampered(original, tmp_path, tamper, seed) for seed in range(5)]
    assert [one for one in wrong if one] == []


@pytest.mark.soak
def test_a_thousand_changes_are_all_found_and_rightly_named(original: Original, tmp_path: Path) -> None:
    wrong = [tampered(original, tmp_path, TAMPERS[seed % len(TAMPERS)], seed) for seed in range(1000)]
    assert [one for one in wrong if one] == []


def test_a_log_signed_anew_with_the_stolen_key_is_found_by_those_who_kept_its_checkpoints(
    original: Original, tmp_path: Path, mend: Callable[[Path], None]
) -> None:
    file = tmp_path / "record.sqlite3"
    shutil.copy(original.file, file)
    mend(file)
    store = open_store(str(file), clock=Clock())
    assert sign(store, original.signer, at=1) is not None
    store.close()
    assert verified(file, original).faults == ()
    verdict = verified(file, original, original.copies)
    assert [(fault.kind.value, fault.first, fault.last) for fault in verdict.faults] == [
        ("rewritten", 256, 699),
        ("rewritten", 256, 1499),
    ]


@pytest.fixture
def mend() -> Callable[[Path], None]:
    """Rewrites the entry at position 300 with its leaf, every node, and without our own checkpoints."""
    from tests.reliability.audit import tampering  # noqa: PLC0415

    class Always300(Random):
        def randrange(self, *_: object) -> int:
            return 300

    def mended(file: Path) -> None:
        connection = dbapi2.connect(str(file), isolation_level=None)
        tampering.rewritten_without_checkpoints(connection, Always300(1), SIZES[-1])
        connection.close()

    return mended
