"""A version of a plan as the top of a page shows it, and the choice between versions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samspill.plan.contracts import VersionId, VersionState, VersionView
from samspill.web.components.numbers import day_words
from samspill.web.pages.plan.addresses import VERSION, Query, version_query, with_query


@dataclass(frozen=True, slots=True)
class VersionShown:
    """Title and standing of a version."""

    id: VersionId
    title: str
    number: int
    state: VersionState
    facts: tuple[tuple[str, str], ...]
    query: Query
    """What names the version in an address; empty for the current one."""
    is_current: bool
    lang: str
    """The language of its text, where that is not the reader's; else empty."""


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """A version to choose."""

    words: str
    address: str
    is_chosen: bool


def version_shown(version: VersionView, *, current_id: VersionId | None) -> VersionShown:
    """Return a version for the top of a page."""
    return VersionShown(
        id=version.id,
        title=version.title,
        number=version.number,
        state=version.state,
        facts=tuple(_facts(version)),
        query=version_query(version.id, current_id=current_id),
        is_current=version.id == current_id,
        lang="" if version.language == get_language() else version.language,
    )


def _facts(version: VersionView) -> Iterable[tuple[str, str]]:
    yield _("Versjon"), str(version.number)
    if version.owner:
        yield _("Eier"), version.owner
    if version.dated:
        yield _("Datert"), day_words(version.dated)
    if version.adopted_on or version.adopted_in:
        yield _("Vedtatt"), ", ".join(part for part in (day_words(version.adopted_on), version.adopted_in) if part)


def version_choices(
    versions: Iterable[VersionView], *, chosen: VersionId, page: str, query: Query
) -> tuple[VersionChoice, ...]:
    """Return the versions to choose between on a page; none when there is only one."""
    choices = tuple(
        VersionChoice(
            words=_("%(title)s, versjon %(number)s") % {"title": one.title, "number": one.number},
            address=with_query(page, {**query, VERSION: str(one.id)}),
            is_chosen=one.id == chosen,
        )
        for one in versions
    )
    return choices if len(choices) > 1 else ()
