"""Settings from the environment: refusals first."""

from pathlib import Path

import pytest

from samspill.settings.environment import SettingsRefused, load_settings


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SAMSPILL_PORT": "many"}, "SAMSPILL_PORT"),
        ({"SAMSPILL_PORT": "70000"}, "SAMSPILL_PORT"),
        ({"SAMSPILL_DEMO": "perhaps"}, "SAMSPILL_DEMO"),
        ({"SAMSPILL_LANGUAGE": "sv"}, "SAMSPILL_LANGUAGE"),
        ({"SAMSPILL_TIME_ZONE": "Europe/Nowhere"}, "SAMSPILL_TIME_ZONE"),
        ({"SAMSPILL_TIME_ZONE": "../etc/passwd"}, "SAMSPILL_TIME_ZONE"),
        ({"SAMSPILL_IMPORT_MB_MAX": "0"}, "SAMSPILL_IMPORT_MB_MAX"),
        ({"SAMSPILL_DATABASE_URL": "mysql://there"}, "SAMSPILL_DATABASE_URL"),
        ({"SAMSPILL_RECORD": "mysql://there"}, "SAMSPILL_RECORD"),
        ({"SAMSPILL_DAAT": "/srv"}, "SAMSPILL_DAAT"),
    ],
)
def test_an_unusable_setting_is_refused_by_name(environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsRefused, match=named):
        load_settings(environment)


def test_a_secret_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(SettingsRefused) as refused:
        load_settings({"SAMSPILL_DATABASE_URL": "mysql://user:hunter2@there/db"})
    assert "hunter2" not in str(refused.value)


def test_an_empty_environment_gives_the_embedded_default_without_demo() -> None:
    settings = load_settings({})
    assert (settings.demo, settings.data, settings.database_url, settings.port) == (False, Path("var"), "", 8000)


@pytest.mark.parametrize(
    ("record", "location"),
    [
        ("", "here/record.sqlite3"),
        ("/srv/journal.sqlite3", "/srv/journal.sqlite3"),
        ("postgresql://samspill@host/journal", "postgresql://samspill@host/journal"),
    ],
)
def test_the_record_store_is_in_the_data_folder_unless_told(record: str, location: str) -> None:
    assert load_settings({"SAMSPILL_DATA": "here", "SAMSPILL_RECORD": record}).record_location == location


def test_names_of_other_programs_are_left_alone() -> None:
    assert load_settings({"PATH": "/usr/bin", "SAMSPILL_DEMO": "ja"}).demo is True
