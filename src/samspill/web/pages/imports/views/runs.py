"""Imports: the list, a new one, and one in each of its states."""

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samspill.documents.contracts import Unreadable
from samspill.kernel.clock import now
from samspill.kernel.people import Capacity
from samspill.plan.review import api as review
from samspill.plan.review.contracts import FILES_MAX, ImportRefused, Incoming, RunId, RunState, RunView
from samspill.web.community import community
from samspill.web.pages.imports.addresses import Standing, review_address, standing_of, version_address
from samspill.web.pages.imports.folder import import_folder
from samspill.web.pages.imports.forms import UploadForm
from samspill.web.pages.imports.presenters import damage, wanted
from samspill.web.pages.imports.sections import pages_of, sections_of
from samspill.web.pages.imports.views.documents import document_beside
from samspill.web.pages.imports.words import RUN_LOOKS, waiting_words
from samspill.web.requests import demand
from samspill.web.texts import translate

INVALID = 422
UNDER_WAY = (RunState.RECEIVED, RunState.READING)


@require_safe
def all_of_them(request: HttpRequest) -> HttpResponse:
    """Show the newest imports."""
    person = demand(request, Capacity.KEEP_PLAN)
    found = review.runs(by=person, at=now())
    return render(request, "imports/all.html", {"runs": [(run, RUN_LOOKS[run.state]) for run in found]})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the plan's file or files, and take them in."""
    demand(request, Capacity.KEEP_PLAN)
    if request.method != "POST":
        return _upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=INVALID)
    try:
        return _take_in(request, form)
    except (Unreadable, ImportRefused) as refused:
        form.add_error("documents", " ".join(translate(sentence) for sentence in refused.sentences))
        return _upload_page(request, form, status=INVALID)


def _take_in(request: HttpRequest, form: UploadForm) -> HttpResponse:
    person = demand(request, Capacity.KEEP_PLAN)
    incoming = [Incoming(name=file.name or "", chunks=file.chunks()) for file in form.given]
    run, is_new = review.receive(incoming=incoming, folder=import_folder(), by=person, at=now())
    if is_new:
        review.start(review.begin(run_id=run.id, folder=import_folder(), by=person, clock=now))
    elif run.state is RunState.ACCEPTED:
        messages.info(request, _("Denne filen er allerede lagt i planen. Den gir ikke en versjon til."))
    else:
        messages.info(request, _("Denne filen er sendt inn før. Her er importen som er i gang."))
    return redirect("imports:one", run_id=run.id)


def _upload_page(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    megabytes = import_folder().file_bytes_max // (1024 * 1024)
    return render(
        request, "imports/new.html", {"form": form, "megabytes": megabytes, "files_max": FILES_MAX}, status=status
    )


@require_safe
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show an import: how far the reading is, why it was refused, its review, or what came of it."""
    person = demand(request, Capacity.KEEP_PLAN)
    run = review.run(run_id=RunId(run_id), by=person, at=now())
    if run.state is RunState.READY:
        return _review_page(request, run)
    others = review.others_with_its_files(run_id=run.id, by=person, at=now())
    context = {
        "run": run,
        "look": RUN_LOOKS[run.state],
        "under_way": run.state in UNDER_WAY,
        "others": others,
        "version_address": version_address(run.version_id) if run.version_id is not None else "",
    }
    return render(request, "imports/run.html", context)


def _review_page(request: HttpRequest, run: RunView) -> HttpResponse:
    person, at, where = demand(request, Capacity.KEEP_PLAN), now(), standing_of(request)
    register = community().organisations
    whole = review.review(run_id=run.id, register=register, by=person, at=at)
    pages = pages_of(wanted(whole.rows, view=where.view))
    page = Paginator(pages, 1).get_page(where.page or 1)
    (views,) = page.object_list
    # Without a choice the document stands where the page's rows begin.
    first = next((view.row.path for view in views if view.waits), views[0].row.path if views else "")
    beside = where if where.path or where.leaf else replace(where, path=first)
    context = {
        "run": run,
        "whole": whole,
        "tally": whole.tally,
        "where": where,
        "page": page,
        "row_sections": sections_of(views, whole=whole, register=register),
        "leaf": document_beside(whole, beside, by=person, at=at),
        "damage": damage(whole),
        "waiting": waiting_words(whole.tally.waiting_kinds),
        "waiting_page": next((at for at, rows in enumerate(pages, start=1) if any(view.waits for view in rows)), None),
        "can_finish": review.can_finish(run.state, whole.rows),
        "others": review.others_with_its_files(run_id=run.id, by=person, at=at),
    }
    return render(request, "imports/review.html", context)


@require_safe
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far the reading is; when it has ended, let the whole page be fetched anew."""
    run = review.run(run_id=RunId(run_id), by=demand(request, Capacity.KEEP_PLAN), at=now())
    response = render(request, "imports/parts/progress.html", {"run": run})
    if run.state not in UNDER_WAY:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def again(request: HttpRequest, run_id: int) -> HttpResponse:
    """Read a run again that stopped or was refused."""
    person = demand(request, Capacity.KEEP_PLAN)
    review.start(review.begin(run_id=RunId(run_id), folder=import_folder(), by=person, clock=now))
    return redirect("imports:one", run_id=run_id)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask once, then drop an import with everything in it."""
    person = demand(request, Capacity.KEEP_PLAN)
    run = review.run(run_id=RunId(run_id), by=person, at=now())
    if request.method != "POST":
        return render(request, "imports/drop.html", {"run": run, "back": review_address(run_id, Standing())})
    review.drop(run_id=run.id, folder=import_folder(), by=person, at=now())
    messages.success(request, _("Importen er forkastet, og det som var lest, er slettet."))
    return HttpResponseRedirect(reverse("imports:all"))
