"""HelseID's claims as NAV's published example of a clinician's userinfo has them."""

import json

import pytest
from tests.factories.logins import AT, BASE, call, person_claims, server, token
from tests.shared import SHARED

pytestmark = pytest.mark.outside
USERINFO = SHARED / "conformance" / "no" / "syk-inn" / "behandler-userinfo.json"


def test_the_entry_in_the_register_is_read_as_helseid_writes_it() -> None:
    told = json.loads(USERINFO.read_text(encoding="utf-8"))
    claims = person_claims() | told
    del claims["helseid://claims/hpr/hpr_number"]
    principal = server().admitted(call(token(claims)), base=BASE, at=AT).principal
    assert principal is not None
    assert principal.subject == told["sub"]
    assert principal.personnel is not None
    assert principal.personnel.number == "565501872"
    assert [approval["profession"] for approval in principal.personnel.approvals] == ["LE"]
