import re
from pathlib import Path

import pytest

from samspill.kernel.organisations import Kind
from samspill.plan import rules
from samspill.plan.contracts import MeasureState, Origin, Status, VersionState

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| bokmål |")
]


def section(name: str) -> dict[str, str]:
    """Return bokmål words by the name in code, for a section whose last column is a member's name."""
    text = re.search(rf"^## [^\n]*`{name}`.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert text is not None
    return {code: word for word, code in re.findall(r"^\| ([^|]+?) \|.*\| `([A-Z_]+)` \|$", text[0], re.MULTILINE)}


def test_every_row_has_all_three_languages() -> None:
    assert [row for row in ROWS if len(row) != 4 or not all(row[:3])] == []


def test_no_word_stands_twice_in_one_section() -> None:
    for part in PAGE.split("\n## ")[1:]:
        words = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ")]
        assert [word for word in words if words.count(word) > 1] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_organisation_has_its_word(kind: Kind) -> None:
    assert f"`Kind.{kind.name}`" in PAGE


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin is not Origin.UNKNOWN])
def test_every_origin_has_its_word(origin: Origin) -> None:
    assert f"`Origin.{origin.name}`" in PAGE


def test_every_status_has_its_word() -> None:
    assert set(section("Status")) == {status.name for status in Status}


def test_states_of_a_measure_are_called_what_the_rules_call_them() -> None:
    assert section("MeasureState") == {state.name: str(rules.measure_state_word(state)) for state in MeasureState}


def test_states_of_a_version_are_called_what_the_rules_call_them() -> None:
    assert section("VersionState") == {state.name: str(rules.version_state_word(state)) for state in VersionState}
