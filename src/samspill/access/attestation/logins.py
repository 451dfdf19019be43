"""What a verified token's principal says of the professional, for an attestation to be held against."""

from samspill.access.attestation.contracts import LoggedIn
from samspill.access.attestation.refusing import AttestationRefused, fault
from samspill.access.principals import Principal
from samspill.kernel.numbers.admitting import Deployment, admit
from samspill.kernel.numbers.hpr import parse_hpr_number
from samspill.kernel.numbers.national import Kind, NationalNumber

PROFESSIONAL_KINDS = frozenset({Kind.FNR, Kind.DNR})


def login_of(principal: Principal, *, takes: Deployment | None = None) -> LoggedIn:
    """Return what a login says.

    Args:
        principal: whom a verified token speaks for.
        takes: whose numbers the deployment takes; ``None`` when it does not look at them.

    Raises:
        AttestationRefused: the token is a system's own, and nobody is logged in.
        NumberRefused: the token's person has a number that cannot be, or that the deployment does not take.
        Invalid: the token's HPR number is none.
    """
    if principal.pid is None:
        raise AttestationRefused((fault("nobody_is_logged_in"),))
    pid = NationalNumber(principal.pid.reveal())
    if takes is not None:
        admit(pid, deployment=takes, kinds=PROFESSIONAL_KINDS)
    personnel = principal.personnel
    return LoggedIn(
        pid=pid,
        name=principal.name,
        security_level=principal.assurance.security_level or 0,
        hpr_number=parse_hpr_number(personnel.number) if personnel and personnel.number else None,
        orgnr_parent=principal.acting_for.parent,
        orgnr_child=principal.acting_for.child or None,
        issued_at=int(principal.issued_at.timestamp()),
    )
