"""Addresses of the pages that write in the plan; the version travels as ``?versjon=``."""

from django.urls import path

from samspill.web.converters import use_ids
from samspill.web.pages.plan_writing.framing import views as framing
from samspill.web.pages.plan_writing.measures import edit_views, new_views
from samspill.web.pages.plan_writing.status import views as status
from samspill.web.pages.plan_writing.turns import views as turns
from samspill.web.pages.plan_writing.versions import views as versions

use_ids()
urls = (
    [
        path("tiltak/nytt/", new_views.new, name="new"),
        path("tiltak/<id:measure_id>/status/", status.report, name="status"),
        path("tiltak/<id:measure_id>/status/lagret/", status.reported, name="reported"),
        path("tiltak/<id:measure_id>/rediger/", edit_views.edit, name="edit"),
        path("tiltak/<id:measure_id>/fase/", turns.state, name="state"),
        path("tiltak/<id:measure_id>/flytt/", turns.move, name="move"),
        path("versjoner/", versions.all_of_them, name="versions"),
        path("omrader/nytt/", framing.new_area, name="new_area"),
        path("omrader/<id:area_id>/rediger/", framing.edit_area, name="edit_area"),
        path("versjoner/<id:version_id>/rediger/", framing.edit_version, name="edit_version"),
        path("versjoner/<id:version_id>/utkast/", versions.start, name="start"),
        path("versjoner/<id:version_id>/sammenlign/", versions.compare, name="compare"),
        path("versjoner/<id:version_id>/<slug:to>/", versions.turn, name="turn"),
    ],
    "plan_writing",
)
