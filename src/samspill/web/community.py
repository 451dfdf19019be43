"""The community whose pages these are, read once from its file."""

from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.utils import timezone

from samspill.kernel.clock import now
from samspill.kernel.communities import OSLO, Community, load_community


@cache
def community() -> Community:
    """Return the community that the settings name; the demo community when they name none.

    Raises:
        CommunityRefused: its file cannot be used.
    """
    return load_community(settings.SAMSPILL.community or OSLO)


def local_day(at: datetime) -> date:
    """Return the calendar day it is for the readers at a moment."""
    return timezone.localtime(at).date()


def today() -> date:
    """Return the calendar day it is for the readers now."""
    return local_day(now())
