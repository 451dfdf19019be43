"""The portfolio page: the version, counts that filter, what is asked for, and the areas."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from samspill.plan.contracts import PortfolioFilter, PortfolioView, Status, VersionId
from samspill.web.components.numbers import day_words
from samspill.web.components.words import STATUS_LOOKS, Look, status_word
from samspill.web.pages.plan.addresses import OVERVIEW, VIEW, query_of, with_query
from samspill.web.pages.plan.forms import FilterForm
from samspill.web.pages.plan.presenters.areas import BEST_FIRST, AreaShown, area_shown, count_words
from samspill.web.pages.plan.presenters.measures import Column, columns
from samspill.web.pages.plan.presenters.versions import VersionShown, version_shown

FILTER_LABELS = ("tekst", "omrade", "status", "aar", "virksomhet", "fase", "frist")


@dataclass(frozen=True, slots=True)
class StatusCount:
    """A status with its count, as a link that shows those measures only, or all again."""

    status: Status | None
    """``None`` for all of them."""
    look: Look | None
    word: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """Something asked for, and the address without it."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """All that the portfolio page places."""

    version: VersionShown
    goals: tuple[str, ...]
    count_words: str
    counts_of: str
    """Which year's statuses are counted."""
    counts: tuple[StatusCount, ...]
    chips: tuple[Chip, ...]
    areas: tuple[AreaShown, ...]
    columns: tuple[Column, ...]
    """Those of the picture."""
    is_overview: bool
    address: str
    table_address: str
    overview_address: str
    everything_address: str
    csv_address: str


def portfolio_page(
    shown: PortfolioView,
    others: PortfolioView,
    form: FilterForm,
    *,
    current_id: VersionId | None,
    today: date,
    is_overview: bool,
) -> PortfolioPage:
    """Return the page.

    Args:
        shown: What fits everything that is asked for.
        others: What fits all of it except the status, so that each status can be counted.
        form: What is asked for.
        current_id: The version that holds now.
        today: The day deadlines are held against.
        is_overview: Whether the picture is shown instead of the table.
    """
    where = form.where()
    version = version_shown(shown.version, current_id=current_id)
    asked = {**query_of(where), **version.query, VIEW: OVERVIEW if is_overview else ""}
    here = reverse("plan:portfolio")
    whole = where.is_empty
    heads = columns(shown.version.years, (measure for area in shown.areas for measure in area.measures))
    return PortfolioPage(
        version=version,
        goals=shown.goals,
        count_words=count_words(shown.count, shown.count_in_all),
        counts_of=_counts_of(form, where),
        counts=tuple(_counts(others, where, asked=asked, here=here)),
        chips=tuple(_chips(form, where, asked=asked, here=here)),
        areas=tuple(
            area_shown(one, shown.version, query=version.query, today=today, picture_heads=heads, whole=whole)
            for one in shown.areas
        ),
        columns=heads,
        is_overview=is_overview,
        address=with_query(here, asked),
        table_address=with_query(here, {**asked, VIEW: ""}),
        overview_address=with_query(here, {**asked, VIEW: OVERVIEW}),
        everything_address=with_query(here, {**version.query, VIEW: asked[VIEW]}),
        csv_address=with_query(reverse("plan:portfolio_csv"), {**asked, VIEW: ""}),
    )


def _counts_of(form: FilterForm, where: PortfolioFilter) -> str:
    if where.year is None:
        return _("Siste kjente status")
    return _("Status for %(year)s") % {"year": form.word_of("aar")}


def _counts(
    others: PortfolioView, where: PortfolioFilter, *, asked: dict[str, str], here: str
) -> Iterable[StatusCount]:
    counts = _by_status(others, where)
    words = others.version.status_words
    yield StatusCount(
        None, None, _("Alle"), others.count, with_query(here, {**asked, "status": ""}), is_chosen=where.status is None
    )
    for status in BEST_FIRST:
        chosen = where.status is status
        address = with_query(here, {**asked, "status": "" if chosen else status.value})
        word = status_word(status, words)
        yield StatusCount(status, STATUS_LOOKS[status], word, counts[status], address, is_chosen=chosen)


def _by_status(others: PortfolioView, where: PortfolioFilter) -> Counter[Status]:
    """Count measures by the status a click on the count would ask for: that of the year asked for, else the newest."""
    if where.year is None:
        return Counter(others.by_status)
    return Counter(
        status
        for area in others.areas
        for measure in area.measures
        for status in {cell.status for cell in measure.cells if cell.year == where.year}
    )


def _chips(form: FilterForm, where: PortfolioFilter, *, asked: dict[str, str], here: str) -> Iterable[Chip]:
    for name in FILTER_LABELS:
        if not asked[name]:
            continue
        value = {"tekst": f"«{where.text}»", "frist": day_words(where.due_by)}.get(name) or form.word_of(name)
        words = _("%(filter)s: %(value)s") % {"filter": _short_label(form, name), "value": value}
        yield Chip(words, with_query(here, {**asked, name: ""}))


def _short_label(form: FilterForm, name: str) -> str:
    return _("Søk") if name == "tekst" else str(form.fields[name].label)
