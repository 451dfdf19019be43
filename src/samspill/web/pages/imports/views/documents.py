"""The document beside the rows: its words leaf by leaf, and pictures of its pages."""

from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samspill.kernel.clock import now
from samspill.kernel.people import Capacity, Person
from samspill.plan.review import api as review
from samspill.plan.review.contracts import ReviewView, RunId
from samspill.web.community import community
from samspill.web.pages.imports.addresses import Standing, standing_of
from samspill.web.pages.imports.folder import import_folder
from samspill.web.pages.imports.leaves import ShownLeaf, shown_leaf
from samspill.web.requests import demand


def document_beside(whole: ReviewView, where: Standing, *, by: Person, at: datetime) -> ShownLeaf | None:
    """Return the leaf to show beside the rows: the asked one, else the row's own, else the first."""
    own = whole.leaf_of(where.path)
    if own is None:
        return None
    position = min(int(where.leaf), len(whole.leaves) - 1) if where.leaf else own.position
    leaf = review.leaf(run_id=whole.run.id, position=position, by=by, at=at)
    has_picture = import_folder().picture(leaf.head.sha256, leaf.head.page) is not None
    return shown_leaf(leaf, whole=whole, view=whole.row(where.path), has_picture=has_picture)


@require_safe
def leaf(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show a leaf alone: swapped in beside the rows, or as a page of its own."""
    person, at, where = demand(request, Capacity.KEEP_PLAN), now(), standing_of(request)
    whole = review.review(run_id=RunId(run_id), register=community().organisations, by=person, at=at)
    context = {"run": whole.run, "where": where, "leaf": document_beside(whole, where, by=person, at=at)}
    template = "imports/parts/document.html" if getattr(request, "htmx", False) else "imports/document.html"
    return render(request, template, context)


@require_safe
def picture(request: HttpRequest, run_id: int, position: int) -> HttpResponseBase:
    """Send the picture of the page a leaf is from.

    Raises:
        Http404: no picture is drawn of it.
    """
    person = demand(request, Capacity.KEEP_PLAN)
    shown = review.leaf(run_id=RunId(run_id), position=position, by=person, at=now())
    path = import_folder().picture(shown.head.sha256, shown.head.page)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/webp")
