"""Which written language a text is in, and whether its letters have survived.

Some text layers lose nearly every «o»; optical recognition writes «a» or «g» for «å» and «ø». Then words known to
every Norwegian text are missing, or the Norwegian letters are: everything is read with lower confidence, and a person
is told.
"""

from collections import Counter
from collections.abc import Iterable

from samspill.plan.importing.vocabulary import words
from samspill.plan.importing.words import fold, tokens

COMMON_SHARE = 0.2
"""What share of the words of a whole text are among the commonest; measured 0.25 to 0.4 on Norwegian plans."""
LETTER_SHARE = 0.010
"""What share of the letters are «æøå» in a whole text; measured 0.02 to 0.04."""
LETTERS_MIN = 400
"""A shorter text says nothing about its words' share."""
NORWEGIAN_MIN = 1500
"""A shorter text says nothing about its Norwegian letters' share."""
DAMAGED_BELOW = 0.5


def language_of(lines: Iterable[str]) -> str:
    """Return ``nn`` or ``nb``, by the words that stand in one of them only."""
    counts = Counter(fold(word) for line in lines for word in tokens(line))
    only_nn = words("language", "nn") - words("language", "nb")
    only_nb = words("language", "nb") - words("language", "nn")
    nynorsk = sum(counts[word] for word in only_nn)
    bokmal = sum(counts[word] for word in only_nb)
    return "nn" if nynorsk > bokmal else "nb"


def wholeness(lines: Iterable[str]) -> float:
    """Return how whole the text's letters are: 1 undamaged, towards 0 the more is lost."""
    text = " ".join(lines)
    letters = [sign for sign in text.casefold() if sign.isalpha()]
    if len(letters) < LETTERS_MIN:
        return 1.0
    all_words = [fold(word) for word in tokens(text)]
    common = sum(word in words("language", "common") for word in all_words) / max(len(all_words), 1)
    norwegian = sum(sign in "æøå" for sign in letters) / len(letters)
    if len(letters) < NORWEGIAN_MIN:
        return min(1.0, common / COMMON_SHARE)
    return min(1.0, common / COMMON_SHARE, norwegian / LETTER_SHARE)


def is_damaged(whole: float) -> bool:
    """Whether a text is too damaged to be trusted."""
    return whole < DAMAGED_BELOW
