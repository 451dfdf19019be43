"""What a version's and an area's own words may say: every error at once, by the form's field. Plain Python."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from samspill.kernel.texts import Text, say
from samspill.plan.contracts import Invalid
from samspill.plan.drafts import LABEL_CHARS_MAX, LINE_CHARS_MAX, TEXT_CHARS_MAX
from samspill.plan.folding import fold
from samspill.plan.frames import AreaFrame, GroupFrame, VersionFrame

NUMBER_MAX = 9999
Errors = Iterator[tuple[str, Text]]


def tidied_version_frame(frame: VersionFrame) -> VersionFrame:
    """Return the words without space around them and without empty goals."""
    years = tuple(replace(head, label=head.label.strip() or str(head.year)) for head in frame.years)
    return replace(frame, title=frame.title.strip(), owner=frame.owner.strip(), goals=_points(frame.goals), years=years)


def tidied_area_frame(frame: AreaFrame) -> AreaFrame:
    """Return the words without space around them and without empty goals."""
    groups = tuple(replace(group, name=group.name.strip()) for group in frame.groups)
    return replace(frame, name=frame.name.strip(), goals=_points(frame.goals), groups=groups)


def check_version_frame(draft: VersionFrame, *, now: VersionFrame) -> None:
    """Refuse words that a version cannot have.

    Raises:
        Invalid: with an error for each field; a year's is ``label 2026`` or ``kind 2026``.
    """
    _raise_if_any(dict(_version_errors(draft, now)))


def check_area_frame(draft: AreaFrame, *, now: AreaFrame | None, other_names: tuple[str, ...]) -> None:
    """Refuse words that an area cannot have.

    Args:
        draft: What somebody wrote.
        now: How it stands; ``None`` for a new area.
        other_names: The names of the version's other areas.

    Raises:
        Invalid: with an error for each field; a group's is ``group 7`` by its id, ``group new`` for one to be made.
    """
    _raise_if_any(dict(_area_errors(draft, now, other_names)))


def _version_errors(draft: VersionFrame, now: VersionFrame) -> Errors:
    if not draft.title:
        yield "title", say("Skriv hva planen heter.")
    yield from _too_long("title", draft.title, LINE_CHARS_MAX)
    yield from _too_long("owner", draft.owner, LINE_CHARS_MAX)
    for goal in draft.goals:
        yield from _too_long("goals", goal, TEXT_CHARS_MAX)
    years = Counter(head.year for head in now.years)
    for before, after in zip(now.years, draft.years, strict=True):
        yield from _too_long(f"label {before.year}", after.label, LABEL_CHARS_MAX)
        if years[before.year] > 1 and before.kind is not after.kind:
            yield (
                f"kind {before.year}",
                say("Året %(year)s står både som planlagt og som oppnådd, og må fortsatt gjøre det.", year=before.year),
            )


def _area_errors(draft: AreaFrame, now: AreaFrame | None, other_names: tuple[str, ...]) -> Errors:
    if not draft.name and (now is None or now.name):
        yield "name", say("Skriv hva området heter.")
    if (
        draft.name
        and fold(draft.name) in {fold(name) for name in other_names}
        and (now is None or draft.name != now.name)
    ):
        yield "name", say("Planen har allerede et område som heter «%(name)s».", name=draft.name)
    yield from _too_long("name", draft.name, LINE_CHARS_MAX)
    if draft.number is not None and not 0 <= draft.number <= NUMBER_MAX:
        yield "number", say("Nummeret må være mellom 0 og %(max)s.", max=NUMBER_MAX)
    for goal in draft.goals:
        yield from _too_long("goals", goal, TEXT_CHARS_MAX)
    yield from _group_errors(draft.groups, now)


def _group_errors(groups: tuple[GroupFrame, ...], now: AreaFrame | None) -> Errors:
    counts = Counter(fold(group.name) for group in groups)
    before = {group.id: group.name for group in now.groups} if now else {}
    for group in groups:
        field = f"group {group.id or 'new'}"
        yield from _too_long(field, group.name, LINE_CHARS_MAX)
        if counts[fold(group.name)] > 1 and before.get(group.id) != group.name:
            yield field, say("Området har allerede en gruppe som heter «%(name)s».", name=group.name)


def _too_long(field: str, text: str, chars_max: int) -> Errors:
    if "\x00" in text:
        yield field, say("Teksten inneholder et tegn som ikke kan lagres. Skriv den på nytt.")
    if len(text) > chars_max:
        yield field, say("Teksten er for lang: %(chars)s tegn. Høyst %(max)s.", chars=len(text), max=chars_max)


def _points(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text.strip())


def _raise_if_any(errors: dict[str, Text]) -> None:
    if errors:
        raise Invalid(say("Noe mangler eller må rettes før dette kan lagres."), errors=errors)
