"""The importer reaches the thresholds on the hand-made golds; the same functions as ``make score`` uses."""

import pytest
from bench.score import answer, demands, scores
from tests.shared import SHARED

pytestmark = pytest.mark.outside


def test_every_threshold_of_the_golds_is_reached() -> None:
    missed = [demand for demand in demands(scores(shared=SHARED), answer(("001",), shared=SHARED)) if not demand.holds]

    assert missed == []


def test_the_order_of_the_twins_does_not_matter() -> None:
    one = answer(("002", "003"), shared=SHARED)
    other = answer(("003", "002"), shared=SHARED)

    assert one == other


def test_the_twin_lends_the_year_of_the_title() -> None:
    assert answer(("002", "003"), shared=SHARED)["plan"]["title"].endswith("2026")
    assert "2026" not in answer(("002",), shared=SHARED)["plan"]["title"]


def test_the_deck_is_dated_by_its_footers() -> None:
    assert answer(("002",), shared=SHARED)["plan"]["dated"] == "2025-11-05"
