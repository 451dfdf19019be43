"""The page of the house shows the engine's rooms as they are."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "the-house.md"
ENGINE = "src/samspill/fhir"


def rooms() -> set[str]:
    """Return what git keeps right below the engine: folders with a slash at the end."""
    names = subprocess.run(["git", "ls-files", "-z", ENGINE], cwd=ROOT, capture_output=True, text=True, check=True)
    below = {name.removeprefix(f"{ENGINE}/") for name in names.stdout.split("\0") if name}
    return {f"{head}/" if tail else head for head, _, tail in (name.partition("/") for name in below)} - {"__init__.py"}


def shown() -> set[str]:
    """Return the rooms of the engine that the page's tree shows."""
    tree = PAGE.read_text(encoding="utf-8").partition("\n  fhir/ ")[2].partition("\n  access/")[0]
    return set(re.findall(r"^    ([\w.]+/?) ", tree, re.MULTILINE))


def test_the_engines_rooms_are_those_that_the_page_shows() -> None:
    assert shown() == rooms()
