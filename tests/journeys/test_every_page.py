"""Every page, in three languages, wide and narrow, light and dark: accessible, whole, and in the reader's language."""

from collections.abc import Iterator
from itertools import product

import pytest
from babel.messages.pofile import read_po
from tests.journeys.places import PLACES, Place, come_to
from tests.journeys.visitor import ROOT, OpenVisitor, Visitor

pytestmark = pytest.mark.journey
LANGUAGES, WIDTHS, DARK = ("nb", "nn", "en"), (1280, 320), (False, True)
Look = tuple[str, int, bool]
EVERY_LOOK: tuple[Look, ...] = tuple(product(LANGUAGES, WIDTHS, DARK))
PAIRWISE: tuple[tuple[Look, ...], ...] = (
    (("nb", 1280, False), ("nn", 320, True), ("en", 320, False)),
    (("nb", 320, True), ("nn", 1280, False), ("en", 1280, True)),
)
"""Three looks a page: each page meets every language, both widths and both schemes; two pages meet every pair."""
SPOKEN = "nav a, nav button, h1, h2, h3, legend, label, th, dt, main button, main a.ds-button, footer a, footer legend"


def quick() -> Iterator[tuple[Place, Look]]:
    for number, place in enumerate(PLACES):
        yield from ((place, look) for look in PAIRWISE[number % 2])


def the_rest() -> Iterator[tuple[Place, Look]]:
    done = set(quick())
    yield from ((place, look) for place in PLACES for look in EVERY_LOOK if (place, look) not in done)


def named(case: tuple[Place, Look]) -> str:
    place, (language, width, dark) = case
    return f"{place.name}-{language}-{width}-{'dark' if dark else 'light'}"


def untranslated(visitor: Visitor, language: str) -> set[str]:
    """Return the bokmål words of the catalogue that stand on a page in another language.

    The words of a status are the plan's own, as the secretariat wrote them, so they are left out.
    """
    with (ROOT / f"src/samspill/web/locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    ours = {str(message.string) for message in catalogue if isinstance(message.id, str)}
    bokmal = {
        message.id
        for message in catalogue
        if isinstance(message.id, str) and message.id != message.string and message.id not in ours
    }
    spoken = visitor.page.locator(SPOKEN).and_(visitor.page.locator(":not(.sam-status-card)"))
    return bokmal & {" ".join(words.split()) for words in spoken.all_inner_texts()} - {""}


def the_page_is_sound(visitor: OpenVisitor, place: Place, look: Look) -> None:
    language, width, dark = look
    person = visitor(role=place.role, language=language, width=width, dark=dark)
    come_to(place, person)
    assert person.page.locator("html").get_attribute("lang") == language
    person.finds_the_page_sound()
    if language != "nb":
        assert untranslated(person, language) == set()


@pytest.mark.parametrize("case", list(quick()), ids=named)
def test_page_is_sound(visitor: OpenVisitor, case: tuple[Place, Look]) -> None:
    the_page_is_sound(visitor, *case)


@pytest.mark.soak
@pytest.mark.parametrize("case", list(the_rest()), ids=named)
def test_page_is_sound_in_every_other_look(visitor: OpenVisitor, case: tuple[Place, Look]) -> None:
    the_page_is_sound(visitor, *case)
