"""UCUM's own table of prefixes and units, read once when first asked for.

The file is UCUM's, unchanged, as its licence asks (``data/license.txt``, ``data/NOTICE.txt``); reading it takes about
ten milliseconds.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree as ET

NAMESPACE = "{http://unitsofmeasure.org/ucum-essence}"


@dataclass(frozen=True, slots=True)
class Atom:
    """One unit as the table defines it.

    Attributes:
        code: case-sensitive code.
        metric: whether it takes prefixes.
        value: how many of ``unit`` it is; for a special unit the factor inside its function.
        unit: what it is defined by; empty for a base unit and for an arbitrary one, which nothing else converts to.
        function: name of the function of a special unit; ``None`` for an ordinary one.
    """

    code: str
    metric: bool
    value: Fraction
    unit: str
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """All prefixes and units, by their case-sensitive codes."""

    prefixes: Mapping[str, Fraction]
    atoms: Mapping[str, Atom]


@cache
def table() -> Table:
    """Read the table."""
    packed = files("samspill.fhir.ucum").joinpath("data", "ucum-essence.xml.gz").read_bytes()
    root = ET.fromstring(gzip.decompress(packed))  # noqa: S314  our own file, not a caller's
    prefixes = {
        each.attrib["Code"]: _number(_child(each, "value").attrib["value"]) for each in root.iter(NAMESPACE + "prefix")
    }
    atoms = [_base(each) for each in root.iter(NAMESPACE + "base-unit")]
    atoms += [_atom(each) for each in root.iter(NAMESPACE + "unit")]
    return Table(prefixes, {atom.code: atom for atom in atoms})


def _base(element: ET.Element) -> Atom:
    return Atom(element.attrib["Code"], metric=True, value=Fraction(1), unit="")


def _atom(element: ET.Element) -> Atom:
    code, metric = element.attrib["Code"], element.attrib["isMetric"] == "yes"
    if element.get("isArbitrary") == "yes":
        return Atom(code, metric, Fraction(1), "")
    value = _child(element, "value")
    function = value.find(NAMESPACE + "function")
    if function is None:
        return Atom(code, metric, _number(value.attrib["value"]), value.attrib["Unit"])
    return Atom(code, metric, _number(function.attrib["value"]), function.attrib["Unit"], function.attrib["name"])


def _child(element: ET.Element, name: str) -> ET.Element:
    found = element.find(NAMESPACE + name)
    if found is None:
        raise ValueError(f"UCUM's table has a {element.tag} without {name}.")
    return found


def _number(text: str) -> Fraction:
    return Fraction(Decimal(text))
