"""Addresses of the pages about organisations."""

from django.urls import path

from samspill.web.pages.organisations import views

urls = (
    [
        path("", views.all_of_them, name="all"),
        path("<slug:organisation_id>/", views.one, name="one"),
    ],
    "organisations",
)
