"""Tests that share a server run on one worker."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each module of this folder together."""
    for item in items:
        if item.path.parent.name == "fhir_malformed":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
