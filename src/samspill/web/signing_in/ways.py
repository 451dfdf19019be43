"""Which way in the settings allow."""

from typing import Protocol

from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say
from samspill.web.signing_in.contracts import SignIn
from samspill.web.signing_in.role_picker import RolePicker


class Settings(Protocol):
    """What is asked of the settings; web lies below them and cannot import them."""

    @property
    def demo(self) -> bool:
        """Whether this is the demo."""
        ...


class NoWayIn(Refused):
    """Nobody could sign in."""


def way_in(settings: Settings) -> SignIn | None:
    """Return how readers sign in, or ``None`` when the settings allow no way."""
    return RolePicker() if settings.demo else None


def check_can_start(settings: Settings) -> None:
    """Refuse to start an application nobody can sign in to.

    Raises:
        NoWayIn: there is no way to sign in.
    """
    if way_in(settings) is None:
        raise NoWayIn(
            say("Samspill starter ikke, for ingen kan logge inn."),
            why=say("Nasjonal innlogging er ikke på plass ennå, og å velge rolle er bare tillatt i demomodus."),
            remedy=say("Skal du prøve Samspill uten ekte opplysninger, sett SAMSPILL_DEMO=1."),
        )
