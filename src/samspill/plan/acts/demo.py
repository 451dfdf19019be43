"""The demo's own plan, replayed through the plan's acts as if the community had done it."""

from datetime import datetime
from pathlib import Path

from samspill.kernel.communities import Community
from samspill.plan.acts.replay import replay
from samspill.plan.files import load_plan_file
from samspill.plan.store import views

DEMO_PLAN = Path(__file__).parents[1] / "data" / "demo_plan.toml"
"""About sixty measures in ten areas over three years, in the project's own words, and a year of history."""


def load_demo(*, community: Community, at: datetime) -> None:
    """Fill an empty plan with the demo's plan file; where there is a version already, nothing is done.

    Events that would lie after ``at`` are moved back, all by the same whole days, so that nothing has happened in the
    future.

    Raises:
        PlanFileRefused: the file does not fit the community, for example names a person it does not have.
    """
    if not views.all_versions():
        replay(load_plan_file(DEMO_PLAN), community=community, at=at)
