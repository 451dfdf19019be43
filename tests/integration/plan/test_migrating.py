"""The plan's tables come and go, and are those the models describe."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_migrations_make_the_tables_the_models_describe() -> None:
    call_command("makemigrations", "plan", check_changes=True, dry_run=True, verbosity=0)


def test_tables_and_guards_are_taken_down_and_set_up_again(own_database: dict[str, str]) -> None:
    environment = os.environ | own_database | {"DJANGO_SETTINGS_MODULE": "samspill.settings.django"}
    met = [
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "plan", target, "--skip-checks", "--verbosity=0"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        ).stderr
        for target in ("0003", "0002", "0001", "0003", "zero", "0003")
    ]
    assert met == ["", "", "", "", "", ""]
