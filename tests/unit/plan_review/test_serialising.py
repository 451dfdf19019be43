from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.plans import action_plan, portfolio
from tests.factories.reviews import reading, rows

from samspill.kernel.texts import Text, say
from samspill.plan.importing.contracts import (
    Flag,
    Found,
    FoundArea,
    FoundCell,
    FoundDeadline,
    FoundGroup,
    FoundMeasure,
    FoundPlan,
    Notice,
)
from samspill.plan.review.contracts import Leaf, LeafCell, LeafHead, LeafLine, LeafTable, LeafText
from samspill.plan.review.serialising import (
    UnknownForm,
    from_json,
    plan_from_json,
    plan_to_json,
    text_from_json,
    text_to_json,
    to_json,
)

words = st.text(max_size=20)
flags = st.lists(st.sampled_from(Flag), max_size=2).map(tuple)
confidence = st.floats(0, 1)
found = st.builds(Found, words, words, st.integers(1, 99), confidence, words, flags)
maybe = st.none() | found
days = st.none() | st.dates()
deadline = st.builds(FoundDeadline, found, days)
cell = st.builds(
    FoundCell, found, st.none() | st.integers(1990, 2100), words, st.none() | words, st.none() | words, st.booleans()
)
few = {"max_size": 2}
measure = st.builds(
    FoundMeasure,
    title=maybe,
    bullets=st.lists(found, **few).map(tuple),
    sub_points=st.lists(found, **few).map(tuple),
    responsible=maybe,
    deadline=st.none() | deadline,
    remark=maybe,
    cells=st.lists(cell, **few).map(tuple),
    page=st.integers(1, 99),
    flags=flags,
)
group = st.builds(FoundGroup, maybe, st.lists(measure, **few).map(tuple), flags)
area = st.builds(
    FoundArea,
    name=maybe,
    number=st.none() | st.integers(0, 99),
    parent=st.none() | words,
    aliases=st.lists(words, **few).map(tuple),
    goals=st.lists(found, **few).map(tuple),
    groups=st.lists(group, **few).map(tuple),
    flags=flags,
)
plain = words | st.integers() | st.dates() | st.none()
texts = st.builds(
    Text, words, st.dictionaries(words, plain | st.builds(Text, words, st.dictionaries(words, plain, **few)), **few)
)
plans = st.builds(
    FoundPlan,
    documents=st.lists(words, **few).map(tuple),
    language=words,
    title=maybe,
    kind=st.none() | words,
    dated=days,
    years=st.lists(st.integers(1990, 2100), **few).map(tuple),
    year_labels=st.dictionaries(st.integers(1990, 2100), words, **few),
    status_scale=st.lists(words, **few).map(tuple),
    goals=st.lists(found, **few).map(tuple),
    areas=st.lists(area, **few).map(tuple),
    notices=st.lists(st.builds(Notice, st.sampled_from(Flag), texts, st.none() | st.integers()), **few).map(tuple),
    refusal=st.none() | texts,
)


@given(plans)
def test_any_reading_comes_back_as_it_was(plan: FoundPlan) -> None:
    assert plan_from_json(plan_to_json(plan)) == plan


@pytest.mark.parametrize("plan", [portfolio(), action_plan(), reading()])
def test_a_whole_plan_comes_back_as_it_was(plan: FoundPlan) -> None:
    assert plan_from_json(plan_to_json(plan)) == plan


def test_what_a_row_says_comes_back_as_it_was() -> None:
    back = [from_json(to_json(row.proposal, type(row.proposal)), type(row.proposal)) for row in rows()]
    assert back == [row.proposal for row in rows()]


def test_a_sentence_keeps_its_values_apart_so_that_it_can_be_translated() -> None:
    text = say("Frist %(day)s for %(what)s", day=date(2026, 6, 30), what=say("planen"))
    assert text_to_json(text) == {
        "template": "Frist %(day)s for %(what)s",
        "values": {"day": {"date": "2026-06-30"}, "what": {"text": {"template": "planen", "values": {}}}},
    }
    assert text_from_json(text_to_json(text)) == text


def test_a_leaf_keeps_which_of_its_blocks_are_tables() -> None:
    line = (LeafLine("Tiltak", "•", 1),)
    leaf = Leaf(
        LeafHead(0, "plan.pdf", "a" * 64, 1), (LeafText(line, head=True), LeafTable(((LeafCell(line, "#ff0000"),),)))
    )
    assert from_json(to_json(leaf, Leaf), Leaf) == leaf


def test_a_reading_of_another_form_is_not_guessed_at() -> None:
    with pytest.raises(UnknownForm):
        plan_from_json({"form": 99, "plan": {}})
