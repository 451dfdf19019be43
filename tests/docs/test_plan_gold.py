import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samspill.documents import api as documents
from samspill.plan.importing import api as importing

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "plan-gold.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def printed(tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "eksempel.html"
    file.write_text(block("html"), encoding="utf-8")
    gold = importing.to_gold(importing.understand([documents.read(path=file)]))
    return dict(json.loads(json.dumps(gold)))


def keys(value: Any) -> Iterator[str]:
    """Yield every key in the order it stands, years left out: they are the plan's own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not key.isdigit():
                yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_example_is_what_the_command_prints(printed: dict[str, Any]) -> None:
    assert json.loads(block("json")) == printed


def test_example_has_its_keys_in_the_order_they_are_printed(printed: dict[str, Any]) -> None:
    assert list(keys(json.loads(block("json")))) == list(keys(printed))


def test_page_explains_every_key(printed: dict[str, Any]) -> None:
    said = set(re.findall(r"`(?:\w+\.)*(\w+)`", PAGE.split("## An example")[0]))
    assert set(keys(printed)) - said - {"source"} == set()
