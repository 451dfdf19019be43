"""The FHIR server's state for developers and the secretariat, and a search to try."""

from samspill.web.pages.sharing.urls import urls

__all__ = ["urls"]
