"""When emergency access is given: with a reason, and for a few hours."""

from datetime import datetime

from samspill.access.grants.contracts import HOURS_MAX, REASON_CHARS_MIN, Grant, GrantRefused
from samspill.kernel.texts import say


def check_can_break_glass(*, reason: str, hours: int, holder: str | None) -> None:
    """Refuse emergency access that lacks what it must have.

    Args:
        reason: why, in the professional's words.
        hours: how long.
        holder: the professional's HPR number; None for who has none.

    Raises:
        GrantRefused: with what is missing.
    """
    if not holder:
        raise GrantRefused(
            say("Nødtilgang ble ikke gitt."),
            why=say("Den er for helsepersonell, og du er ikke i Helsepersonellregisteret."),
            remedy=say("Be en kollega med autorisasjon om hjelp."),
        )
    if len(" ".join(reason.split())) < REASON_CHARS_MIN:
        raise GrantRefused(
            say("Nødtilgang ble ikke gitt."),
            why=say("Begrunnelsen er kortere enn %(chars)d tegn.", chars=REASON_CHARS_MIN),
            remedy=say("Skriv hva som haster, og hvorfor du trenger opplysningene nå."),
        )
    if not 1 <= hours <= HOURS_MAX:
        raise GrantRefused(
            say("Nødtilgang ble ikke gitt."),
            why=say("Den varer fra én til %(hours)d timer.", hours=HOURS_MAX),
            remedy=say("Velg en kortere tid. Du kan ta ny nødtilgang hvis det fortsatt haster."),
        )


def emergency_grant(
    *,
    grant_id: str,
    person: str,
    holder: str | None,
    organisation: str,
    reason: str,
    hours: int,
    data_class: str = "",
    at: datetime,
) -> Grant:
    """Return a grant that lasts from now.

    Raises:
        GrantRefused: what was asked for lacks what it must have.
    """
    check_can_break_glass(reason=reason, hours=hours, holder=holder)
    starts = int(at.timestamp())
    return Grant(
        id=grant_id,
        person=person,
        holder=holder or "",
        organisation=organisation,
        reason=reason.strip(),
        starts=starts,
        ends=starts + hours * 3600,
        data_class=data_class,
    )
