"""Fingers, eyes and paper: targets, zoom, motion and print."""

import pytest
from playwright.sync_api import expect
from tests.journeys.places import OWNER, PLACES, SECRETARIAT, come_to, the_review
from tests.journeys.visitor import OpenVisitor

pytestmark = pytest.mark.journey
TARGET_PX_MIN = 24
SMALL_TARGETS = """minimum => [...document.querySelectorAll('button, select, input, summary, a.ds-button, nav a')]
  .filter(one => one.checkVisibility({opacityProperty: true}) && one.type !== 'hidden')
  .map(one => {
    // A finger may hit the words of a field as well as its box.
    const boxes = [one, ...(one.labels || [])].map(part => part.getBoundingClientRect());
    const most = side => Math.round(Math.max(...boxes.map(box => box[side])));
    return [most('width'), most('height'), one.outerHTML.slice(0, 120)];
  })
  .filter(([width, height]) => width > 1 && (width < minimum || height < minimum))"""
MOVING = """() => document.getAnimations().length + [...document.querySelectorAll('*')]
  .filter(one => getComputedStyle(one).transitionDuration.split(',').some(time => parseFloat(time) > 0.01)).length"""
PATHS = ("/plan/", "/plan/mine/", "/plan/tiltak/1/status/", "/virksomheter/")


@pytest.mark.parametrize("width", [1280, 320])
def test_targets_are_big_enough_for_a_finger(visitor: OpenVisitor, width: int) -> None:
    secretariat = visitor(role=SECRETARIAT, width=width)
    for path in (*PATHS, "/plan/tiltak/nytt/?versjon=3"):
        secretariat.opens(path)
        assert secretariat.page.evaluate(SMALL_TARGETS, TARGET_PX_MIN) == [], path
    the_review(secretariat)
    assert secretariat.page.evaluate(SMALL_TARGETS, TARGET_PX_MIN) == []


def test_nothing_is_lost_at_200_percent(visitor: OpenVisitor) -> None:
    """WCAG 1.4.4: a 1280 px wide window at 200 % has 640 px to lay out in."""
    owner = visitor(role=OWNER, width=640, height=450, scale=2)
    for place in PLACES:
        if place.role == OWNER:
            come_to(place, owner)
            owner.finds_no_sideways_scrolling()
            expect(owner.page.get_by_role("heading", level=1)).to_be_visible()


def test_nothing_moves_for_whoever_wants_calm(visitor: OpenVisitor) -> None:
    owner = visitor(role=OWNER, calm=True)
    for path in PATHS:
        owner.opens(path)
        assert owner.page.evaluate(MOVING) == 0, path


def test_paper_has_the_plan_and_no_navigation(visitor: OpenVisitor) -> None:
    owner = visitor(role=OWNER)
    owner.opens("/plan/")
    owner.page.emulate_media(media="print")
    expect(owner.page.get_by_role("heading", level=1)).to_be_visible()
    expect(owner.main.locator(".sam-measures").first).to_be_visible()
    for part in (".sam-menu", ".sam-footer form", "#filter"):
        expect(owner.page.locator(part).first).to_be_hidden()
