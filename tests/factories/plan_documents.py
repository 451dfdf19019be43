"""Plans rendered to real files, so that what is imported can be compared with what was rendered."""

from tests.factories import plan_docx, plan_html, plan_pdf, plan_pptx, plan_xlsx
from tests.factories.plan_damage import Degrade, damaged
from tests.factories.plan_sheets import Layout, sheets_of

from samspill.documents.contracts import Form
from samspill.plan.importing.contracts import FoundPlan

__all__ = ["Degrade", "Form", "Layout", "render"]

_WRITERS = {
    Form.PPTX: plan_pptx.write,
    Form.PDF: plan_pdf.write,
    Form.DOCX: plan_docx.write,
    Form.XLSX: plan_xlsx.write,
    Form.HTML: plan_html.write,
}


def render(
    plan: FoundPlan, *, form: Form, layout: Layout, degrade: frozenset[Degrade] = frozenset(), seed: int = 0
) -> bytes:
    """Render a plan to a file.

    A layout carries only what such documents have. PORTFOLIO: title, owner, approved by, date, areas with numbers and
    goals, groups, measures with sub-points and year cells with colours (a legend is drawn where the cells have both
    status and colour). ACTION_TABLE: title, plan responsible, goals of the plan, areas as Tema, groups, measures with
    sub-points, responsible, deadline words and remark; heads from ``plan.columns`` when it has five. ACCORDION (HTML
    only): title, areas with numbers, measures with bullets, sub-points and deadline words.

    Args:
        plan: what to render; confidences, pages and flags play no part.
        form: PPTX, PDF, DOCX, XLSX or HTML.
        layout: the shape of the document.
        degrade: damage to do; what a layout cannot suffer is ignored (see ``Degrade``).
        seed: chooses where the damage falls.
    """
    if layout is Layout.ACCORDION and form is not Form.HTML:
        raise ValueError("an accordion is a web page")
    return _WRITERS[form](damaged(sheets_of(plan, layout), degrade, layout, seed))
