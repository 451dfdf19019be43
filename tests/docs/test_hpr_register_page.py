"""The page's own lines are loaded as they stand, with numbers made on the spot."""

import re
from datetime import date
from pathlib import Path

from tests.factories.national_numbers import some

from samspill.access.hpr.api import DEMO, Reason, load_register
from samspill.kernel.numbers.national import NationalNumber

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "hpr-register.md").read_text(encoding="utf-8")


def test_the_lines_of_the_page_are_a_register(tmp_path: Path) -> None:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    numbers = iter([some(), some(skip=1)])
    path = tmp_path / "register.jsonl"
    path.write_text(re.sub("…", lambda _: next(numbers), found[1]), encoding="utf-8")
    register = load_register(path)
    locum = NationalNumber(some(skip=1))
    assert register.ask(person=locum, hpr_number=None, at=date(2026, 10, 31)).reason is Reason.SUSPENDED
    assert register.ask(person=locum, hpr_number=None, at=date(2026, 11, 1)).professions == {"LE"}


def test_the_page_names_the_demo_register() -> None:
    assert str(DEMO).endswith("src/samspill/access/hpr/data/demo-register.jsonl")
    assert "holds eleven invented entries" in PAGE
    assert len(load_register(DEMO)) == 11
