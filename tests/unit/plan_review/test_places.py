"""Where the words of a row stand in a text that has no pages."""

from tests.factories.reviews import FILE

from samspill.plan.importing.contracts import Found
from samspill.plan.review.contracts import GoalWords, Leaf, LeafHead, LeafLine, LeafText, Row, RowKind
from samspill.plan.review.places import places_of


def leaf(position: int, *lines: str) -> Leaf:
    head = LeafHead(position=position, document=FILE, sha256="a" * 64, page=1, part=position + 1)
    return Leaf(head=head, blocks=(LeafText(lines=tuple(LeafLine(line) for line in lines)),))


def row(path: str, *verbatims: str, page: int = 1) -> Row:
    found = tuple(("text", Found(text, text, page, 1.0, FILE)) for text in verbatims)
    return Row(path=path, kind=RowKind.GOAL, proposal=GoalWords(path), found=found, page=page, document=FILE)


LEAVES = (leaf(0, "Innhold", "Faste møter"), leaf(1, "Faste møter", "holde to møter i", "året"), leaf(2, "Faste møter"))


def test_the_longest_words_tell_which_of_several_places_it_is() -> None:
    assert places_of(LEAVES, [row("goal/0", "Faste møter", "holde to\nmøter i året")]) == {"goal/0": 1}


def test_the_same_words_again_stand_after_the_row_before() -> None:
    rows = [row("goal/0", "Faste møter", "holde to møter i året"), row("goal/1", "året"), row("goal/2", "Faste møter")]
    assert places_of(LEAVES, rows) == {"goal/0": 1, "goal/1": 1, "goal/2": 2}


def test_words_that_are_nowhere_stand_where_the_reading_had_come() -> None:
    assert places_of(LEAVES, [row("goal/0", "holde to møter"), row("goal/1", "helt andre ord")])["goal/1"] == 1


def test_a_page_that_is_not_there_gives_no_place() -> None:
    assert places_of(LEAVES, [row("goal/0", "Faste møter", page=9)]) == {}
