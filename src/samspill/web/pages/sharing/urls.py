"""Addresses of the pages about shared data; the search to try exists in demo mode only."""

from django.urls import URLPattern, path

from samspill.web.pages.sharing import views
from samspill.web.pages.sharing.search.views import search


def urls(*, demo: bool) -> tuple[list[URLPattern], str]:
    """Return the addresses and their name space."""
    always = [
        path("", views.state, name="state"),
        path("antall/", views.counts, name="counts"),
        path("innlastinger/", views.loads, name="loads"),
        path("samsvar/", views.conformance, name="conformance"),
        path("abonnementer/", views.subscriptions, name="subscriptions"),
    ]
    return ([*always, path("sok/", search, name="search")] if demo else always), "sharing"
