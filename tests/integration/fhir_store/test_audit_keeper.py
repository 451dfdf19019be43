"""The server signs its log by itself, and says aloud when it was changed."""

from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs
from tests.factories.records import Clock, entry, select, written

from samspill.access.audit.api import Signer, make_signer
from samspill.fhir.auditing.api import Keeper
from samspill.fhir.store.contracts import Store, StoreUnavailable


@pytest.fixture
def keeper(store: Store, clock: Clock) -> Keeper:
    signer = make_signer("oslo.example/audit")
    return Keeper(store, lambda: signer, clock=clock)


def looked(keeper: Keeper) -> list[tuple[Any, Any]]:
    """Look once; return what was said in the server's log."""
    with capture_logs() as logs:
        keeper.look()
    return [(line["event"], line["log_level"]) for line in logs]


def test_the_first_entry_is_signed_and_nothing_more_until_it_is_due(store: Store, keeper: Keeper, sealed) -> None:
    assert looked(keeper) == []
    store.note(entry("a")).result(timeout=60)
    sealed()
    assert looked(keeper) == [("audit_checkpoint", "info")]
    store.note(entry("b")).result(timeout=60)
    sealed()
    assert looked(keeper) == []
    assert select(store, "SELECT size FROM audit_checkpoint") == [(1,)]


def test_a_changed_log_is_told_of_aloud(store: Store, clock: Clock, keeper: Keeper, sealed) -> None:
    store.note(entry("a")).result(timeout=60)
    sealed()
    keeper.look()
    written(store, lambda tx: tx.run("UPDATE audit_leaf SET hash = ?", (bytes(32),)))
    store.note(entry("b")).result(timeout=60)
    sealed()
    clock.at += 3_600_000_000
    assert looked(keeper) == [("audit_log_changed", "critical")]


@pytest.mark.parametrize(("error", "level"), [(StoreUnavailable("gone"), "warning"), (ValueError("odd"), "error")])
def test_what_goes_wrong_is_told_and_tried_again(
    store: Store, clock: Clock, sealed: Callable[[], None], error: Exception, level: str
) -> None:
    signer = make_signer("oslo.example/audit")
    answers: list[Signer | Exception] = [error, signer]

    def asked() -> Signer:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    keeper = Keeper(store, asked, clock=clock)
    store.note(entry("a")).result(timeout=60)
    sealed()
    assert looked(keeper) == [("audit_checkpoint_failed", level)]
    assert looked(keeper) == [("audit_checkpoint", "info")]


def test_a_keeper_that_is_stopped_ends(keeper: Keeper) -> None:
    keeper.start()
    keeper.stop()
    assert not keeper.is_alive()
