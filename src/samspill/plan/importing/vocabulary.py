"""The words plans are written with, bokmål and nynorsk: data files beside this module, read once."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from samspill.plan.importing.words import fold


@cache
def load(topic: str) -> dict[str, Any]:
    """Return the data file of a topic, for example ``columns``."""
    source = files("samspill.plan.importing").joinpath("vocabulary", f"{topic}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def words(topic: str, *names: str) -> frozenset[str]:
    """Return the folded words of one or more lists of a topic; all of its lists when none is named."""
    data = load(topic)
    chosen: Iterable[str] = names or data.keys()
    return frozenset(fold(word) for name in chosen for word in data[name])


@cache
def table(topic: str, name: str) -> dict[str, int]:
    """Return a table of folded words and numbers."""
    return {fold(word): number for word, number in load(topic)[name].items()}


@cache
def column_words() -> dict[str, str]:
    """Return what each known column head holds: folded head -> kind."""
    return {fold(word): kind for kind, heads in load("columns").items() for word in heads}


@cache
def status_ranks() -> dict[str, int]:
    """Return the status words by how far the work has come: 0 not begun, upwards."""
    scale = ("not_begun", "planned", "begun", "delayed", "done", "stopped")
    return {fold(word): rank for rank, name in enumerate(scale) for word in load("status")[name]}


@lru_cache(maxsize=4096)
def is_status(text: str) -> bool:
    """Whether a text is nothing but a word of a status scale."""
    return fold(text).strip(" .") in status_ranks()


@cache
def furniture_pattern() -> re.Pattern[str]:
    """Return the pattern of lines that belong to the sheet."""
    return re.compile("|".join(f"(?:{line})" for line in load("furniture")["lines"]), re.IGNORECASE)


@cache
def outline_pattern() -> re.Pattern[str]:
    """Return the pattern of a line of a deck's outline: (word, number, title)."""
    return re.compile(load("furniture")["outline"], re.IGNORECASE)
