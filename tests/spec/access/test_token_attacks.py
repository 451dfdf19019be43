"""Every attack is refused for its own reason, and beside each kind stands what is let in."""

import pytest
from tests.factories.logins import AT, BASE, PID, server
from tests.spec.access import proof_attacks, token_attacks
from tests.spec.access.attacks import Attack, Group, calls

from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.resource_server import ResourceServer

GROUPS = (*proof_attacks.GROUPS, *token_attacks.GROUPS)
ATTACKS = [pytest.param(attack, id=f"{group.title}: {attack.what}") for group in GROUPS for attack in group.attacks]
HONEST = [pytest.param(send, id=f"{group.title}: {what}") for group in GROUPS for what, send in group.honest]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_for_its_own_reason(attack: Attack) -> None:
    here = server()
    *honest, last = calls(attack.send())
    for before in honest:
        here.admitted(before, base=BASE, at=AT)
    with pytest.raises(LoginRefused) as refused:
        here.admitted(last, base=BASE, at=AT)
    assert refused.value.fault is attack.fault


@pytest.mark.parametrize("send", HONEST)
def test_an_honest_call_is_let_in(send: "token_attacks.Send") -> None:
    assert server().admitted(send(), base=BASE, at=AT).scopes == (("*", "rs"),)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_refusal_repeats_nothing_that_was_sent(attack: Attack) -> None:
    here = server()
    *honest, last = calls(attack.send())
    for before in honest:
        here.admitted(before, base=BASE, at=AT)
    with pytest.raises(LoginRefused) as refused:
        here.admitted(last, base=BASE, at=AT)
    denial = refused.value.denial()
    told = " ".join([denial.text, *(f"{name}: {value}" for name, value in denial.headers)])
    assert "evil" not in told
    assert PID not in told
    assert attack.fault.value in told


def test_each_fault_of_a_caller_has_an_attack() -> None:
    stopped = {attack.fault for group in GROUPS for attack in group.attacks}
    assert set(Fault) - stopped == {Fault.ISSUER_SILENT, Fault.STORE_SILENT}


def test_there_are_well_over_sixty_attacks() -> None:
    assert len(ATTACKS) >= 60
    assert all(isinstance(group, Group) and group.honest for group in GROUPS)
    assert isinstance(server(), ResourceServer)
