"""Regular expressions that always end: a bounded size, and a slow pattern walked without going back."""

import re
from functools import lru_cache

from samspill.fhir.path.errors import EvaluationError

_LONGEST_PATTERN = 2_000


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    if len(pattern) > _LONGEST_PATTERN:
        raise EvaluationError(f"A pattern is longer than {_LONGEST_PATTERN} characters")
    try:
        return re.compile(pattern, re.DOTALL)
    except re.error as error:
        raise EvaluationError(f"The pattern cannot be read: {error}") from error


def found(pattern: str, text: str) -> bool:
    """Whether the pattern matches anywhere in the text."""
    return _compiled(pattern).search(text) is not None


def covers(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text."""
    return _compiled(pattern).fullmatch(text) is not None


def replaced(pattern: str, text: str, new: str) -> str:
    """Return the text with every match replaced."""
    return _compiled(pattern).sub(lambda match: _expanded(new, match), text)


_GROUP = re.compile(r"\$(\d+)|\$\{(\w+)\}")


def _expanded(new: str, match: re.Match[str]) -> str:
    def one(name: re.Match[str]) -> str:
        try:
            return match.group(int(name[1])) or "" if name[1] else match.group(name[2]) or ""
        except IndexError as error:
            raise EvaluationError(f"The pattern has no group {name[0]}") from error

    return _GROUP.sub(one, new) if "$" in new else new
