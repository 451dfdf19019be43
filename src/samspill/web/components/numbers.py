"""Dates and numbers as they are written in the reader's language."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NARROW = "\N{NARROW NO-BREAK SPACE}"
HARD = "\N{NO-BREAK SPACE}"


def day_words(day: date | datetime | None) -> str:
    """Return a day with its month in words, ``3. mars 2026`` or ``3 March 2026``; empty when there is none."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return dateformat.format(day, "j F Y" if _is_english() else "j. F Y").replace(" ", HARD)


def moment_words(moment: datetime | None) -> str:
    """Return a day and a time of day in the community's time zone; empty when there is none."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return _("%(day)s kl. %(time)s") % {"day": day_words(local), "time": local.strftime("%H:%M")}


def number_words(number: int | float | Decimal | None, decimals: int = 0) -> str:
    """Return a number with its thousands apart and the language's decimal sign; empty when there is none."""
    if number is None:
        return ""
    whole, _point, part = f"{number:,.{decimals}f}".partition(".")
    separated = whole.replace(",", "," if _is_english() else HARD).replace("-", "\N{MINUS SIGN}")
    return f"{separated}{formats.get_format('DECIMAL_SEPARATOR')}{part}" if part else separated


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
