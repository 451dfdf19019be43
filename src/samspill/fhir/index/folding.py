"""How text is made comparable: the plain string search passes over case, accents and spacing.

Source: https://hl7.org/fhir/R4/search.html#string. Nordic letters are compared as people spell them without a Nordic
keyboard: ``å`` as ``aa`` (Håkon is found as Haakon and the other way), ``æ`` as ``ae``, ``ø`` as ``o`` (as Swedish and
German ``ö``, which is an accented ``o`` to Unicode), and the Sámi ``đ ŋ ŧ`` as ``d n t``. ``ä`` is an accented ``a``.
"""

from functools import lru_cache
from hashlib import blake2b
from unicodedata import combining, normalize

LONGEST = 300
"""Letters of a text that are indexed. PostgreSQL takes at most 2,704 bytes in one index entry, and an entry holds the
folded and the exact text, of up to four bytes a letter."""
READ = 4 * LONGEST
"""Letters of a text that are read to fill these, spaces and accents among them; the rest costs no time or memory."""
LONGEST_CODE = 600
"""Letters of a code or address that are indexed; only one of them stands in an index entry."""

LETTERS = str.maketrans({"å": "aa", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ŋ": "n", "ŧ": "t"})


def fold(text: str) -> str:
    """Return a text as the plain string search compares it: at most ``LONGEST`` letters, spaces at the end left out."""
    return _folded(text[:READ])


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    if not text.isascii():
        # å is taken apart by NFKD, so it is put together (NFKC) and rewritten before the accents are stripped
        lettered = normalize("NFKC", text).casefold().translate(LETTERS)
        text = "".join(letter for letter in normalize("NFKD", lettered) if not combining(letter))
    return " ".join(text.replace("\0", " ").casefold().split())[:LONGEST].rstrip()


def exact(text: str) -> str:
    """Return a text as ``:exact`` compares it: itself, or of a long one its beginning and a hash of the whole."""
    return _shortened(text, LONGEST)


def bounded(text: str) -> str:
    """Return a code, unit or address as it is indexed and searched: itself, unless it is absurdly long."""
    return text if len(text) <= LONGEST_CODE and "\0" not in text else _shortened(text, LONGEST_CODE)


def _shortened(text: str, longest: int) -> str:
    if "\0" in text:
        text = text.replace("\0", " ")  # PostgreSQL has no place for NUL in a text
    if len(text) <= longest:
        return text
    return f"{text[: longest - 33]}#{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
