"""What stands in the top navigation."""

from samspill.web.navigation import Place


def test_place_is_where_one_is_when_the_page_is_its_own_or_belongs_under_it() -> None:
    place = Place("Portefølje", "plan:portfolio", also=("plan:area", "plan:measure*"))
    here = [name for name in ("plan:portfolio", "plan:area", "plan:measure", "plan:measure-edit") if place.holds(name)]
    assert here == ["plan:portfolio", "plan:area", "plan:measure", "plan:measure-edit"]
    assert not place.holds("plan:areas")
    assert not place.holds("plan:mine")
