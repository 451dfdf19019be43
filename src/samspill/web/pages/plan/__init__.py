"""Reading the plan: the portfolio, one area, one measure, one's own measures, and what has changed."""

from samspill.web.pages.plan.urls import urls

__all__ = ["urls"]
