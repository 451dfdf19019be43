"""The page of decisions is what the rules and the tables draw."""

from scripts.access_decisions import PAGE, page


def test_page_of_decisions_is_what_the_rules_draw() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m scripts.access_decisions"
