"""Reads the rules from their data files, strictly: a rule that is not understood is never passed over."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from samspill.access.decision.conditions import All, AnyOf, Condition, Not, Present
from samspill.access.decision.contracts import Obligation, ObligationKind, RuleRef, Words
from samspill.access.decision.evaluating import DAY
from samspill.access.decision.reading import RuleFault, condition_of, strings_of
from samspill.kernel.periods import Period

FOLDER = Path(__file__).parent / "data"
RULE_FILES = ("asker.toml", "need.toml", "privacy.toml", "permits.toml")
"""In this order: a refusal that stands earlier is the one a reader is told of."""

LANGUAGES = ("nb", "nn", "en")


class Effect(StrEnum):
    """What a rule does when its conditions hold."""

    PERMIT = "permit"
    DENY = "deny"
    UNLOCK = "unlock"
    """Tells that a permitted row is one that was blocked; permits nothing itself."""
    OBLIGE = "oblige"
    """Adds obligations to what is permitted."""


class Stage(StrEnum):
    """What a refusal is about; the reader is told of the earliest, so that who shows no need learns no setting."""

    ASKER = "asker"
    NEED = "need"
    PRIVACY = "privacy"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule.

    Attributes:
        ref: id and version.
        effect: what it does.
        stage: what it is about.
        valid: the days it holds.
        owner: who answers for it.
        source: the law or specification it comes from.
        when: its condition.
        obligations: what it demands.
        what: what it says happened, or why it opens.
        why: why, for a refusal.
        remedy: what to do, for a refusal.
    """

    ref: RuleRef
    effect: Effect
    stage: Stage
    valid: Period
    owner: str
    source: str
    when: Condition
    obligations: tuple[Obligation, ...]
    what: Words
    why: Words
    remedy: Words


@dataclass(frozen=True, slots=True)
class NoNeed:
    """What is said when no rule opens: the refusal that stands behind all others."""

    ref: RuleRef
    what: Words
    why: Words
    remedy: Words


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All rules.

    Attributes:
        version: the first 16 hexadecimal digits of the files' SHA-256.
        rules: in the order of the files.
        no_need: what is said when none of them opens.
        data_classes: the classes of data by id, with their names.
    """

    version: str
    rules: tuple[Rule, ...]
    no_need: NoNeed
    data_classes: Mapping[str, Words]

    def in_force(self, day: date) -> tuple[Rule, ...]:
        """Return the rules that hold on a day."""
        return tuple(rule for rule in self.rules if day in rule.valid)


@cache
def built_in() -> Rulebook:
    """Return the rules that Samspill carries."""
    names = ("sets.toml", "classes.toml", *RULE_FILES)
    return read_rulebook({name: (FOLDER / name).read_bytes() for name in names})


def read_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """Read a rulebook.

    Args:
        files: the bytes of ``sets.toml``, ``classes.toml`` and the rule files, by name.

    Raises:
        RuleFault: something in them is not understood, or two versions of a rule hold on the same day.
    """
    tables = {name: tomllib.loads(content.decode("utf-8")) for name, content in files.items()}
    sets = {name: strings_of(values, f"set {name}") for name, values in tables["sets.toml"].items()}
    classes = {each["id"]: _words(each["text"]) for each in tables["classes.toml"]["data_class"]}
    rules = tuple(
        _rule(each, Stage(tables[name]["stage"]), sets) for name in RULE_FILES for each in tables[name].get("rule", ())
    )
    _check_versions(rules)
    digest = hashlib.sha256(b"\0".join(name.encode() + b"\0" + files[name] for name in sorted(files)))
    return Rulebook(digest.hexdigest()[:16], rules, _no_need(tables["need.toml"]["no_need"]), classes)


_KEYS = {"id", "version", "effect", "from", "until", "owner", "source", "when", "obligations", *LANGUAGES}
_NEEDED = {"id", "version", "effect", "from", "owner", "source", "when", *LANGUAGES}


def _rule(table: Mapping[str, Any], stage: Stage, sets: Mapping[str, tuple[str, ...]]) -> Rule:
    name = str(table.get("id", "?"))
    if unknown := table.keys() - _KEYS:
        raise RuleFault(f"rule {name}: {', '.join(sorted(unknown))} is not understood")
    if missing := _NEEDED - table.keys():
        raise RuleFault(f"rule {name}: {', '.join(sorted(missing))} is missing")
    effect = Effect(table["effect"])
    what, why, remedy = _sentences(table, name, needed=effect is Effect.DENY)
    return Rule(
        ref=RuleRef(name, int(table["version"])),
        effect=effect,
        stage=stage,
        valid=Period(table["from"], table.get("until")),
        owner=table["owner"],
        source=table["source"],
        when=condition_of({"all": table["when"]}, sets, name),
        obligations=tuple(_obligation(each) for each in table.get("obligations", ())),
        what=what,
        why=why,
        remedy=remedy,
    )


def _sentences(table: Mapping[str, Any], name: str, *, needed: bool) -> tuple[Words, Words, Words]:
    found = []
    for part in ("what", "why", "remedy"):
        words = _words({language: table[language].get(part, "") for language in LANGUAGES})
        if (needed or part == "what") and not (words.nb and words.nn and words.en):
            raise RuleFault(f"rule {name}: «{part}» lacks its words in one of the three languages")
        found.append(words)
    return found[0], found[1], found[2]


def _words(table: Mapping[str, str]) -> Words:
    return Words(**{language: table[language] for language in LANGUAGES})


def _obligation(table: Mapping[str, Any]) -> Obligation:
    return Obligation(
        kind=ObligationKind(table["kind"]),
        days=table.get("days", 0),
        chars=table.get("chars", 0),
        fields=tuple(table.get("fields", ())),
    )


def _no_need(table: Mapping[str, Any]) -> NoNeed:
    what, why, remedy = _sentences(table, table["id"], needed=True)
    return NoNeed(RuleRef(table["id"], table["version"]), what, why, remedy)


def _check_versions(rules: tuple[Rule, ...]) -> None:
    for one, other in combinations(rules, 2):
        if one.ref == other.ref:
            raise RuleFault(f"rule {one.ref} stands twice")
        if one.ref.id == other.ref.id and one.valid.overlaps(other.valid):
            raise RuleFault(
                f"rule {one.ref.id}: versions {one.ref.version} and {other.ref.version} hold on the same day"
            )


@lru_cache(maxsize=8)
def spans_of(rulebook: Rulebook) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the spans, in seconds: how long rules hold on to what ended, and when they let go of what began."""
    found = [present for rule in rulebook.rules for present in _presents(rule.when)]
    after = {present.days_after * DAY for present in found}
    longest = {present.days_max * DAY for present in found if present.days_max is not None}
    return tuple(sorted(after)), tuple(sorted(longest))


def _presents(condition: Condition) -> Iterator[Present]:
    match condition:
        case Present():
            yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _presents(part)
        case Not(part):
            yield from _presents(part)
