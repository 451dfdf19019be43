"""Addresses of the import pages."""

from django.urls import path

from samspill.web.pages.imports.views import documents, finishing, rows, runs

urls = (
    [
        path("", runs.all_of_them, name="all"),
        path("ny/", runs.new, name="new"),
        path("<int:run_id>/", runs.one, name="one"),
        path("<int:run_id>/fremdrift/", runs.progress, name="progress"),
        path("<int:run_id>/igjen/", runs.again, name="again"),
        path("<int:run_id>/forkast/", runs.drop, name="drop"),
        path("<int:run_id>/rad/", rows.decide, name="decide"),
        path("<int:run_id>/rad/rett/", rows.correct, name="correct"),
        path("<int:run_id>/godta/", rows.accept_unasked, name="accept"),
        path("<int:run_id>/dokument/", documents.leaf, name="leaf"),
        path("<int:run_id>/bilde/<int:position>/", documents.picture, name="picture"),
        path("<int:run_id>/ferdig/", finishing.finish, name="finish"),
    ],
    "imports",
)
