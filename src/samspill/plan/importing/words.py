"""Small questions about words and lines that every route asks."""

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"\s+")
_LETTERS = str.maketrans(
    {"æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "å": "a"}
    | dict.fromkeys("éèê", "e")
    | dict.fromkeys("òóô", "o")
    | dict.fromkeys("–—", "-")
    | dict.fromkeys("’‘", "'")
    | dict.fromkeys("“”", '"')
    | {"@": "o", "|": "i"}
)
WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[\w'’]+)*-?", re.UNICODE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a text as it is compared: lower case, without Norwegian letters, dashes and quotes made plain."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return _SPACE.sub(" ", folded).strip()


def bare(text: str) -> str:
    """Return a folded text without closing punctuation, as a head is compared."""
    return fold(text).strip(" .:;-")


def tokens(text: str) -> list[str]:
    """Return the words of a text, as written."""
    return WORD.findall(text)


def starts_low(text: str) -> bool:
    """Whether the first letter is a small one; «|» is how optical recognition writes a capital «I»."""
    if text[:1] == "|":
        return False
    for sign in text:
        if sign.isalpha():
            return sign.islower()
        if sign.isdigit():
            return False
    return False


def starts_high(text: str) -> bool:
    """Whether the first sign is a capital letter, after an opening quote or bracket."""
    return text.lstrip("«\"'(“”")[:1].isupper()


def is_acronym(word: str) -> bool:
    """Whether a word is an abbreviation in capitals: LSU, KPR, CBRNE-hendelser."""
    letters = word.split("-", maxsplit=1)[0].strip("«»().,;:'\"")
    return len(letters) >= 2 and letters.isupper()


_ODD = re.compile(r"[;'’‘”“\"}{\]\[&|\\~^]")


def is_garbled(word: str) -> bool:
    """Whether optical recognition made signs of a word: «F&\"nl}g';fnd;»."""
    inside = word.strip("«»().,;:?!'\"")
    return len(inside) >= 3 and (len(_ODD.findall(inside)) >= 2 or bool(re.search("[\ufb00-\ufb06]", inside)))


def is_noise(text: str) -> bool:
    """Whether a misread line is specks: fewer than three letters, or a short word that cannot be said («Qrtln»)."""
    letters = [sign for sign in fold(text) if sign.isalpha()]
    if len(letters) < 3:
        return True
    vowels = sum(sign in "aeiouy" for sign in letters)
    return (
        " " not in text.strip()
        and len(letters) <= 6
        and (vowels * 4 < len(letters) or any(sign.isdigit() for sign in text))
    )


def without_specks(text: str) -> str:
    """Return a misread line without the lone signs behind it: «… til fødende. S», «… slik at /// 4 ._»."""
    parts = text.split(" ")
    while len(parts) > 2 and _is_speck(parts[-1]):
        parts.pop()
    return " ".join(parts)


def _is_speck(word: str) -> bool:
    return not any(sign.isalnum() for sign in word) or (len(word) == 1 and not word.islower())


def clip(text: str, length: int = 120) -> str:
    """Return a text for a sentence: cut at a word when it is long."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"
