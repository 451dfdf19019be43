import os
from datetime import timedelta
from pathlib import Path

from tests.factories.plan_drafts import NOON

from samspill.plan.review.folder import ImportFolder


def left_behind(path: Path, *, hours: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half a plan")
    then = (NOON - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))
    return path


def test_half_an_upload_is_removed_a_day_after_its_server_was_killed(tmp_path: Path) -> None:
    old, under_way = left_behind(tmp_path / "half-a", hours=25), left_behind(tmp_path / "half-b", hours=1)
    kept = left_behind(tmp_path / ("c" * 64), hours=500)
    ImportFolder(tmp_path, file_bytes_max=1).tidy(at=NOON)
    assert [path.exists() for path in (old, under_way, kept)] == [False, True, True]


def test_a_dead_readers_folder_is_removed_after_a_day(tmp_path: Path) -> None:
    result = left_behind(tmp_path / "work" / "7-1" / "result.json", hours=25)
    then = (NOON - timedelta(hours=25)).timestamp()
    os.utime(result.parent, (then, then))
    ImportFolder(tmp_path, file_bytes_max=1).tidy(at=NOON)
    assert not result.parent.exists()
