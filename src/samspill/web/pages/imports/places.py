"""What a place in a document is called: a page, a slide, a sheet, or a part of a text that has none of them."""

from django.utils.translation import gettext as _

from samspill.plan.review.contracts import LeafHead, ReviewView


def place_words(head: LeafHead | None, whole: ReviewView) -> str:
    """Return where a leaf stands, for example ``side 3, del 1 av 2``; empty when it is the whole document."""
    if head is None:
        return ""
    own = [leaf for leaf in whole.leaves if leaf.sha256 == head.sha256]
    parts = sum(leaf.page == head.page for leaf in own)
    has_pages = any(leaf.page != head.page for leaf in own)
    if not has_pages:
        return _("del %(part)s av %(parts)s") % {"part": head.part, "parts": parts} if parts > 1 else ""
    page = _page_words(head.page, _form_of(head, whole))
    if parts == 1:
        return page
    return _("%(page)s, del %(part)s av %(parts)s") % {"page": page, "part": head.part, "parts": parts}


def _page_words(page: int, form: str) -> str:
    match form:
        case "pptx":
            return _("lysbilde %(number)s") % {"number": page}
        case "xlsx":
            return _("ark %(number)s") % {"number": page}
        case _:
            return _("side %(number)s") % {"number": page}


def _form_of(head: LeafHead, whole: ReviewView) -> str:
    return next((file.form for file in whole.run.files if file.sha256 == head.sha256), "")
