"""The review as a Django app of its own: its tables come and go without touching the plan's migrations."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Names the app; the tables are called ``plan_review_…``."""

    name = "samspill.plan.review"
    label = "plan_review"
    default_auto_field = "django.db.models.BigAutoField"
