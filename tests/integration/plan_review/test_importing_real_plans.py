"""The real documents, from file to portfolio."""

import pytest
import yaml
from tests.factories.plan_drafts import KEEPER, NOON
from tests.integration.plan_review.conftest import REGISTER, Read, accept_everything
from tests.shared import SHARED

from samspill.plan import api as plan
from samspill.plan.contracts import PortfolioFilter
from samspill.plan.review import api as review
from samspill.plan.review.contracts import MeasureWords, RowView, RunState, RunView, Verdict

pytestmark = pytest.mark.outside


def seed(number: str) -> tuple[str, bytes]:
    (path,) = (SHARED / "seeds").glob(f"{number}_*")
    return path.name, path.read_bytes()


def gold(number: str) -> tuple[list[str], list[str | None]]:
    """Return the areas and the measures' titles as somebody read them by hand."""
    (path,) = (SHARED / "gold").glob(f"{number}_*")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    groups = [group for area in content["areas"] for group in area["groups"]]
    return [area["name"] for area in content["areas"]], [
        measure["title"] for group in groups for measure in group["measures"]
    ]


def mend(run: RunView, titles: list[str | None]) -> list[RowView]:
    """Do as a person who knows the plan: say that a measure which is none is a heading; return those rows."""
    view = review.review(run_id=run.id, register=REGISTER, by=KEEPER, at=NOON)
    measures = [row for row in view.rows if isinstance(row.words, MeasureWords)]
    wrong = [row for row in measures if isinstance(row.words, MeasureWords) and row.words.title not in titles]
    for row in wrong:
        assert isinstance(row.words, MeasureWords)
        words = MeasureWords(row.words.title, is_heading=True)
        common = {"register": REGISTER, "by": KEEPER, "at": NOON}
        review.decide(run_id=run.id, path=row.row.path, verdict=Verdict.CORRECT, revision=0, words=words, **common)
    return wrong


def test_the_same_plan_in_two_files_becomes_one_version_with_the_measures_somebody_counted(read: Read) -> None:
    areas, titles = gold("002")
    run = read(seed("002"), seed("003"))
    wrong = mend(run, titles)
    accept_everything(run)
    version_id = review.finish(run_id=run.id, register=REGISTER, by=KEEPER, at=NOON)
    seen = plan.portfolio(version_id=version_id, where=PortfolioFilter())
    assert [area.name for area in seen.areas] == areas
    assert [measure.title for area in seen.areas for measure in area.measures] == titles
    assert len(titles) == 64
    assert len(wrong) <= 2
    assert all(row.waits for row in wrong)
    assert len(plan.versions()) == 1


@pytest.mark.parametrize(("number", "areas", "measures"), [("000", 5, 9), ("004", 2, 11)])
def test_a_real_plan_comes_into_the_portfolio_as_it_was_understood(
    read: Read, number: str, areas: int, measures: int
) -> None:
    run = read(seed(number))
    accept_everything(run)
    version_id = review.finish(run_id=run.id, register=REGISTER, by=KEEPER, at=NOON)
    seen = plan.portfolio(version_id=version_id, where=PortfolioFilter())
    assert (len(seen.areas), seen.count) == (areas, measures)


def test_a_letter_about_a_plan_is_refused_and_says_why(read: Read) -> None:
    run = read(seed("001"))
    assert run.state is RunState.REFUSED
    assert "ikke en plan" in str(run.refusal[0])
    assert plan.versions() == ()
