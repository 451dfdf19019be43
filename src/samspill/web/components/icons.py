"""Icons: Aksel's SVG files, drawn into the page."""

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).resolve().parents[1] / "static" / "vendor" / "icons"


class IconMissing(LookupError):
    """The icon is not among those that vendor.toml names."""


def icon_svg(name: str, *, label: str = "", css: str = "") -> SafeString:
    """Return an icon.

    Args:
        name: The file's name in Aksel without ``.svg``, for example ``Calendar``.
        label: What it says to those who do not see it; without one it is decoration and hidden from them.
        css: Class names to add.
    """
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="sam-icon {}" viewBox="0 0 24 24" width="1em" height="1em" fill="none" {}>{}</svg>',
        css,
        said,
        _inside(name),
    )


@cache
def _inside(name: str) -> SafeString:
    path = FOLDER / f"{name}.svg"
    if not path.is_file():
        raise IconMissing(f"There is no icon {name}: pin it in vendor.toml (scripts/vendor.py), then make setup")
    inside = re.sub(r"^\s*<svg[^>]*>|</svg>\s*$", "", path.read_text(encoding="utf-8"))
    # The file's hash is held by vendor.toml, so what it says is known.
    return mark_safe(inside.strip())  # noqa: S308
