"""The session key."""

from dataclasses import replace
from pathlib import Path

import pytest

from samspill.settings.environment import SettingsRefused, load_settings
from samspill.settings.secrets import secret_key


def test_a_made_key_is_long_kept_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = replace(load_settings({}), data=tmp_path / "data")
    key = secret_key(settings)
    kept = tmp_path / "data" / "secret-key"
    assert len(key) >= 50
    assert secret_key(settings) == key
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in kept.parent.iterdir()] == ["secret-key"]


def test_a_short_given_key_is_refused() -> None:
    with pytest.raises(SettingsRefused, match="for kort"):
        secret_key(replace(load_settings({}), secret_key="short"))


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsRefused, match="datamappen"):
        secret_key(replace(load_settings({}), data=tmp_path / "file" / "data"))
