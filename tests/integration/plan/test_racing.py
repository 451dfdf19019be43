"""Several people at the same measure in the same moment, in a process with a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def met(own_database: dict[str, str]) -> dict[str, Any]:
    """What came of the race."""
    environment = (
        os.environ | own_database | {"DJANGO_SETTINGS_MODULE": "samspill.settings.django", "PYTHONPATH": str(ROOT)}
    )
    program = Path(__file__).with_name("racing.py")
    run = subprocess.run(
        [sys.executable, program], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def test_of_equally_old_forms_one_is_kept_and_the_others_get_its_values(met: dict[str, Any]) -> None:
    assert met["edits"] == {"kept": 1, "stale at revision 2": 5}


def test_only_the_kept_form_is_told_in_history(met: dict[str, Any]) -> None:
    assert (met["revision after edits"], met["history of edits"]) == (2, ["remark"])


def test_every_report_sent_again_after_being_stale_is_kept(met: dict[str, Any]) -> None:
    assert (met["reports"], met["revision after reports"], met["comments"]) == ({"kept": 6}, 7, list("012345"))


def test_same_file_imported_by_many_makes_one_version(met: dict[str, Any]) -> None:
    assert met["imported versions"] == 1


def test_adopted_version_gets_one_working_draft(met: dict[str, Any]) -> None:
    assert met["started drafts"] == {"started": 1, "refused": 5}
