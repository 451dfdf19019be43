"""The plan's door: everything others may ask of the plan or do to it.

Every door takes keyword arguments. What reads answers with the frozen values of ``contracts``; what writes takes ``by``
(who) and ``at`` (when, aware of its time zone), keeps a ``Change`` for each thing it changes in the same transaction,
and raises a refusal of ``contracts`` (``NotAllowed``, ``NotFound``, ``Invalid``, ``Stale`` or ``PlanRefused``) before
anything is changed.
"""

from samspill.plan.acts.demo import load_demo
from samspill.plan.acts.framing import (
    ChangedMeanwhile,
    area_frame,
    create_area,
    edit_area,
    edit_version,
    version_frame,
)
from samspill.plan.acts.measures import change_state, create_measure, edit_measure, move_measure
from samspill.plan.acts.reports import report_status
from samspill.plan.acts.versions import create_version, start_version, turn_version
from samspill.plan.comparing import comparison
from samspill.plan.comparison import Comparison, MeasureDifference, Rewording
from samspill.plan.deadline_words import latest_day
from samspill.plan.frames import AreaFrame, GroupFrame, VersionFrame
from samspill.plan.reading import (
    area,
    arrivals,
    changes,
    current_version,
    history,
    measure,
    measures_of,
    portfolio,
    version,
    versions,
    versions_with,
)
from samspill.plan.rights import Rights, check_may_keep_plan, check_may_report, may_keep_plan, rights

__all__ = [
    "AreaFrame",
    "ChangedMeanwhile",
    "Comparison",
    "GroupFrame",
    "MeasureDifference",
    "Rewording",
    "Rights",
    "VersionFrame",
    "area",
    "area_frame",
    "arrivals",
    "change_state",
    "changes",
    "check_may_keep_plan",
    "check_may_report",
    "comparison",
    "create_area",
    "create_measure",
    "create_version",
    "current_version",
    "edit_area",
    "edit_measure",
    "edit_version",
    "history",
    "latest_day",
    "load_demo",
    "may_keep_plan",
    "measure",
    "measures_of",
    "move_measure",
    "portfolio",
    "report_status",
    "rights",
    "start_version",
    "turn_version",
    "version",
    "version_frame",
    "versions",
    "versions_with",
]
