"""The house rules that no linter sees."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
TEXT_SUFFIXES = {".py", ".md", ".toml", ".html", ".css", ".js", ".txt", ".json", ".po", ".yml", ""}


def tracked() -> list[Path]:
    """Return the files git keeps."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_over_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES_MAX
    }
    assert long == {}


def test_no_function_is_over_70_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in python_files()
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_every_decision_record_has_a_number_of_its_own() -> None:
    records = [path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    numbers = Counter(name[:4] for name in records)
    assert records
    assert [number for number, count in numbers.items() if count > 1] == []
    assert [name for name in records if not re.match(r"\d{4}-[a-z0-9-]+\.md$", name)] == []


@pytest.mark.parametrize("section", ["## Context", "## Options", "## Outcome", "## What it costs"])
def test_every_decision_record_says(section: str) -> None:
    without = [
        path.name
        for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")
        if section not in path.read_text(encoding="utf-8")
    ]
    assert without == []


def test_lock_files_hold_no_address() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), *(path for path in tracked() if path.name == "package-lock.json")]
    assert len(locks) >= 6
    holding = [lock.name for lock in locks if re.search(r"https?://|\"resolved\"", lock.read_text(encoding="utf-8"))]
    assert holding == []


def test_every_locked_python_package_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
        assert [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    silent = [line.strip() for line in lines if re.match(r'\s+"[a-z0-9\[\]-]+[~>=]=[^"]*",\s*$', line)]
    assert silent == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/")
    naming = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in TEXT_SUFFIXES and path != Path(__file__) and pattern.search(path.read_text("utf-8", "ignore"))
    ]
    assert naming == []


def test_no_file_holds_what_looks_like_a_national_number() -> None:
    pattern = re.compile(r"(?<!\d)\d{11}(?!\d)")
    holding = [
        f"{path.relative_to(ROOT)}: {number}"
        for path in tracked()
        if path.suffix in TEXT_SUFFIXES - {".json", ".txt"}
        for number in pattern.findall(path.read_text("utf-8", "ignore"))
        if _passes_mod_11(number)
    ]
    assert holding == []


def _passes_mod_11(number: str) -> bool:
    """Tell whether both check digits of a national number fit (skatteetaten.no, "Fødselsnummer")."""
    digits = [int(digit) for digit in number]
    first = sum(weight * digit for weight, digit in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), digits, strict=False)) % 11
    second = sum(weight * digit for weight, digit in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=True)) % 11
    return first == 0 and second == 0


def test_only_the_clock_reads_the_clock() -> None:
    """Ruff bans the names; this finds the same thing reached another way."""
    pattern = re.compile(r"\b(?:datetime|date)\.(?:now|utcnow|today)\(|\btime\.time\(")
    reading = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.is_relative_to(ROOT / "src")
        and path.name != "clock.py"
        and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert reading == []
