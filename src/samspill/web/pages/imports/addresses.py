"""What an import page carries in its address: which rows are shown, which page of them, and which leaf beside them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from samspill.plan.contracts import VersionId
from samspill.web.pages.plan.addresses import VERSION, with_query

TO_DECIDE, OPEN, ALL = "vurder", "apne", "alle"
VIEWS = (TO_DECIDE, OPEN, ALL)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reader is in the review."""

    view: str = TO_DECIDE
    page: str = ""
    leaf: str = ""
    path: str = ""

    @property
    def query(self) -> str:
        """The query that brings the reader back, without the leading question mark."""
        said = {
            "visning": self.view if self.view != TO_DECIDE else "",
            "side": self.page,
            "ark": self.leaf,
            "rad": self.path,
        }
        return urlencode({name: value for name, value in said.items() if value})


def standing_of(request: HttpRequest) -> Standing:
    """Return where the reader is; what makes no sense is left out."""
    said = request.GET
    view = said.get("visning", TO_DECIDE)
    return Standing(
        view=view if view in VIEWS else TO_DECIDE,
        page=_digits(said.get("side", "")),
        leaf=_digits(said.get("ark", "")),
        path=said.get("rad", "")[:100],
    )


def anchor(path: str) -> str:
    """Return the id of a row on the page."""
    return "rad-" + path.replace("/", "-")


def review_address(run_id: int, where: Standing, *, path: str = "") -> str:
    """Return the address of the review as the reader had it, at a row."""
    query = f"?{where.query}" if where.query else ""
    return f"{reverse('imports:one', args=[run_id])}{query}{'#' + anchor(path) if path else ''}"


def version_address(version_id: VersionId) -> str:
    """Return the address of the plan as a version has it."""
    return with_query(reverse("plan:portfolio"), {VERSION: str(version_id)})


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 7 else ""
