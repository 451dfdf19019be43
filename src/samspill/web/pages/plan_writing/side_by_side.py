"""What somebody wrote beside how it stands now, field by field. Plain values for the page that asks which to keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from samspill.plan.contracts import ChangeView, VersionView
from samspill.web.pages.plan.presenters.changes import Event, Teller

MINE, THEIRS = "mine", "theirs"
CHOICE = "velg-"
"""Before a field's key in the form that asks."""
STALE = 409


@dataclass(frozen=True, slots=True)
class Pair:
    """A field that is not the same in what was written and in what stands."""

    key: str
    label: str | Promise
    mine: str
    theirs: str
    changed: ChangeView | None = None
    """Who last changed what stands, when that is known."""
    choice: str = ""
    """Which one is chosen; empty when both have been changed and nobody has chosen yet."""
    missing: bool = False
    """Whether a choice was asked for and not made."""

    @property
    def name(self) -> str:
        """The name of the choice in the form."""
        return choice_name(self.key)


def changed_by(history: Iterable[ChangeView], field: str) -> ChangeView | None:
    """Return the newest change of a field."""
    return next((change for change in history if change.field == field), None)


def choice_name(key: str) -> str:
    """Return the name of a field's choice in the form."""
    return f"{CHOICE}{key.replace(' ', '-')}"


def chosen(key: str, posted: Mapping[str, str]) -> str:
    """Return the choice a form sent for a field; empty when none of ours."""
    choice = posted.get(choice_name(key), "")
    return choice if choice in {MINE, THEIRS} else ""


def since_opened(history: Iterable[ChangeView], *, version: VersionView, revisions: int) -> tuple[Event, ...]:
    """Return what others have changed after a form was opened, the newest first.

    Args:
        history: Everything that has happened to the measure, the newest first.
        version: The version the form is about.
        revisions: How many times the measure has been changed since; all that one act changed has one moment.
    """
    moments: list[datetime] = []
    found: list[ChangeView] = []
    for change in history:
        if change.version_id != version.id:
            continue
        if change.at not in moments:
            moments.append(change.at)
        if len(moments) > revisions:
            break
        found.append(change)
    return Teller([version], current_id=version.id).events(found)
