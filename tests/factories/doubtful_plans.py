"""A plan document that raises exactly three doubts, so that a person has one each to accept, correct and take out."""

from dataclasses import replace

from tests.factories.plan_documents import Form, Layout, render
from tests.factories.plans import COLOURS, portfolio, said

from samspill.plan.importing.contracts import FoundCell, FoundGroup, FoundMeasure

DOUBTFUL = ("Lage plan for ernæring", "Lage plan for fall", "Lage plan for kosthold")
"""What the year cell of each measure without a title says."""
CERTAIN_COUNT = 4
UNDER_WAY = "Under arbeid"


def doubtful_document(title: str, *, form: Form = Form.PPTX) -> bytes:
    """Return a file with four measures that are plain and three whose titles are lost."""
    plan = portfolio()
    lost = tuple(
        FoundMeasure(None, cells=(FoundCell(said(text), 2025, status=UNDER_WAY, colour=COLOURS[UNDER_WAY]),))
        for text in DOUBTFUL
    )
    last = replace(plan.areas[-1], groups=(*plan.areas[-1].groups, FoundGroup(said("Uavklart"), lost)))
    return render(replace(plan, title=said(title), areas=(*plan.areas[:-1], last)), form=form, layout=Layout.PORTFOLIO)
