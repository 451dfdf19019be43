"""What the factory renders, the readers read: no word of a plan is lost in any form, layout or damage."""

import re

import pytest
from tests.factories import plans
from tests.factories.office_bytes import lines
from tests.factories.plan_documents import Degrade, Form, Layout, render

from samspill.documents import api
from samspill.plan.importing.contracts import FoundPlan

SHAPES = [
    (form, layout)
    for form in (Form.PPTX, Form.PDF, Form.DOCX, Form.XLSX, Form.HTML)
    for layout in (Layout.PORTFOLIO, Layout.ACTION_TABLE)
]
PLANS = {Layout.PORTFOLIO: plans.portfolio, Layout.ACTION_TABLE: plans.action_plan, Layout.ACCORDION: plans.action_plan}


def _words(plan: FoundPlan, layout: Layout) -> set[str]:
    values = [goal for area in plan.areas for goal in area.goals] if layout is Layout.PORTFOLIO else list(plan.goals)
    values += [group.name for area in plan.areas for group in area.groups if group.name]
    values += [value for area in plan.areas if (value := area.name)]
    for measure in plan.measures:
        values += [value for value in (measure.title, measure.responsible, measure.remark) if value]
        values += [cell.text for cell in measure.cells]
        values += [measure.deadline.words] if measure.deadline else []
    return {word for value in values for word in re.findall(r"\w+", value.text)}


def _read(data: bytes) -> set[str]:
    text = " ".join(line.text for line in lines(api.read_bytes(data=data, name="plan")))
    # A word that a PDF breaks over two lines ends the first with its hyphen.
    return set(re.findall(r"\w+", text)) | set(re.findall(r"\w+", re.sub(r"[-\u00ad] ", "", text)))


@pytest.mark.parametrize(("form", "layout"), SHAPES)
@pytest.mark.parametrize("degrade", [frozenset(), *(frozenset({one}) for one in Degrade), frozenset(Degrade)])
def test_no_word_of_the_plan_is_lost(form: Form, layout: Layout, degrade: frozenset[Degrade]):
    plan = PLANS[layout]()
    data = render(plan, form=form, layout=layout, degrade=degrade, seed=7)
    assert _words(plan, layout) - _read(data) == set()


@pytest.mark.parametrize("form", [Form.PPTX, Form.PDF, Form.DOCX, Form.XLSX, Form.HTML])
def test_the_status_colours_of_the_cells_survive(form: Form):
    data = render(plans.portfolio(), form=form, layout=Layout.PORTFOLIO)
    document = api.read_bytes(data=data, name="plan")
    tables = [block for page in document.pages for block in page.blocks if isinstance(block, api.Table)]
    found = {cell.text: cell.fill for table in tables for row in table.rows for cell in row.cells if cell.text}
    assert (found["Forberede"], found["Starte utprøving"], found["Utvide til alle bydeler"]) == (
        "#00b050",
        "#ffc000",
        "#c00000",
    )


def test_an_accordion_keeps_each_measure_as_a_head():
    data = render(plans.action_plan(), form=Form.HTML, layout=Layout.ACCORDION)
    blocks = api.read_bytes(data=data, name="plan.html").pages[0].blocks
    heads = [
        block.text for block in blocks if isinstance(block, api.TextBlock) and block.role is api.Role.ACCORDION_HEAD
    ]
    assert heads == [measure.title.text for measure in plans.action_plan().measures if measure.title]
