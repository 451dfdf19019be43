"""Who is logged in, as a verified token's principal says it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.factories.attestations import HOSPITAL, PROFESSIONAL, RIKSHOSPITALET, TOA, claim, login
from tests.factories.national_numbers import some

from samspill.access.attestation.api import AttestationRefused, login_of, read_attestation
from samspill.access.principals import ActingFor, Assurance, HealthPersonnel, Principal, Unprinted
from samspill.kernel.numbers.admitting import Deployment
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused
from samspill.kernel.refusals import Invalid

AT = datetime.fromtimestamp(TOA, UTC)
PRINCIPAL = Principal(
    issuer="https://helseid.example",
    subject="opaque",
    is_person=True,
    client_id="client",
    client_name="Journalsystem",
    pid=Unprinted(PROFESSIONAL.digits),
    name="Demo Sykehuslege",
    personnel=HealthPersonnel("999000001", ()),
    acting_for=ActingFor(HOSPITAL, RIKSHOSPITALET, ""),
    scopes=(),
    scope_words=(),
    assurance=Assurance(security_level=4),
    attestation=None,
    issued_at=AT,
    expires_at=AT,
    key="",
)


def test_a_principal_is_who_is_logged_in() -> None:
    assert login_of(PRINCIPAL) == login()
    assert read_attestation(claim(), login=login_of(PRINCIPAL)).toa == TOA


def test_what_the_token_does_not_say_is_not_made_up() -> None:
    bare = replace(PRINCIPAL, personnel=None, acting_for=ActingFor("", "", ""), assurance=Assurance())
    assert login_of(bare) == login(hpr_number=None, orgnr_parent="", orgnr_child=None, security_level=0)


def test_a_system_has_nobody_logged_in() -> None:
    with pytest.raises(AttestationRefused, match="Ingen person er logget inn"):
        login_of(replace(PRINCIPAL, pid=None))


@pytest.mark.parametrize(
    ("digits", "takes", "fault"),
    [
        (some(), Deployment.PRODUCTION, NumberFault.SYNTHETIC),
        (some(origin="real"), Deployment.DEMO, NumberFault.REAL_FORM),
        (some("hnr"), Deployment.PRODUCTION, NumberFault.SYNTHETIC),
        ("12345678901", None, NumberFault.DATE),
    ],
    ids=["synthetic", "real", "h-number", "none"],
)
def test_a_person_whom_the_deployment_does_not_take_is_not_let_in(
    digits: str, takes: Deployment | None, fault: NumberFault
) -> None:
    with pytest.raises(NumberRefused) as refused:
        login_of(replace(PRINCIPAL, pid=Unprinted(digits)), takes=takes)
    assert refused.value.fault is fault


def test_a_person_whom_the_deployment_takes_is() -> None:
    assert login_of(PRINCIPAL, takes=Deployment.DEMO).pid == PROFESSIONAL


def test_an_hpr_number_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid):
        login_of(replace(PRINCIPAL, personnel=HealthPersonnel("12", ())))
