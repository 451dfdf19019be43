"""Writing in the plan: status reports, measures, their states, and whole versions."""

from samspill.web.pages.plan_writing.urls import urls

__all__ = ["urls"]
