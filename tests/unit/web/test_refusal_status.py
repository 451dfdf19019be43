"""Which status a refusal is answered with."""

import pytest

from samspill.kernel import refusals
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say
from samspill.plan import contracts as plan
from samspill.web.errors import status_of


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (refusals.NotFound(say("a")), 404),
        (refusals.NotAllowed(say("a")), 403),
        (refusals.Stale(say("a")), 409),
        (refusals.Invalid(say("a")), 422),
        (plan.NotFound(say("a")), 404),
        (plan.Invalid(say("a"), errors={}), 422),
        (plan.PlanRefused(say("a")), 409),
        (Refused(say("a")), 409),
    ],
)
def test_refusal_has_the_status_of_its_kind(refused: Refused, status: int) -> None:
    assert status_of(refused) == status
