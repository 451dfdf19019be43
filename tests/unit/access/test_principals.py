"""A person's number goes with a principal and shows itself to nobody who does not ask for it by name."""

import json
import pickle

import pytest
import structlog
from tests.factories.logins import AT, BASE, PID, call, server

from samspill.access.principals import Principal, Unprinted


@pytest.fixture
def principal() -> Principal:
    found = server().admitted(call(), base=BASE, at=AT).principal
    assert found is not None
    return found


def test_the_number_is_told_to_who_asks_for_it(principal: Principal) -> None:
    assert principal.pid is not None
    assert principal.pid.reveal() == PID


def test_the_number_is_in_no_text_of_the_principal(principal: Principal) -> None:
    texts = (repr(principal), str(principal), f"{principal.pid}", f"{principal.pid!r}", f"{principal.pid:>20}")
    assert [text for text in texts if PID in text] == []
    assert PID not in principal.audit_name


def test_the_number_is_in_no_log_line(principal: Principal, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("test").info("event", who=principal, pid=principal.pid)
    said = "".join(capsys.readouterr())
    assert "event" in said
    assert PID not in said


def test_the_number_cannot_be_written_anywhere_unseen(principal: Principal) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(principal.pid)
    with pytest.raises(TypeError):
        json.dumps(principal.pid)


def test_two_numbers_are_compared_without_being_shown() -> None:
    assert Unprinted("1") == Unprinted("1")
    assert Unprinted("1") != Unprinted("2")
    assert len({Unprinted("1"), Unprinted("1"), Unprinted("2")}) == 2
