"""Parts that belong to one area become one: «del 1» and «del 2», goals slide and table slides, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from samspill.plan.importing.contracts import Flag, Found, FoundArea, FoundGroup
from samspill.plan.importing.heads import area_key
from samspill.plan.importing.words import fold


@dataclass(slots=True)
class AreaDraft:
    """An area while it is gathered."""

    name: Found | None
    number: int | None = None
    goals: list[Found] = field(default_factory=list)
    groups: list[FoundGroup] = field(default_factory=list)
    flags: tuple[Flag, ...] = ()


class Gathering:
    """Areas by name, in the order they are met."""

    def __init__(self) -> None:
        self.areas: list[AreaDraft] = []

    def area(self, name: Found | None, number: int | None = None) -> AreaDraft:
        """Return the area of this name, a new one when it has not been met."""
        key = area_key(name.text) if name else None
        for area in self.areas:
            if key is not None and area.name is not None and area_key(area.name.text) == key:
                area.number = area.number if area.number is not None else number
                return area
        if name is None and self.areas and self.areas[-1].name is None:
            return self.areas[-1]
        self.areas.append(AreaDraft(name, number))
        return self.areas[-1]

    def built(self, index: Sequence[tuple[int | None, str]] = ()) -> tuple[FoundArea, ...]:
        """Return the areas, numbered as the document's index numbers them."""
        return tuple(_built(area, index) for area in self.areas if area.goals or area.groups or area.name)


def _built(area: AreaDraft, index: Sequence[tuple[int | None, str]]) -> FoundArea:
    number = area.number
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    flags = area.flags
    listed = _listed(area.name.text, index) if area.name else None
    if listed is not None and area.name is not None:
        number = listed[0] if listed[0] is not None else number
        parent, aliases = _relation(area.name.text, listed[1])
        flags = (*flags, Flag.NAMES_DIFFER) if aliases else flags
    elif area.name is None:
        flags = tuple(dict.fromkeys((*flags, Flag.AREA_MISSING)))
    return FoundArea(area.name, number, parent, aliases, tuple(area.goals), tuple(area.groups), flags)


def _listed(name: str, index: Sequence[tuple[int | None, str]]) -> tuple[int | None, str] | None:
    """Return the index entry of an area: the same name, a wider one it begins with, or a word it ends with.

    «Psykisk helse» lists «Psykisk helse voksne»; «Beredskap» lists «Helseberedskap».
    """
    key = area_key(name)
    for entry in index:
        if area_key(entry[1]) == key:
            return entry
    for entry in index:
        other = area_key(entry[1])
        if entry[0] is not None and (key.startswith(f"{other} ") or (len(other) >= 6 and key.endswith(other))):
            return entry
    return None


def _relation(name: str, listed: str) -> tuple[str | None, tuple[str, ...]]:
    """Return (parent, other names) for an area that an index lists under another name."""
    key, other = area_key(name), area_key(listed)
    if key == other:
        return None, ()
    if key.startswith(f"{other} "):
        return listed, ()
    return None, (listed,) if fold(listed) != fold(name) else ()
