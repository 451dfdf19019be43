"""A word list built from the document itself: it knows which words are names, which are whole, and which are broken.

No outside dictionary: a plan's own words (KPR, Kompetanseportal, Aker) stand in none.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.vocabulary import is_status, words
from samspill.plan.importing.words import fold, is_acronym, is_garbled, starts_high, starts_low, tokens

_OPEN_END = (",", "-", "–", "—", "/", "(", "«", ":", ";", "&", "+")
TAIL_MIN = 4
COMPOUND_TAIL_MIN = 6


@dataclass(frozen=True)
class Lexicon:
    """The words of a document."""

    lines: tuple[str, ...]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(fold(word).rstrip("-") for line in self.lines for word in tokens(line))

    @cached_property
    def _low(self) -> frozenset[str]:
        """Words that stand in small letters somewhere."""
        return frozenset(fold(word).rstrip("-") for line in self.lines for word in tokens(line) if word[:1].islower())

    @cached_property
    def _long_low(self) -> tuple[str, ...]:
        return tuple(word for word in self._low if len(word) >= COMPOUND_TAIL_MIN)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital right after a small word inside a sentence, and never in small letters."""
        found: set[str] = set()
        for line in self.lines:
            parts = tokens(line)
            for before, word in pairwise(parts):
                if word[:1].isupper() and fold(before) in words("language", "prepositions"):
                    found.add(fold(word).rstrip("-"))
        known = words("language", "function", "transitive", "common") | frozenset(
            part for phrase in words("status") for part in phrase.split()
        )
        return frozenset(found - self._low - known)

    def is_common(self, word: str) -> bool:
        """Whether a capitalised word is an ordinary one: it stands in small letters elsewhere, or its tail does."""
        folded = fold(word).strip("«»().,;:?!/-")
        if (
            folded in self._low
            or folded in words("status")
            or folded in words("language", "function", "transitive", "bodies")
        ):
            return True
        if len(folded) >= COMPOUND_TAIL_MIN and folded.endswith(_endings()):
            return True
        stems = [folded] + [folded[: -len(end)] for end in ("ene", "et", "en", "er", "ne") if folded.endswith(end)]
        return any(stem.endswith(tail) and stem != tail for stem in stems for tail in self._long_low)

    def is_name(self, word: str) -> bool:
        """Whether a word is a name of the document: it stands with a capital inside sentences."""
        return fold(word).strip("«»().,;:?!/-") in self.names

    def broken(self, head: str, tail: str) -> bool:
        """Whether two pieces, one at a line's end and one at the next line's start, are one word.

        «Kartleggingsa» + «rbeid»: neither piece stands anywhere else, and a known word («arbeid») lies across the
        break.
        """
        left, right = fold(head).strip(".,;:()«»"), fold(tail).strip(".,;:()«»")
        if not left.isalpha() or not right.isalpha() or not tail[:1].islower():
            return False
        function = words("language", "function", "common", "transitive")
        if left in function or right in function or self._counts[left] > 1 or self._counts[right] > 1:
            return False
        whole = left + right
        if self._counts[whole]:
            return True
        return any(whole[-size:] in self._low for size in range(max(len(right) + 1, TAIL_MIN), len(whole)))

    def joined(self, lines: Sequence[str]) -> tuple[str, tuple[Flag, ...]]:
        """Join the lines of one cell: white space joined, words broken over a line mended and flagged."""
        text = ""
        flags: tuple[Flag, ...] = ()
        for line in lines:
            text, mended = self._join(text, line.strip())
            flags = (Flag.WORD_JOINED,) if mended or flags else ()
        return text, flags

    def _join(self, text: str, line: str) -> tuple[str, bool]:
        if not text or not line:
            return text + line, False
        if text.endswith("\u00ad"):
            return text[:-1] + line, False
        if text.endswith("-") and text[-2:-1].isalpha():
            return self._join_hyphen(text, line)
        if text.endswith("/") and text[-2:-1].isalpha():
            return text + line, False
        head, tail = text.rsplit(" ", maxsplit=1)[-1], line.split(" ", maxsplit=1)[0]
        if self.broken(head, tail):
            return text + line, True
        return f"{text} {line}", False

    def _join_hyphen(self, text: str, line: str) -> tuple[str, bool]:
        """Keep a hyphen at a line's end where it belongs to the word, take it away where only the line broke there."""
        first = re.split(r"[\s.,;:]", line, maxsplit=1)[0]
        if fold(first) in words("language", "suspended"):
            return f"{text} {line}", False
        head = text.rsplit(" ", maxsplit=1)[-1].strip("«(")
        whole, kept = fold(head[:-1] + first), fold(head + first)
        if self._counts[whole] or (not self._counts[kept] and _is_broken_there(head[:-1], first)):
            return text[:-1] + line, True
        return text + line, False

    def goes_on(self, text: str, line: str) -> bool:
        """Whether a line continues the text before it: it starts small, or the text before cannot end there."""
        if not text:
            return False
        if starts_low(line) or line[:1] in "(,.;:)»&/–-" or line[:1].isdigit():
            return True
        return self.is_open(text)

    def is_open(self, text: str) -> bool:
        """Whether a text cannot end where it ends: a comma, a hyphen, an open quote, «og», a lone «Utvikle»."""
        stripped = text.rstrip()
        if not stripped:
            return False
        if stripped.endswith(_OPEN_END) and not stripped.endswith(":"):
            return True
        if stripped.count("«") > stripped.count("»") or (
            stripped.count("(") > stripped.count(")") and re.search(r"(^|\s)\([^)]*$", stripped)
        ):
            return True
        last = fold(stripped.split(" ")[-1])
        if last in words("language", "open"):
            return True
        return " " not in stripped and fold(stripped) in words("language", "transitive")

    def split(self, line: str, *, acronyms: bool = False, phrases: frozenset[str] = frozenset()) -> list[str]:
        """Split a line into the cells that were glued into it: a capital inside a line begins a cell.

        Not after «i», «og», a comma or a full stop, not inside quotes or brackets, not where a name stands («… i
        Oslo», «Helse Sør-Øst») or an abbreviation. After a full stop only a known phrase begins a cell.
        """
        parts = line.split(" ")
        tail = _repeated_tail(parts)
        if tail:
            front = " ".join(parts[: tail[0]])
            cells = [" ".join(parts[start:end]) for start, end in pairwise(tail)]
            return [*(self.split(front, acronyms=acronyms, phrases=phrases) if front else []), *cells]
        cuts = [0]
        depth = 0
        for place, part in enumerate(parts):
            if (
                place > 0
                and depth <= 0
                and self._begins_cell(parts[cuts[-1] :], place - cuts[-1], acronyms=acronyms, phrases=phrases)
            ):
                cuts.append(place)
            depth += part.count("(") + part.count("«") - part.count(")") - part.count("»")
        return [" ".join(parts[start:end]) for start, end in zip(cuts, [*cuts[1:], len(parts)], strict=True)]

    def _begins_cell(  # noqa: PLR0911 - a list of reasons, each with its answer
        self, parts: Sequence[str], place: int, *, acronyms: bool, phrases: frozenset[str]
    ) -> bool:
        """Whether the word at a place begins a cell."""
        word, before = parts[place], parts[place - 1]
        if place and (is_garbled(word) or is_garbled(before)):
            return True
        rest = fold(" ".join(parts[place:])).strip(" .")
        if place and word[:1].isupper() and before[:1].islower() and is_status(rest):
            return True
        if place and _is_status_word(parts, place):
            return True
        if place == 0 or not starts_high(word) or not any(sign.isalpha() for sign in before):
            return False
        if before.endswith((".", "!", "?")) and len(before) > 1:
            return rest in phrases or is_status(rest) or before.endswith("?")
        if before.endswith(_OPEN_END) or fold(before) in words("language", "function"):
            return False
        if is_acronym(word):
            return acronyms and word[:1].isalpha()
        if self.is_name(word) or not word[:1].isalpha():
            return False
        return self.is_common(word) or (place == 1 and self.is_common(before))


def _is_broken_there(head: str, tail: str) -> bool:
    """Whether a hyphen between two pieces only breaks the line: Norwegian words of small letters have none inside."""
    return len(head) >= 2 and head[1:].islower() and tail.isalpha() and tail.islower() and "-" not in head


def _is_status_word(parts: Sequence[str], place: int) -> bool:
    """Whether a capitalised word inside a line begins a status: «… kjede i Planlagt/», «… mer sømløse, Påbegynt i»."""
    word = parts[place]
    if not word[:1].isupper() or parts[place - 1].endswith((".", ":", "-", "–", "«")):
        return False
    pair = " ".join(parts[place : place + 2])
    return is_status(word.strip("/")) or is_status(pair)


def _repeated_tail(parts: Sequence[str]) -> list[int]:
    """Return where the cells begin (and the end) when a line ends with the same words two or more times in a row."""
    for size in range(1, min(6, len(parts) // 2) + 1):
        phrase = list(parts[-size:])
        start = len(parts) - size
        while start >= size and list(parts[start - size : start]) == phrase:
            start -= size
        if start < len(parts) - size and phrase[0][:1].isupper():
            return list(range(start, len(parts) + 1, size))
    return []


@cache
def _endings() -> tuple[str, ...]:
    return tuple(words("language", "common_endings"))


def lexicon_of(lines: Iterable[str]) -> Lexicon:
    """Return the word list of a document's lines."""
    return Lexicon(tuple(lines))
