"""What the pages point to is there: files, headings, make targets and commands."""

import re
from pathlib import Path

import pytest
from tests.docs.test_commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
COMMAND = r"\bsamspill((?: [a-z]+)+)"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


def broken(page: Path) -> list[str]:
    """Return the page's relative links that lead nowhere."""
    found = []
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


def code_of(page: Path) -> list[str]:
    """Return what stands as code: spans, and the lines of blocks that have no language."""
    text = text_of(page)
    blocks = re.findall(r"^```(?:sh|bash)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [" ".join(code.split()) for code in spans] + [line for each in blocks for line in each.splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere_from(page: Path) -> None:
    assert broken(page) == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_make_targets_exist_that_are_named_in(page: Path) -> None:
    named = {target for code in code_of(page) for target in re.findall(r"\bmake ([a-z-]+)", code)}
    assert named - TARGETS == set()


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_exist_that_are_named_in(page: Path) -> None:
    named = [said.split() for code in code_of(page) for said in re.findall(COMMAND, code.split("#")[0])]
    assert [words for words in named if not any(begins(command.split()[1:], words) for command in COMMANDS)] == []


def begins(command: list[str], words: list[str]) -> bool:
    """Tell whether the words begin with the command; what follows it are its arguments."""
    return bool(command) and words[: len(command)] == command


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in re.findall(r"\]\(([^)#\s]+)", text_of(index))}
    decisions = {page for page in PAGES if page.parent.name == "decisions" and page.name != "README.md"}
    assert [name for name, page in zip(NAMES, PAGES, strict=True) if page not in linked | decisions] == [
        "README.md",
        "docs/README.md",
    ]
