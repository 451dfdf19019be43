"""The page with the states of a plan is drawn from the rules."""

from scripts.plan_states import PAGE, page


def test_page_of_states_is_what_the_rules_draw() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run scripts/plan_states.py"
