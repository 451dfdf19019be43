"""What every test shares: the outside test data is demanded, or its tests are left out and counted."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from tests.shared import SHARED

LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here: outside suites in a plain clone, long proofs unless asked for."""
    _leave_out_soak(config, items)
    if SHARED.is_dir():
        return
    outside = [item for item in items if item.get_closest_marker("outside")]
    if outside and os.environ.get("SAMSPILL_DEMAND_SHARED"):
        raise pytest.UsageError(f"{len(outside)} tests need the outside test data in {SHARED}, which is not there.")
    config.stash[LEFT_OUT] = len(outside)
    items[:] = [item for item in items if item not in outside]
    config.hook.pytest_deselected(items=outside)


def _leave_out_soak(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("SAMSPILL_SOAK"):
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    items[:] = [item for item in items if item not in soak]
    config.hook.pytest_deselected(items=soak)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line how many tests were left out for want of the outside test data."""
    if count := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{count} tests left out: they need the outside test data in ../shared.")


@pytest.fixture(scope="session", autouse=True)
def own_data_folder() -> Iterator[None]:
    """Remove the data folder the tests made."""
    yield
    shutil.rmtree(settings.SAMSPILL.data, ignore_errors=True)
