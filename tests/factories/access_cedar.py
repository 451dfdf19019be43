"""The rules in Cedar, as a second opinion that shares no code with the decision it judges.

It reads the rules' data files by itself. Each condition is written as two Cedar expressions, «surely true» and «surely
false»; what is neither is unknown. A permit asks for the first, a forbid for the absence of the second. Cedar cannot
look for a fact by several conditions, so the facts that hold now are picked here, with dates and ages in the calendar's
own arithmetic, and handed over as sets of records; Cedar does the matching.
"""

import json
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import cedarpy

import samspill.access.decision as room
from samspill.access.decision.contracts import Facts, Professional, Question, Thing

FOLDER = Path(room.__file__).parent / "data"
FACTS = ("ground", "setting", "grant", "label")
ABOUT = {
    "ground": {"organisation": ("organisation", "organisation"), "unit": ("unit", "unit", "or-empty"),
               "holder": ("holder", "hpr_nr"), "citizen": ("holder", "citizen")},
    "setting": {"class": ("data_class", "data_class", "or-empty"), "document": ("document", "document", "or-empty"),
                "organisation": ("organisation", "organisation", "or-empty"),
                "holder": ("holder", "hpr_nr", "or-empty"), "professional": ("holder", "hpr_nr")},
    "grant": {"class": ("data_class", "data_class", "or-empty"), "organisation": ("organisation", "organisation"),
              "holder": ("holder", "hpr_nr")},
    "label": {},
}  # fmt: skip
SOURCES = {"ground": "grounds", "setting": "settings", "grant": "grants"}


class Oracle:
    """Cedar, with the built-in rules.

    Args:
        without: the id of a rule that is left out, to see that a difference is found.
    """

    def __init__(self, *, without: str = "") -> None:
        self._sets = tomllib.loads((FOLDER / "sets.toml").read_text(encoding="utf-8"))
        self._lookups: dict[str, Lookup] = {}
        policies: dict[str, list[str]] = {"decide": [], "unlock": []}
        for name in ("asker", "need", "privacy", "permits"):
            for rule in tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")).get("rule", []):
                if rule["id"] != without:
                    self._add(rule, policies)
        self._decide = cedarpy.PolicySet.from_str("\n".join(policies["decide"]))
        self._unlock = cedarpy.PolicySet.from_str("\n".join(policies["unlock"]))

    def answers(self, asked: list[tuple[Question, Facts]]) -> list[str]:
        """Deny, permit or unlock for each question."""
        requests = [self._request(question, facts) for question, facts in asked]
        decided = cedarpy.is_authorized_batch(requests, self._decide, [])
        unlocks = iter(cedarpy.is_authorized_batch(
            [request for request, result in zip(requests, decided, strict=True) if result.allowed], self._unlock, []
        ))  # fmt: skip
        answers = []
        for result in decided:
            if result.diagnostics.errors:
                raise AssertionError(result.diagnostics.errors)
            answers.append("deny" if not result.allowed else "unlock" if next(unlocks).allowed else "permit")
        return answers

    def _add(self, rule: dict[str, Any], policies: dict[str, list[str]]) -> None:
        true, false = self._both({"all": rule["when"]})
        text = {
            "permit": f"permit(principal, action, resource) when {{ {true} }};",
            "deny": f"forbid(principal, action, resource) when {{ !({false}) }};",
            "unlock": f"permit(principal, action, resource) when {{ !({false}) }};",
        }
        if rule["effect"] != "oblige":
            policies["unlock" if rule["effect"] == "unlock" else "decide"].append(text[rule["effect"]])

    def _both(self, node: dict[str, Any]) -> tuple[str, str]:
        """A condition as «surely true» and «surely false»."""
        if "not" in node:
            true, false = self._both(node["not"])
            return false, true
        for word, join, other in (("all", " && ", " || "), ("any", " || ", " && ")):
            if word in node:
                pairs = [self._both(part) for part in node[word]]
                return f"({join.join(t for t, _ in pairs)})", f"({other.join(f for _, f in pairs)})"
        if any(word in (fact, f"{fact}_in_set") for word in node for fact in FACTS):
            return self._lookup(node)
        return self._plain(node)

    def _plain(self, node: dict[str, Any]) -> tuple[str, str]:
        if "attribute" in node:
            name = node["attribute"]
            if "absent" in node or "present" in node:
                pair = (f"!(context.q has {name})", f"(context.q has {name})")
                return pair if "absent" in node else pair[::-1]
            values = [node["equals"]] if "equals" in node else node.get("in") or self._sets[node["in_set"]]
            listed = "[" + ", ".join(f'"{value}"' for value in values) + "]"
            return _known([name], f"{listed}.contains(context.q.{name})")
        if "same" in node:
            one, other = node["same"]
            return _known([one, other], f"context.q.{one} == context.q.{other}")
        if "minutes_since" in node:
            seconds = f"context.q.now - context.q.{node['minutes_since']}"
            return _known([node["minutes_since"]], f"({seconds} >= 0 && {seconds} <= {node['at_most'] * 60})")
        bounds = []
        if "from" in node:
            bounds.append(f"context.q.age >= {node['from']}")
        if "under" in node:
            bounds.append(f"context.q.age < {node['under']}")
        return _known(["age"], f"({' && '.join(bounds)})")

    def _lookup(self, node: dict[str, Any]) -> tuple[str, str]:
        written = json.dumps(node, sort_keys=True)
        if written not in self._lookups:
            self._lookups[written] = Lookup(f"s{len(self._lookups)}", node, self._sets)
        return self._lookups[written].both()

    def _request(self, question: Question, facts: Facts) -> dict[str, Any]:
        silent = {"privacy": facts.settings, "grounds": facts.grounds, "grants": facts.grants}
        answering = {name: "silent" if known is None else "answered" for name, known in silent.items()}
        context: dict[str, Any] = {"q": {**_asked(question), **answering}}
        for lookup in self._lookups.values():
            lookup.add_to(context, question, facts)
        thing = {"principal": 'Asker::"a"', "action": 'Action::"open"', "resource": 'Thing::"t"'}
        return {**thing, "context": context}


class Lookup:
    """One question for facts: the sets of records it needs, and how Cedar looks into them."""

    def __init__(self, key: str, node: dict[str, Any], sets: dict[str, list[str]]) -> None:
        self._fact = next(fact for fact in FACTS if fact in node or f"{fact}_in_set" in node)
        self._kinds = frozenset(node.get(self._fact) or sets[node[f"{self._fact}_in_set"]])
        codes = node.get("codes") or (sets[node["codes_in_set"]] if "codes_in_set" in node else None)
        self._codes = None if codes is None else frozenset(codes)
        self._after = timedelta(days=node.get("days_after", 0))
        self._longest = timedelta(days=node["days_max"]) if "days_max" in node else None
        self._matches = [ABOUT[self._fact][name] for name in node.get("match", ())]
        sizes = range(len(self._matches) + 1)
        chosen = [list(some) for size in sizes for some in combinations(self._matches, size)]
        self._projections = [(f"{key}_{_projection(some)}", some) for some in chosen]

    def both(self) -> tuple[str, str]:
        """«Surely true» and «surely false»: the first asks with every attribute, the second with those there are."""
        maybe_parts, surely = [], "false"
        for key, chosen in self._projections:
            has = " && ".join(f"context.q has {match[1]}" for match in chosen) or "true"
            lacks = " && ".join(f"!(context.q has {m[1]})" for m in self._matches if m not in chosen) or "true"
            found = f"context has {key} && ({_contains(f'context.{key}', chosen)})"
            maybe_parts.append(f"({has} && {lacks} && ({found}))")
            surely = f"({has} && ({found}))"
        source = {"ground": "grounds", "setting": "privacy", "grant": "grants"}.get(self._fact)
        answers = f'context.q.{source} == "answered"' if source else "true"
        return f"({answers} && {surely})", f"({answers} && !({' || '.join(maybe_parts)}))"

    def add_to(self, context: dict[str, Any], question: Question, facts: Facts) -> None:
        """Add the sets of records that are not empty; a source that is silent says so by itself."""
        known = question.thing.labels if self._fact == "label" else getattr(facts, SOURCES[self._fact])
        if known is not None:
            held = [each for each in known if self._holds(each, question)]
            for key, chosen in self._projections:
                if held:
                    context[key] = [{match[0]: getattr(each, match[0]) for match in chosen} for each in held]

    def _holds(self, each: Any, question: Question) -> bool:
        if str(each.kind) not in self._kinds or (self._codes is not None and each.code not in self._codes):
            return False
        if self._fact == "label" and each.document != question.thing.document:
            return False
        if self._fact != "label" and each.person != question.thing.person:
            return False
        starts = datetime.fromtimestamp(each.starts, UTC)
        if question.at < starts or (self._longest is not None and question.at >= starts + self._longest):
            return False
        if each.ends > 250_000_000_000:  # never
            return True
        return question.at < datetime.fromtimestamp(each.ends, UTC) + self._after


def _known(names: Iterable[str], test: str) -> tuple[str, str]:
    has = " && ".join(f"context.q has {name}" for name in names)
    return f"({has} && {test})", f"({has} && !({test}))"


def _projection(matches: Iterable[tuple[str, ...]]) -> str:
    return "_".join(match[0] for match in matches) or "any"


def _contains(where: str, matches: Iterable[tuple[str, ...]]) -> str:
    """The set holds a record with these values, each either the attribute's or, where it may be, empty."""
    choices: list[list[str]] = [[]]
    for match in matches:
        texts = [f'"{match[0]}": context.q.{match[1]}']
        if len(match) == 3:
            texts.append(f'"{match[0]}": ""')
        choices = [[*choice, text] for choice in choices for text in texts]
    return " || ".join(f"{where}.contains({{{', '.join(choice)}}})" for choice in choices)


def _asked(question: Question) -> dict[str, Any]:
    thing, asker = question.thing, question.asker
    known: dict[str, Any] = {
        "now": int(question.at.timestamp()),
        "action": str(question.action),
        "purpose": question.purpose,
        "basis": question.basis and str(question.basis),
        "assurance": asker.assurance,
        "data_class": thing.data_class,
        "person": thing.person,
        "document": thing.document,
        "age": _age(thing, question.at),
    }
    if isinstance(asker, Professional):
        attestation = asker.attestation
        known |= {
            "asker": "professional",
            "attested_purpose": attestation.care_relationship.purpose_of_use.code,
            "toa": attestation.toa,
            "hpr": asker.hpr and str(asker.hpr),
            "hpr_nr": attestation.practitioner.hpr_nr and attestation.practitioner.hpr_nr.id,
            "organisation": attestation.practitioner.legal_entity.id,
            "unit": attestation.practitioner.point_of_care.id,
            "token_organisation": asker.organisation,
            "bound_person": asker.bound_person,
            "patient_bound": "yes" if attestation.patient else "no",
            "user_selected": "yes" if attestation.care_relationship.decision_ref.user_selected else "no",
        }
    else:
        known |= {"asker": "citizen", "citizen": asker.person}
    return {name: value for name, value in known.items() if value is not None}


def _age(thing: Thing, at: datetime) -> int | None:
    if thing.born is None:
        return None
    today = at.astimezone(ZoneInfo("Europe/Oslo")).date()
    before_birthday = (today.month, today.day) < (thing.born.month, thing.born.day)
    return today.year - thing.born.year - before_birthday
