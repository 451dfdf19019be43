"""The symbols of a page with many measures: drawn once, and pointed to by each row."""

from functools import cache

from django.utils.safestring import SafeString, mark_safe

from samspill.web.components.icons import icon_svg
from samspill.web.components.words import STATUS_LOOKS

ICONS = {**{status.value: look.icon for status, look in STATUS_LOOKS.items()}, "overdue": "ExclamationmarkTriangleFill"}
"""Id and icon."""


@cache
def symbols() -> tuple[tuple[str, SafeString], ...]:
    """Return the id and the drawing of each symbol."""
    return tuple((name, _inside(icon)) for name, icon in ICONS.items())


def _inside(icon: str) -> SafeString:
    drawn = icon_svg(icon)
    # Our own vendored drawing, held by its hash in vendor.toml.
    return mark_safe(drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")])  # noqa: S308
