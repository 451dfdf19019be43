"""What the guide prints in bold stands on the screen, word for word."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "tutorial" / "brukerveiledning.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "samspill"


def screen_text() -> str:
    files = [*(SOURCE / "web").rglob("*.html"), *(SOURCE / "web").rglob("*.py"), *(SOURCE / "plan").rglob("*.py")]
    return "\n".join(" ".join(file.read_text(encoding="utf-8").split()) for file in files)


SCREEN = screen_text()
WORDS = sorted(set(re.findall(r"\*\*(.+?)\*\*", " ".join(GUIDE.split()))) - {"fet skrift"})
PLAIN = {"tiltak", "Status", "Fase", "versjon"}
"""What the guide explains before it uses it: set in bold, not read off the screen."""


@pytest.mark.parametrize("words", [words for words in WORDS if words not in PLAIN])
def test_words_in_bold_stand_on_the_screen(words: str) -> None:
    ends = r"\b" if words[-1].isalnum() else ""
    assert re.search(rf"\b{re.escape(words)}{ends}", SCREEN), words


def test_guide_sends_nobody_to_a_heading_that_is_not_there() -> None:
    headings = {
        re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-")
        for head in re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)
    }
    assert [anchor for anchor in re.findall(r"\(#([^)]+)\)", GUIDE) if anchor not in headings] == []
