"""The plan as a Django app: its tables and their migrations."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Names the app; the tables are called ``plan_…``."""

    name = "samspill.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"
