"""The demo's own plan, replayed through the plan's doors as if the community had done it."""

from datetime import datetime

from samspill.kernel.communities import Community


def load_demo(*, community: Community, at: datetime) -> None:
    """Fill an empty plan with the demo's plan file; what is there already is left alone.

    Events that would lie after ``at`` are all moved the same number of days back, so that nothing has happened in the
    future.

    Raises:
        PlanFileRefused: the file does not fit the community, for example names a person it does not have.
    """
    raise NotImplementedError
