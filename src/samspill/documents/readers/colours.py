"""Colours of Office files: theme names, tints and shades resolved to ``#rrggbb``."""

import colorsys
from collections.abc import Iterable, Mapping

from lxml import etree

from samspill.documents.readers.markup import is_element
from samspill.documents.readers.office import A

Parts = tuple[float, float, float]

# The places, from 0, of a theme's colours as workbooks count them (light before dark, by an old quirk of Excel).
WORKBOOK_ORDER = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip

PRESETS = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000", "lime": "#00ff00", "blue": "#0000ff",
    "yellow": "#ffff00", "orange": "#ffa500", "gray": "#808080", "grey": "#808080", "ltGray": "#d3d3d3",
    "lightGray": "#d3d3d3", "dkGray": "#a9a9a9", "darkGray": "#a9a9a9", "cyan": "#00ffff", "magenta": "#ff00ff",
    "darkGreen": "#006400", "darkRed": "#8b0000", "darkBlue": "#00008b", "purple": "#800080", "pink": "#ffc0cb",
    "lightGreen": "#90ee90", "lightBlue": "#add8e6", "darkYellow": "#808000", "darkCyan": "#008b8b",
    "darkMagenta": "#8b008b", "gold": "#ffd700", "brown": "#a52a2a", "silver": "#c0c0c0", "navy": "#000080",
}  # fmt: skip


def theme_colours(root: etree._Element) -> dict[str, str]:
    """Return {name: ``#rrggbb``} of a theme part."""
    scheme = root.find(f".//{A}clrScheme")
    if scheme is None:
        return {}
    found = {}
    for entry in scheme:
        value = colour_in(entry, {})
        if value:
            found[etree.QName(entry).localname] = value
    return found


def colour_in(holder: etree._Element | None, theme: Mapping[str, str]) -> str | None:
    """Return the colour that a DrawingML element holds (``a:solidFill``, ``a:highlight``, a theme entry)."""
    if holder is None:
        return None
    for choice in holder:
        if not is_element(choice):
            continue
        base = _base(choice, theme)
        if base is not None:
            return _modified(base, choice)
    return None


def _base(choice: etree._Element, theme: Mapping[str, str]) -> str | None:
    value = choice.get("val", "")
    match etree.QName(choice).localname:
        case "srgbClr":
            return hex_colour(value)
        case "sysClr":
            return hex_colour(choice.get("lastClr", "")) or {"window": "#ffffff", "windowText": "#000000"}.get(value)
        case "schemeClr":
            return theme.get(value)
        case "prstClr":
            return PRESETS.get(value)
        case "scrgbClr":
            return _joined([int(choice.get(part, "0")) / 100_000 for part in ("r", "g", "b")])
    return None


def hex_colour(value: str) -> str | None:
    """Return ``#rrggbb`` of RRGGBB or AARRGGBB, or None when it is neither (``auto``)."""
    value = value.lstrip("#")[-6:].lower() if len(value.lstrip("#")) in {6, 8} else ""
    return f"#{value}" if value and all(sign in "0123456789abcdef" for sign in value) else None


def _modified(base: str, choice: etree._Element) -> str:
    """Apply lumMod, lumOff, shade and tint in the order they stand, and round only at the end."""
    parts = _parts(base)
    for change in choice:
        if not is_element(change):
            continue
        try:
            amount = int(change.get("val", "100000")) / 100_000
        except ValueError:
            continue
        match etree.QName(change).localname:
            case "lumMod":
                parts = _lit(parts, times=amount)
            case "lumOff":
                parts = _lit(parts, plus=amount)
            case "shade":
                parts = (parts[0] * amount, parts[1] * amount, parts[2] * amount)
            case "tint":
                parts = (1 - (1 - parts[0]) * amount, 1 - (1 - parts[1]) * amount, 1 - (1 - parts[2]) * amount)
    return _joined(parts)


def _lit(parts: Parts, *, times: float = 1.0, plus: float = 0.0) -> Parts:
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    return colorsys.hls_to_rgb(hue, min(max(light * times + plus, 0.0), 1.0), saturation)


def lightened(colour: str, *, times: float = 1.0, plus: float = 0.0) -> str:
    """Return the colour with its lightness (HSL) multiplied and raised."""
    return _joined(_lit(_parts(colour), times=times, plus=plus))


def tinted(colour: str, tint: float) -> str:
    """Return a workbook's tint of a colour: -1 is black, 1 is white."""
    return lightened(colour, times=1 + tint) if tint < 0 else lightened(colour, times=1 - tint, plus=tint)


def _parts(colour: str) -> Parts:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _joined(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in parts)
