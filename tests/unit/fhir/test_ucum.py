"""Units as UCUM writes them (https://ucum.org/ucum): conversions anyone can check, and what is refused."""

import gzip
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files

import pytest

from samspill.fhir.ucum import api as ucum
from samspill.fhir.ucum.table import table

EXACT = [
    ("200", "mg/dL", "g/L", "2"),
    ("2", "g/L", "mg/dL", "200"),
    ("5.4", "mmol/L", "umol/mL", "5.4"),
    ("1", "mol/L", "mmol/L", "1000"),
    ("1", "[in_i]", "cm", "2.54"),
    ("1", "[lb_av]", "kg", "0.45359237"),
    ("90", "min", "h", "1.5"),
    ("2", "wk", "d", "14"),
    ("1", "a", "d", "365.25"),
    ("37", "Cel", "[degF]", "98.6"),
    ("98.6", "[degF]", "Cel", "37"),
    ("-40", "Cel", "[degF]", "-40"),
    ("0", "Cel", "K", "273.15"),
    ("37000", "mCel", "Cel", "37"),
    ("80", "[degRe]", "Cel", "100"),
    ("120", "mm[Hg]", "kPa", "15.99864"),
    ("60", "{beats}/min", "/s", "1"),
    ("4.5", "10*9/L", "10*3/uL", "4.5"),
    ("4.5", "10^9/L", "10*6/mL", "4.5"),
    ("1", "N", "kg.m/s2", "1"),
    ("1", "N", "kg.m.s-2", "1"),
    ("1", "J/(kg.K)", "m2.s-2.K-1", "1"),
    ("50", "%", "1", "0.5"),
    ("1", "k[iU]/L", "[iU]/mL", "1"),
    ("1", "ml/min/{1.73_m2}", "mL/min", "1"),
    ("1", "a", "mo", "12"),
    ("3", "g/m/m.s", "g.s/m2", "3"),
    ("8", "bit", "By", "1"),
    ("1", "KiBy", "By", "1024"),
    ("2", "[pH]", "mmol/L", "10"),
    ("2", "B[W]", "W", "100"),
    ("10", "dB[W]", "W", "10"),
]


@pytest.mark.parametrize(("value", "unit", "to", "expected"), EXACT)
def test_a_quantity_in_another_unit(value: str, unit: str, to: str, expected: str) -> None:
    found = ucum.convert(Decimal(value), unit, to)
    assert found is not None
    assert found == pytest.approx(Decimal(expected), rel=Decimal("1e-30"), abs=0)


def test_a_slope_of_a_hundred_percent_is_forty_five_degrees() -> None:
    assert ucum.convert(Decimal(100), "%[slope]", "deg") == pytest.approx(Decimal(45), rel=Decimal("1e-12"))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("mg/dL", (Decimal("10.00"), "g.m-3")),
        ("mm[Hg]", (Decimal(133322), "g.m-1.s-2")),
        ("/min", (Decimal(1) / 60, "s-1")),
        ("{score}", (Decimal(1), "1")),
        ("[iU]/mL", (Decimal("1e6"), "[iU].m-3")),
        ("m/m", (Decimal(1), "1")),
    ],
)
def test_the_canonical_form_is_in_base_units_in_alphabetical_order(unit: str, expected: tuple[Decimal, str]) -> None:
    found = ucum.canonical(Decimal(1), unit)
    assert found is not None
    assert found[1] == expected[1]
    assert found[0] == pytest.approx(expected[0], rel=Decimal("1e-27"))


def test_a_mole_is_a_number_of_particles() -> None:
    assert ucum.canonical(Decimal(1), "mmol/L") == (Decimal("6.0221367e23"), "m-3")


@pytest.mark.parametrize(
    "unit",
    [
        "", " ", "foo", "mmHg", "m/", "m.", "..", "(m", "m)", "()", "{", "m{a", "2m", "mg dl", "k", "k%", "Cel/s",
        "Cel2", "m2.Cel", "10*999", "m999", "m" * 300, "(" * 60 + "m" + ")" * 60, "m\x00", "mÅ", "{å}", "m--2", "1/0",
        "[m", "m]",
    ],
)  # fmt: skip
def test_what_is_no_unit_is_unknown(unit: str) -> None:
    assert ucum.canonical(Decimal(1), unit) is None
    assert not ucum.is_unit(unit)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("mg/dL", "kg/m3", True),
        ("mmol/L", "mg/dL", False),
        ("Cel", "K", True),
        ("[iU]", "[arb'U]", False),
        ("[iU]/L", "k[iU]/mL", True),
        ("mm[Hg]", "kPa", True),
        ("foo", "foo", False),
    ],
)
def test_only_units_of_one_dimension_are_compatible(one: str, other: str, expected: bool) -> None:
    assert ucum.compatible(one, other) is expected
    assert (ucum.convert(Decimal(1), one, other) is not None) is expected


def test_every_unit_of_the_table_is_read() -> None:
    assert len(table().atoms) == 310
    assert [code for code in table().atoms if not ucum.is_unit(code)] == []


@pytest.mark.parametrize("unit", sorted(table().atoms))
def test_a_quantity_comes_back_from_its_canonical_unit(unit: str) -> None:
    there = ucum.canonical(Decimal("2.5"), unit)
    assert there is not None
    assert ucum.compatible(unit, there[1])
    back = ucum.convert(there[0], there[1], unit)
    assert back == pytest.approx(Decimal("2.5"), rel=Decimal("1e-9"))


def test_a_range_on_a_falling_scale_is_turned_round() -> None:
    found = ucum.canonical_range(Decimal(7), Decimal(8), "[pH]")
    assert found is not None
    assert found[0] < found[1]


def test_an_open_range_stays_open() -> None:
    endless = Decimal("Infinity")
    assert ucum.canonical_range(-endless, Decimal(5), "kg") == (-endless, Decimal(5000), "g")


@pytest.mark.parametrize(("value", "unit"), [("-1", "B"), ("1e999999", "Np"), ("1e400", "[pH]"), ("1e-999999", "kg")])
def test_no_number_stops_a_conversion(value: str, unit: str) -> None:
    assert ucum.canonical(Decimal(value), unit) is not None


def test_the_logarithm_of_nothing_has_no_value() -> None:
    assert ucum.convert(Decimal(-1), "1", "B") is None


def test_the_table_is_ucums_own_unchanged_with_its_notice() -> None:
    data = files("samspill.fhir.ucum").joinpath("data")
    content = gzip.decompress(data.joinpath("ucum-essence.xml.gz").read_bytes())
    assert sha256(content).hexdigest() == "3e4ba7b0ce2c7f83c9a6afe36c07d8cd8cfd7c0d22b6a2a790d4fec4efa89624"
    licence = data.joinpath("license.txt").read_text("utf-8")
    notice = data.joinpath("UCUM_short_license.txt").read_text("utf-8")
    assert "Each copy thereof must include this Copyright Notice and License" in licence
    assert notice.strip() in licence.replace('"This product', "This product").replace('PURPOSE."', "PURPOSE.")
