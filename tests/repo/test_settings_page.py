"""The settings page says what the code reads, row for row."""

import re
from pathlib import Path

from samspill.settings.environment import TABLE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"


def test_the_settings_page_has_every_setting_with_its_default_and_meaning() -> None:
    rows = re.findall(r"^\| `(SAMSPILL_\w+)` \| (.*?) \| (.*?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(name, default.strip("`").removesuffix("empty"), meaning) for name, default, meaning in rows] == [
        (setting.name, setting.default, setting.meaning) for setting in TABLE
    ]
