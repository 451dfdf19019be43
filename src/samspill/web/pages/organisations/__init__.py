"""The community's organisations: all of them by kind, and each by itself."""

from samspill.web.pages.organisations.urls import urls

__all__ = ["urls"]
