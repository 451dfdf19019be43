"""Every gold, rendered to every form it fits and damaged in every way, imports back equal: nothing lost, nothing added.

No combination is left out: what a form cannot carry is a layout's, not a form's (an accordion is a web page).
"""

from functools import cache

import pytest
import yaml
from tests.factories.gold_plans import from_gold
from tests.factories.plan_documents import Degrade, Form, Layout
from tests.factories.plan_facts import Facts, goals, imported, measures
from tests.shared import SHARED

from samspill.plan.importing.contracts import Flag, FoundPlan

pytestmark = pytest.mark.outside

FORMS = (Form.PPTX, Form.PDF, Form.DOCX, Form.XLSX, Form.HTML)
LAYOUTS = {"000": Layout.ACTION_TABLE, "002": Layout.PORTFOLIO, "004": Layout.ACCORDION}
Damage = frozenset[Degrade]
CLEAN: Damage = frozenset()
ALL = frozenset(Degrade)
ONE_EACH = tuple(frozenset({one}) for one in Degrade)
Case = tuple[str, Form, Damage]

SOAK: list[Case] = [
    (name, form, damage)
    for name, layout in LAYOUTS.items()
    for form in (FORMS if layout is not Layout.ACCORDION else (Form.HTML,))
    for damage in (CLEAN, *ONE_EACH, ALL)
]
# The large gold clean and with all damage, the small ones with each: every form meets every damage.
QUICK = [case for case in SOAK if case[0] != "002" or case[2] in {CLEAN, ALL}]


def said(case: Case) -> str:
    damage = "all" if case[2] == ALL else "+".join(case[2]) or "clean"
    return f"{case[0]}-{case[1].value}-{damage}"


@cache
def gold(name: str) -> FoundPlan:
    path = next((SHARED / "gold").glob(f"{name}*.yaml"))
    return from_gold(yaml.safe_load(path.read_text(encoding="utf-8")))


def titles_without_area(plan: FoundPlan) -> set[str]:
    """Return the measures whose Tema is blank: it may be carried down, flagged, so their area is not compared."""
    return {
        measure.title.text
        for area in plan.areas
        if area.name is None
        for group in area.groups
        for measure in group.measures
        if measure.title
    }


def compared(plan: FoundPlan, layout: Layout, blank: set[str]) -> list[Facts]:
    return [facts[2:] if facts[2] in blank else facts for facts in measures(plan, layout)]


def check(case: Case, seed: int) -> None:
    name, form, damage = case
    plan, layout = gold(name), LAYOUTS[name]
    blank = titles_without_area(plan)

    again = imported(plan, form, layout, damage, seed)

    assert compared(again, layout, blank) == compared(plan, layout, blank)
    assert layout is Layout.ACCORDION or goals(again) == goals(plan)
    assert [again.title.text if again.title else None] == [plan.title.text if plan.title else None]
    carried = {one.title.text for one in again.measures if one.title and Flag.AREA_INHERITED in one.flags}
    assert blank <= carried


@pytest.mark.parametrize("case", QUICK, ids=said)
def test_a_gold_imports_back_equal(case: Case) -> None:
    check(case, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("case", SOAK, ids=said)
def test_a_gold_imports_back_equal_wherever_the_damage_falls(case: Case, seed: int) -> None:
    check(case, seed)
