"""Settings from the environment: refusals first."""

from pathlib import Path

import pytest

from samspill.kernel.numbers.admitting import Deployment
from samspill.settings.environment import SettingsRefused, load_settings
from samspill.settings.record import record_location


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
        ({"SAMSPILL_FHIR_PROFILES": "/no/such/folder"}, "SAMSPILL_FHIR_PROFILES"),
        ({"SAMSPILL_NATIONAL_NUMBERS": "prod"}, "SAMSPILL_NATIONAL_NUMBERS"),
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


def test_folders_of_profiles_are_read_with_comma_between(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    settings = load_settings({"SAMSPILL_FHIR_PROFILES": f"{tmp_path / 'a'}, {tmp_path}"})
    assert settings.fhir_profiles == (tmp_path / "a", tmp_path)


def test_an_empty_environment_gives_the_embedded_default_without_demo() -> None:
    settings = load_settings({})
    assert (settings.demo, settings.data, settings.database_url, settings.port) == (False, Path("var"), "", 8000)


def test_the_record_store_is_in_the_data_folder_unless_told(tmp_path: Path) -> None:
    data = {"SAMSPILL_DATA": str(tmp_path / "here")}
    address = "postgresql://samspill@host/journal"
    assert record_location(load_settings(data)) == str(tmp_path / "here" / "record.sqlite3")
    assert record_location(load_settings({**data, "SAMSPILL_RECORD_URL": address})) == address


def test_names_of_other_programs_are_left_alone() -> None:
    assert load_settings({"PATH": "/usr/bin", "SAMSPILL_DEMO": "ja"}).demo is True


@pytest.mark.parametrize(
    ("environment", "takes"),
    [
        ({}, None),
        ({"SAMSPILL_DEMO": "1"}, Deployment.DEMO),
        ({"SAMSPILL_DEMO": "1", "SAMSPILL_NATIONAL_NUMBERS": "off"}, None),
        ({"SAMSPILL_NATIONAL_NUMBERS": "off"}, None),
        ({"SAMSPILL_NATIONAL_NUMBERS": "production"}, Deployment.PRODUCTION),
        ({"SAMSPILL_NATIONAL_NUMBERS": "demo"}, Deployment.DEMO),
    ],
)
def test_whose_national_numbers_are_taken_is_said_or_follows_from_demo_mode(
    environment: dict[str, str], takes: Deployment | None
) -> None:
    assert load_settings(environment).takes_numbers is takes
