"""Subscriptions as the pages show them."""

from dataclasses import dataclass
from datetime import datetime

from samspill.fhir.reporting.contracts import Subscriptions, SubscriptionShown
from samspill.web.components.words import Look
from samspill.web.pages.sharing.moments import moment
from samspill.web.pages.sharing.words import CHANNELS, SUBSCRIPTION_LOOKS, Word


@dataclass(frozen=True, slots=True)
class Row:
    """One subscription.

    Attributes:
        behind: events that it has had and not yet been told of; 0 for a stream, which asks by itself.
    """

    one: SubscriptionShown
    look: Look
    channel: Word
    at: datetime | None
    end: datetime | None
    behind: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The subscriptions that are shown, of so many, and how many of the shown ones have failed."""

    rows: tuple[Row, ...]
    total: int
    failed: int


def shown_subscriptions(found: Subscriptions) -> Shown:
    """Return the subscriptions as the pages show them."""
    rows = tuple(_row(one) for one in found.shown)
    return Shown(rows, found.total, sum(row.one.status == "error" for row in rows))


def _row(one: SubscriptionShown) -> Row:
    look = SUBSCRIPTION_LOOKS.get(one.status, Look(one.status, "neutral", "QuestionmarkCircle"))
    behind = max(0, one.events - one.told) if one.channel == "rest-hook" else 0
    return Row(one, look, CHANNELS.get(one.channel, one.channel), moment(one.at), moment(one.end), behind)
