"""Addresses of the import pages."""

from django.urls import path

from samspill.web.converters import use_ids
from samspill.web.pages.imports.views import documents, finishing, rows, runs

use_ids()
urls = (
    [
        path("", runs.all_of_them, name="all"),
        path("ny/", runs.new, name="new"),
        path("<id:run_id>/", runs.one, name="one"),
        path("<id:run_id>/fremdrift/", runs.progress, name="progress"),
        path("<id:run_id>/igjen/", runs.again, name="again"),
        path("<id:run_id>/forkast/", runs.drop, name="drop"),
        path("<id:run_id>/rad/", rows.decide, name="decide"),
        path("<id:run_id>/rad/rett/", rows.correct, name="correct"),
        path("<id:run_id>/godta/", rows.accept, name="accept"),
        path("<id:run_id>/dokument/", documents.leaf, name="leaf"),
        path("<id:run_id>/bilde/<id:position>/", documents.picture, name="picture"),
        path("<id:run_id>/ferdig/", finishing.finish, name="finish"),
    ],
    "imports",
)
