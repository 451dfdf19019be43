"""Importing a plan: files in, what was understood beside the document, a version of the plan out."""

from samspill.web.pages.imports.urls import urls

__all__ = ["urls"]
