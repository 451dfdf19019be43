"""Every example is found by its own values, by every parameter that yields one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from tests.conformance.fhir import examples
from tests.conformance.fhir.probes import FORMS, Probe, parameters, probes, values
from tests.factories.fhir_engine import Talk, bundle, entry

from samspill.fhir.index import api as index
from samspill.fhir.path import api as path

Query = tuple[str, str, str]
"""(resource type, name, value)."""

AT_ONCE = 1_000
"""Searches of one batch."""


@dataclass
class Asked:
    """One query, and whom it was made of.

    Attributes:
        made_of: ids of the resources that gave it.
        absent: ids that it must leave out.
    """

    form: str
    code: str
    is_exact: bool = False
    made_of: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Outcome:
    """What all searches came to.

    Attributes:
        searches: different queries that were sent.
        checks: (resource, query) pairs that were judged.
        pairs: different (resource type, parameter) that yielded something.
        forms: how many checks each form had.
        misses: (query, what was wrong).
    """

    searches: int
    checks: int
    pairs: frozenset[tuple[str, str]]
    forms: Counter[str]
    misses: tuple[tuple[str, str], ...]


def queries(resources: Iterable[dict[str, Any]]) -> dict[Query, Asked]:
    """Return every query that the resources give, with those that it must find and leave out."""
    found: dict[Query, Asked] = {}
    for resource in resources:
        for probe in _of(resource):
            key = (resource["resourceType"], probe.name, probe.value)
            asked = found.setdefault(key, Asked(probe.form, probe.code))
            asked.is_exact = asked.is_exact or probe.is_exact
            (asked.absent if probe.is_absent else asked.made_of).add(resource["id"])
    return found


def _of(resource: dict[str, Any]) -> Iterator[Probe]:
    missing = index.unsupported()
    for parameter in parameters(resource["resourceType"]):
        if (resource["resourceType"], parameter.code) not in missing:
            yield from probes(resource, parameter)


def ask(talk: Talk, asked: list[Query]) -> Iterator[tuple[Query, set[str] | str]]:
    """Send queries as batches; the answer to each is the ids it found, or the refusal's words."""
    for start in range(0, len(asked), AT_ONCE):
        part = asked[start : start + AT_ONCE]
        heard = talk("POST", "", bundle("batch", *[entry("GET", _url(query)) for query in part]))
        assert heard.status == 200, heard.answer.body
        for query, answered in zip(part, heard.json["entry"], strict=True):
            yield query, _found(answered)


def _url(query: Query) -> str:
    resource_type, name, value = query
    return f"{resource_type}?{quote(name)}={quote(value, safe='')}&_count=1000&_elements=id"


def _found(answered: dict[str, Any]) -> set[str] | str:
    if not answered["response"]["status"].startswith("200"):
        outcome = answered["response"].get("outcome", {"issue": [{}]})
        return f"{answered['response']['status']}: {outcome['issue'][0].get('diagnostics')}"
    return {each["resource"]["id"] for each in answered["resource"].get("entry", ()) if "id" in each["resource"]}


def wrong(asked: Asked, found: set[str] | str) -> Iterator[str]:
    """Say what is wrong with an answer."""
    if isinstance(found, str):
        yield found
        return
    if lost := asked.made_of - found:
        yield f"does not find {', '.join(sorted(lost))}"
    if more := asked.absent & found - asked.made_of:
        yield f"finds {', '.join(sorted(more))}, which is something else"
    if asked.is_exact and (more := found - asked.made_of - asked.absent):
        yield f"finds {', '.join(sorted(more))} too, which does not have it"


@cache
def outcome() -> Outcome:
    """Send the queries of all valid examples."""
    return judged(examples.loaded().talk, examples.read_back().values())


def judged(talk: Talk, resources: Iterable[dict[str, Any]]) -> Outcome:
    """Send the queries of resources that are stored, and judge the answers."""
    return judged_by(talk, queries(resources))


def judged_by(talk: Talk, all_asked: Mapping[Query, Asked]) -> Outcome:
    """Send queries, and judge the answers."""
    pairs = {(kind, asked.code) for (kind, _, _), asked in all_asked.items()}
    forms: Counter[str] = Counter()
    misses = []
    for query, found in ask(talk, list(all_asked)):
        asked = all_asked[query]
        forms[asked.form] += len(asked.made_of | asked.absent)
        misses += [(f"{query[0]}?{query[1]}={query[2]}", text) for text in wrong(asked, found)]
    return Outcome(len(all_asked), forms.total(), frozenset(pairs), forms, tuple(sorted(misses)))


def silent(resources: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return (search type, data type) of the values that gave no query; a resource that stands inside is a Resource."""
    return {
        (parameter.type, "Resource" if isinstance(node.value, dict) and "resourceType" in node.value else node.type)
        for resource in resources
        for parameter in parameters(resource["resourceType"])
        if parameter.type in FORMS
        for node in values(path.compile(parameter.expression).nodes(resource))
        if not list(FORMS[parameter.type]([node], parameter))
    }
