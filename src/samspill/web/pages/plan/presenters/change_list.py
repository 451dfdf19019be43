"""The page of what has changed: since when, and the ways on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspill.plan.contracts import ChangeView
from samspill.web.components.numbers import day_words
from samspill.web.pages.plan.addresses import with_query
from samspill.web.pages.plan.presenters.changes import Day, Teller


@dataclass(frozen=True, slots=True)
class SinceChoice:
    """A day to start from."""

    words: str
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChangeList:
    """All that the page places."""

    since: str
    count_words: str
    choices: tuple[SinceChoice, ...]
    days: tuple[Day, ...]
    older_address: str
    newest_address: str
    everything_address: str
    csv_address: str


def change_list(
    found: tuple[ChangeView, ...],
    teller: Teller,
    *,
    since: date,
    adopted_on: date | None,
    today: date,
    page_size: int | None,
    is_later_page: bool,
) -> ChangeList:
    """Return the page.

    Args:
        found: The changes, the newest first, and one more than ``page_size`` when there are older ones.
        teller: Tells them in words.
        since: The first day that is shown.
        adopted_on: The day of the last adoption.
        today: The reader's day.
        page_size: The most that one page shows; ``None`` when it shows all.
        is_later_page: Whether newer changes stand on an earlier page.
    """
    here = reverse("plan:changes")
    query = {"fra": since.isoformat()}
    shown = found[:page_size]
    has_older = len(found) > len(shown)
    is_split = has_older or is_later_page
    return ChangeList(
        since=day_words(since),
        count_words=_count_words(len(shown), is_split=is_split),
        choices=tuple(_choices(since=since, adopted_on=adopted_on, today=today, here=here)),
        days=teller.days(shown),
        older_address=with_query(here, {**query, "eldre_enn": str(shown[-1].id)}) if has_older else "",
        newest_address=with_query(here, query) if is_later_page else "",
        everything_address=with_query(here, {**query, "alle": "1"}) if is_split else "",
        csv_address=with_query(reverse("plan:changes_csv"), query),
    )


def _count_words(count: int, *, is_split: bool) -> str:
    if is_split:
        return ngettext("%(count)s endring på denne siden", "%(count)s endringer på denne siden", count) % {
            "count": count
        }
    return ngettext("%(count)s endring", "%(count)s endringer", count) % {"count": count}


def _choices(*, since: date, adopted_on: date | None, today: date, here: str) -> Iterable[SinceChoice]:
    days = [(_("Siste 30 dager"), today - timedelta(days=30))]
    if adopted_on:
        words = _("Siden forrige vedtak, %(day)s") % {"day": day_words(adopted_on)}
        days.insert(0, (words, adopted_on))
    for words, day in days:
        yield SinceChoice(words, with_query(here, {"fra": day.isoformat()}), is_chosen=day == since)
