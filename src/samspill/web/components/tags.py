"""The template tags and filters every template has, without loading them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Form
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samspill.kernel.organisation_numbers import OrganisationNumber, show_organisation_number
from samspill.kernel.organisations import Organisation, Party
from samspill.kernel.texts import Text
from samspill.plan.contracts import MeasureState, Status, VersionState
from samspill.web import texts
from samspill.web.components import numbers
from samspill.web.components.icons import icon_svg
from samspill.web.components.words import MEASURE_STATE_LOOKS, STATUS_LOOKS, VERSION_STATE_LOOKS, Look, status_word
from samspill.web.kinds import PARTY_WORDS

register = template.Library()
register.filter("day", numbers.day_words)
register.filter("moment", numbers.moment_words)
register.filter("number", numbers.number_words)


@register.filter
def said(text: Text | None) -> str:
    """Return a sentence of the inner house in the reader's language."""
    return texts.translate(text) if text else ""


@register.filter
def organisation_number(number: OrganisationNumber | None) -> str:
    """Return an organisation number grouped by three."""
    return show_organisation_number(number) if number else ""


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon; without a label it is decoration."""
    return icon_svg(name, label=label, css=css)


@register.simple_tag
def status_badge(status: Status, words: Mapping[Status, str] | None = None) -> SafeString:
    """Draw a status as colour, word and symbol; the community's own word goes before Samspill's."""
    known = Status(status)
    return _badge(STATUS_LOOKS[known], word=status_word(known, words or {}), css=f"sam-status-{known}")


@register.simple_tag
def state_tag(state: MeasureState | VersionState) -> SafeString:
    """Draw the state of a measure or of a version."""
    looks: dict[Any, Look] = {**MEASURE_STATE_LOOKS} if isinstance(state, MeasureState) else {**VERSION_STATE_LOOKS}
    return _badge(looks[state], word=looks[state].word, css="sam-state")


def _badge(look: Look, *, word: object, css: str) -> SafeString:
    return format_html(
        '<span class="ds-tag sam-badge {}" data-color="{}" data-size="sm">{}<span>{}</span></span>',
        css,
        look.color,
        icon_svg(look.icon),
        word,
    )


@register.simple_tag
def party_tag(party: Party | Organisation, name: str = "") -> SafeString:
    """Draw a party, or an organisation, in the fixed colour of its side."""
    side = party.party if isinstance(party, Organisation) else Party(party)
    shown = name or (party.short_name or party.name if isinstance(party, Organisation) else PARTY_WORDS[side])
    return format_html(
        '<span class="ds-tag sam-party" data-color="{}" data-size="sm"><span class="sam-dot" aria-hidden="true"></span>'
        "<span>{}</span></span>",
        side.value,
        shown,
    )


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, text: str = "", address: str = "", action: str = "", icon: str = "Tasklist"
) -> dict[str, Any]:
    """Say that there is nothing here, and what to do next."""
    return {"title": title, "text": text, "address": address, "action": action, "icon": icon}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """List a form's errors, each with a link to its field; shown above the form and given the focus."""
    rows = [
        (form[name].label, _first_control(form[name]), errors) if name in form.fields else ("", "", errors)
        for name, errors in form.errors.items()
    ]
    return {"rows": rows}


def _first_control(bound: BoundField) -> str:
    """Return the id of what takes the focus: the field, or the first of its choices."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """Draw a form field with label, description and errors, in Designsystemet's markup."""
    widget = bound.field.widget
    return {
        "field": bound,
        "control": _control(bound),
        "hint": hint or bound.help_text,
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "is_checkbox": type(widget) is CheckboxInput,
        "choices": bound.subwidgets if isinstance(widget, RadioSelect | CheckboxSelectMultiple) else (),
    }


_DJANGOS_ROWS = "10"
"""What Django gives a text area that was not asked for any height."""


def _control(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return SafeString("")
    described = [f"{bound.id_for_label}_error"] if bound.errors else []
    attributes: dict[str, Any] = {"class": f"ds-input {widget.attrs.get('class', '')}".strip()}
    if bound.help_text:
        described.append(f"{bound.id_for_label}_hint")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if isinstance(widget, Textarea) and widget.attrs.get("rows") == _DJANGOS_ROWS:
        attributes["rows"] = 4
    if isinstance(widget, Select) and "width" not in widget.attrs:
        attributes["data-width"] = "auto"
    return bound.as_widget(attrs=attributes)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], label: str = "") -> dict[str, Any]:
    """Draw the way between the pages of a long list; the rest of the query stays as it is."""
    pages: Iterable[int | str] = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "pages": [number if isinstance(number, int) else None for number in pages],
        "label": label or _("Sider"),
        "request": context["request"],
    }


@register.simple_block_tag(takes_context=True)
def table(context: Context, content: str, label: str, restack: bool = True, css: str = "") -> SafeString:  # noqa: ARG001, FBT001, FBT002
    """Wrap a table so that a narrow screen can read it.

    Args:
        context: The template's context.
        content: The table.
        label: What the region is called for those who do not see it.
        restack: Whether rows become small cards below 640 px (cells need ``data-label``); else it scrolls sideways.
        css: Class names to add.
    """
    way = "sam-table-restack" if restack else ""
    frame = '<div class="sam-table {} {}" role="region" aria-label="{}" tabindex="0">{}</div>'
    return format_html(frame, way, css, label, content)


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*steps: Any) -> dict[str, Any]:
    """Draw the way here.

    Args:
        steps: Label and address by turns; the last label stands alone, for it is the page itself.
    """
    labels, addresses = steps[0::2], steps[1::2]
    return {"steps": list(zip(labels, addresses, strict=False)), "here": labels[-1]}
