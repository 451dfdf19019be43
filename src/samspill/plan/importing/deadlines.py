"""The latest day that a deadline's words allow; the words themselves are always kept beside it.

«Våren» ends on 30 June, «hausten» and a bare year on 31 December, a quarter, half-year, month or week on its last day.
A range ends where its last part ends. What cannot be read, or is no day at all (31.02.), is flagged and never raises.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.vocabulary import table, words
from samspill.plan.importing.words import fold


@dataclass(frozen=True, slots=True)
class Reading:
    """What a deadline's words allow at the latest; ``None`` when they name no day."""

    latest: date | None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    latest: date | None
    rounded: bool = False
    needs_year: bool = False


def read(text: str, *, year: int | None = None) -> Reading:
    """Read a deadline.

    Args:
        text: the words, for example ``Innen 31.12.19``.
        year: the year to take when the words have none (a plan for one year); the answer is then flagged as rounded.
    """
    hits = list(_hits(fold(text), year))
    dates = [hit.latest for hit in hits if hit.latest is not None]
    if any(hit.latest is None for hit in hits):
        return Reading(None, (Flag.DEADLINE_UNREAD,))
    if dates:
        chosen = max(dates)
        rounded = any(hit.rounded for hit in hits if hit.latest == chosen)
        return Reading(chosen, (Flag.DEADLINE_ROUNDED,) if rounded else ())
    if _without_date(fold(text)):
        return Reading(None)
    return Reading(None, (Flag.DEADLINE_UNREAD,))


def is_deadline(text: str) -> bool:
    """Whether a text is nothing but a deadline: «Innen 31.12.19», «Våren 2022», «Løpende»."""
    folded = fold(text)
    hits = list(_hits(folded, None))
    rest = folded
    for hit in sorted(hits, key=lambda one: one.start, reverse=True):
        rest = rest[: hit.start] + " " + rest[hit.end :]
    left = [word for word in re.split(r"[\s.,;:()/–-]+", rest) if word]
    if not hits:
        return bool(left) and _without_date(folded) and len(left) <= 3
    return all(word in _frame() for word in left)


@cache
def _frame() -> frozenset[str]:
    """Return the single words that may stand around a date in a deadline."""
    return frozenset(part for phrase in words("time", "before", "none", "soon") for part in phrase.split())


def split_leading(text: str) -> tuple[str, str]:
    """Return (deadline, rest) of a line that begins with a deadline: «Innen 31.03.20 NAV har mottatt»."""
    parts = text.split(" ")
    for cut in range(min(len(parts) - 1, 6), 0, -1):
        head = " ".join(parts[:cut])
        if is_deadline(head) and _has_date(head):
            return head, " ".join(parts[cut:])
    return "", text


def split_trailing(text: str) -> tuple[str, str]:
    """Return (rest, deadline) of a line that ends with a deadline: «Samarbeidsutvalget Innen 31.12.20»."""
    parts = text.split(" ")
    for cut in range(max(len(parts) - 6, 1), len(parts)):
        tail = " ".join(parts[cut:])
        if is_deadline(tail) and _has_date(tail):
            return " ".join(parts[:cut]), tail
    return text, ""


def _has_date(text: str) -> bool:
    return any(True for _ in _hits(fold(text), None)) and any(sign.isdigit() for sign in text)


def _without_date(folded: str) -> bool:
    known = words("time", "none")
    return any(re.search(rf"\b{re.escape(word)}\b", folded) for word in known)


def _hits(folded: str, year: int | None) -> Iterator[_Hit]:
    """Yield what the words name, each place of the text read once, the most exact pattern first."""
    taken = [False] * len(folded)
    for pattern, reader in _patterns():
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            hit = reader(match, year or _year_in(folded))
            if hit is None:
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            yield hit


def _year_in(folded: str) -> int | None:
    """Return the last year a text names, for «mars-juni 2026» and «1. og 2. kvartal 2026»."""
    years = re.findall(r"\b(20\d\d)\b", folded)
    return int(years[-1]) if years else None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int | None], _Hit | None]], ...]:
    months = "|".join(sorted(table("time", "months"), key=len, reverse=True))
    seasons = "|".join(sorted(table("time", "seasons"), key=len, reverse=True))
    ordinals = "|".join(table("time", "ordinals"))
    year = r"(?:\s*,?\s*(?:i\s+)?[-']?(20\d\d|\d\d)(?![\d.]))?"
    return (
        (re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b"), _iso),
        (re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./-](\d{4}|\d{2})(?!\d)"), _day),
        (re.compile(rf"(?<!\d)(\d{{1,2}})\.?\s*({months})\b\.?{year}"), _day_of_month),
        (re.compile(rf"\b(?:([1-4])\.?|({ordinals}))\s*(?:kvartal|kv)\b\.?{year}"), _quarter),
        (re.compile(rf"\b(?:q|kvartal\s*)([1-4])()\b{year}"), _quarter),
        (re.compile(rf"\b(?:([1-3])\.?|({ordinals}))\s*tertial\b{year}"), _third),
        (re.compile(rf"\b(?:([12])\.?|({ordinals}))\s*halvar\b{year}"), _half),
        (re.compile(rf"\b(?:uke|veke)\s*(\d{{1,2}}){year}"), _week),
        (
            re.compile(
                rf"(?:\b(primo|medio|ultimo|begynnelsen av|midten av|starten av|slutten av)\s+)?\b({months})\b\.?{year}"
            ),
            _month,
        ),
        (re.compile(rf"(?:\b(for)\s+)?\b({seasons})\b{year}"), _season),
        (re.compile(rf"\b(?:for\s+)?(jul|julen|jula)\b{year}"), _christmas),
        (re.compile(r"(?<![\d.])(20\d\d)(?![\d])"), _bare_year),
        (re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.?(?!\d)"), _day_without_year),
    )


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _four(digits: str) -> int:
    number = int(digits.strip("'"))
    return number if number >= 100 else 2000 + number


def _given(text: str | None, year: int | None) -> int | None:
    return _four(text) if text else year


def _iso(match: re.Match[str], _: int | None) -> _Hit:
    return _Hit(*match.span(), _safe(int(match[1]), int(match[2]), int(match[3])))


def _day(match: re.Match[str], _: int | None) -> _Hit:
    return _Hit(*match.span(), _safe(_four(match[3]), int(match[2]), int(match[1])))


def _day_without_year(match: re.Match[str], year: int | None) -> _Hit | None:
    if not (1 <= int(match[2]) <= 12 and 1 <= int(match[1]) <= 31):
        return None
    return _Hit(*match.span(), _safe(year, int(match[2]), int(match[1])) if year else None, rounded=True)


def _day_of_month(match: re.Match[str], year: int | None) -> _Hit:
    given = _given(match[3], year)
    found = _safe(given, table("time", "months")[match[2]], int(match[1])) if given else None
    return _Hit(*match.span(), found, rounded=match[3] is None)


def _ordinal(match: re.Match[str]) -> int:
    return int(match[1]) if match[1] else table("time", "ordinals")[match[2]]


def _part_of_year(match: re.Match[str], year: int | None, *, months: int) -> _Hit:
    """Return the end of the n-th part of a year that has ``months`` months."""
    number = _ordinal(match)
    given = _given(match[3], year)
    fits = given is not None and number * months <= 12
    return _Hit(*match.span(), _month_end(given, number * months) if fits and given else None, rounded=match[3] is None)


def _quarter(match: re.Match[str], year: int | None) -> _Hit:
    return _part_of_year(match, year, months=3)


def _third(match: re.Match[str], year: int | None) -> _Hit:
    return _part_of_year(match, year, months=4)


def _half(match: re.Match[str], year: int | None) -> _Hit:
    return _part_of_year(match, year, months=6)


def _week(match: re.Match[str], year: int | None) -> _Hit:
    given = _given(match[2], year)
    try:
        found = date.fromisocalendar(given, int(match[1]), 7) if given else None
    except ValueError:
        found = None
    return _Hit(*match.span(), found, rounded=match[2] is None)


def _month(match: re.Match[str], year: int | None) -> _Hit:
    given = _given(match[3], year)
    if given is None:
        return _Hit(*match.span(), None)
    end = _month_end(given, table("time", "months")[match[2]])
    early = {"primo": 10, "begynnelsen av": 10, "starten av": 10, "medio": 20, "midten av": 20}.get(match[1] or "")
    return _Hit(*match.span(), end.replace(day=early) if early else end, rounded=bool(early) or match[3] is None)


def _season(match: re.Match[str], year: int | None) -> _Hit:
    """«Før sommeren» is before the holidays: 30 June; a season itself ends with its last month."""
    given = _given(match[3], year)
    month = table("time", "seasons")[match[2]]
    if match[1] and month == 8:
        month = 6
    return _Hit(*match.span(), _month_end(given, month) if given else None, rounded=True)


def _christmas(match: re.Match[str], year: int | None) -> _Hit:
    given = _given(match[2], year)
    return _Hit(*match.span(), date(given, 12, 24) if given else None, rounded=True)


def _bare_year(match: re.Match[str], _: int | None) -> _Hit:
    return _Hit(*match.span(), date(int(match[1]), 12, 31))
