"""Addresses of the pages that read the plan."""

from django.urls import path

from samspill.web.converters import use_ids
from samspill.web.pages.plan import views

use_ids()
urls = (
    [
        path("", views.portfolio, name="portfolio"),
        path("portefolje.csv", views.portfolio_csv, name="portfolio_csv"),
        path("omrader/<id:area_id>/", views.area, name="area"),
        path("tiltak/<id:measure_id>/", views.measure, name="measure"),
        path("mine/", views.mine, name="mine"),
        path("endringer/", views.changes, name="changes"),
        path("endringer.csv", views.changes_csv, name="changes_csv"),
    ],
    "plan",
)
