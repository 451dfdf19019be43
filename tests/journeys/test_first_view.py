"""What the first view may cost, measured by the browser itself with an empty cache."""

from collections.abc import Callable

import pytest
from bench.first_view import KILOBYTES_MAX, REQUESTS_MAX, measure
from tests.journeys.places import SECRETARIAT, the_review
from tests.journeys.visitor import OpenVisitor, Visitor

pytestmark = pytest.mark.journey


def portfolio(visitor: Visitor) -> None:
    visitor.opens("/plan/")


@pytest.mark.parametrize("come", [portfolio, the_review], ids=["portfolio", "import-review"])
def test_first_view_is_light(visitor: OpenVisitor, come: Callable[[Visitor], None]) -> None:
    guide, stranger = visitor(role=SECRETARIAT), visitor(role=SECRETARIAT)
    come(guide)
    seen = measure(stranger.page, guide.page.url)
    assert seen.requests < REQUESTS_MAX, seen
    assert seen.kilobytes < KILOBYTES_MAX, seen
