"""What every test shares: the outside test data is demanded, or its tests are left out and counted."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from tests.shared import SHARED

LEFT_OUT = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once where the outside test data is demanded and missing."""
    config.stash[LEFT_OUT] = 0
    if os.environ.get("SAMSPILL_DEMAND_SHARED") and not SHARED.is_dir():
        raise pytest.UsageError(f"The outside test data is demanded, and {SHARED} is not there.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here: outside suites in a plain clone, long proofs unless asked for."""
    outside = [] if SHARED.is_dir() else [item for item in items if item.get_closest_marker("outside")]
    soak = [] if os.environ.get("SAMSPILL_SOAK") else [item for item in items if item.get_closest_marker("soak")]
    config.stash[LEFT_OUT] = len(outside)
    left_out = {*outside, *soak}
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that hands out the tests how many this one left out."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep what a worker left out; each of them collects everything."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line how many tests were left out for want of the outside test data."""
    if count := config.stash[LEFT_OUT]:
        terminalreporter.write_line(f"{count} tests left out: they need the outside test data in ../shared.")


@pytest.fixture(scope="session", autouse=True)
def own_data_folder() -> Iterator[None]:
    """Remove the data folder the tests made."""
    yield
    shutil.rmtree(settings.SAMSPILL.data, ignore_errors=True)
