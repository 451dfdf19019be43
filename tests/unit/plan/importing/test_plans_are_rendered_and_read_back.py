"""A plan rendered to a file, damaged as files are on their way, imports back equal."""

import pytest
from tests.factories import plans
from tests.factories.plan_documents import Degrade, Form, Layout
from tests.factories.plan_facts import goals, imported, measures

from samspill.plan.importing.contracts import FoundPlan

FORMS = (Form.PPTX, Form.PDF, Form.DOCX, Form.XLSX, Form.HTML)
PLANS = {Layout.PORTFOLIO: plans.portfolio, Layout.ACTION_TABLE: plans.action_plan, Layout.ACCORDION: plans.action_plan}


def check(plan: FoundPlan, form: Form, layout: Layout, degrade: frozenset[Degrade], seed: int = 1) -> None:
    again = imported(plan, form, layout, degrade, seed)

    assert measures(again, layout) == measures(plan, layout)
    if layout is not Layout.ACCORDION:
        assert goals(again) == goals(plan)
    assert again.title is not None
    assert plan.title is not None
    assert again.title.text == plan.title.text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.value)
@pytest.mark.parametrize("layout", [Layout.PORTFOLIO, Layout.ACTION_TABLE], ids=lambda layout: layout.value)
def test_a_clean_file_imports_back_equal(form: Form, layout: Layout) -> None:
    check(PLANS[layout](), form, layout, frozenset())


def test_an_accordion_page_imports_back_equal() -> None:
    check(plans.action_plan(), Form.HTML, Layout.ACCORDION, frozenset())


@pytest.mark.parametrize("damage", Degrade, ids=lambda damage: damage.value)
def test_a_damaged_deck_imports_back_equal(damage: Degrade) -> None:
    check(plans.portfolio(), Form.PPTX, Layout.PORTFOLIO, frozenset({damage}))


@pytest.mark.parametrize("damage", Degrade, ids=lambda damage: damage.value)
def test_a_damaged_table_in_a_word_file_imports_back_equal(damage: Degrade) -> None:
    check(plans.action_plan(), Form.DOCX, Layout.ACTION_TABLE, frozenset({damage}))


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    "damage",
    [*({one} for one in Degrade), set(Degrade)],
    ids=lambda damage: "+".join(sorted(damage)) if len(damage) == 1 else "all",
)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.value)
@pytest.mark.parametrize("layout", [Layout.PORTFOLIO, Layout.ACTION_TABLE], ids=lambda layout: layout.value)
def test_every_damage_in_every_form_imports_back_equal(
    layout: Layout, form: Form, damage: set[Degrade], seed: int
) -> None:
    check(PLANS[layout](), form, layout, frozenset(damage), seed)
