import re
from pathlib import Path

import pytest

from samspill.plan.importing.contracts import Flag
from samspill.plan.review import api as review
from samspill.plan.review.contracts import FILES_MAX
from samspill.settings.environment import load_settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "importere-en-plan.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = {flag: (said, advice) for flag, said, advice in ROW.findall(PAGE)}


def test_every_flag_has_its_row_and_no_row_is_of_a_flag_that_is_gone() -> None:
    assert set(ROWS) == {flag.value for flag in Flag}


@pytest.mark.parametrize("flag", list(Flag))
def test_row_says_what_the_review_says_of(flag: Flag) -> None:
    assert ROWS[flag.value][0] == str(review.flag_text(flag))


def test_page_names_how_many_files_an_import_may_have() -> None:
    assert f"inntil {FILES_MAX} filer" in PAGE


def test_page_names_how_large_a_file_may_be_when_nothing_else_is_set() -> None:
    assert f"inntil {load_settings({}).import_mb_max} MB" in PAGE
