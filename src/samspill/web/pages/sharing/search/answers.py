"""The engine's answer to a search, as the page explains it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from samspill.fhir.contracts import Answer
from samspill.web.components.words import Look
from samspill.web.pages.sharing.words import ISSUES, SEVERITIES, Word, status_look
from samspill.web.record import whole

SHOWN_CHARACTERS_MAX = 200_000
"""A page of a thousand resources is megabytes; a browser lays this much out in a moment."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that the server says of the search.

    Attributes:
        words: what its code means, in the reader's language; empty when we have no words for it.
        diagnostics: what the engine itself says, in English.
        places: the parameters or elements it is about.
    """

    look: Look
    code: str
    words: Word
    diagnostics: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer.

    Attributes:
        request: its id, which stands in the audit row too.
        total: how many were found; ``None`` when the server did not count.
        matches: how many of them stand on this page.
        included: resources that came along by _include or _revinclude.
        text: the answer as indented JSON, cut when it is very long.
        whole_length: how many characters all of it has.
        onward: the query of the next page's link; empty on the last page.
    """

    request: str
    status: int
    look: Look
    ms: int
    total: int | None
    matches: int
    included: int
    issues: tuple[Issue, ...]
    text: str
    whole_length: int
    onward: str

    @property
    def is_bundle(self) -> bool:
        """Whether the search was carried out."""
        return self.status == 200

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning is shown."""
        return self.whole_length > len(self.text)


def shown(answer: Answer, *, request: str, ms: int) -> Shown:
    """Return an answer as it is shown.

    Args:
        answer: what the engine answered.
        request: the request's own id.
        ms: how long it took, milliseconds.
    """
    body = whole(answer)
    found: Mapping[str, Any] = json.loads(body) if body else {}
    text = msgspec.json.format(body, indent=2).decode() if body else ""
    modes = [entry.get("search", {}).get("mode") for entry in found.get("entry", ())]
    return Shown(
        request=request,
        status=answer.status,
        look=status_look(answer.status),
        ms=ms,
        total=found.get("total"),
        matches=modes.count("match"),
        included=modes.count("include"),
        issues=tuple(_issues(_outcomes(found))),
        text=text[:SHOWN_CHARACTERS_MAX],
        whole_length=len(text),
        onward=_onward(found),
    )


def _outcomes(found: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Return the OperationOutcomes: the answer itself, or what a Bundle says of the search."""
    if found.get("resourceType") == "OperationOutcome":
        yield found
    for entry in found.get("entry", ()):
        if entry.get("search", {}).get("mode") == "outcome":
            yield entry["resource"]


def _issues(outcomes: Iterable[Mapping[str, Any]]) -> Iterable[Issue]:
    for outcome in outcomes:
        for issue in outcome.get("issue", ()):
            code = str(issue.get("code", ""))
            look = SEVERITIES.get(issue.get("severity", ""), SEVERITIES["information"])
            places = tuple(map(str, issue.get("expression", ())))
            yield Issue(look, code, ISSUES.get(code, ""), str(issue.get("diagnostics", "")), places)


def _onward(found: Mapping[str, Any]) -> str:
    links = (link["url"] for link in found.get("link", ()) if link.get("relation") == "next")
    return urlsplit(next(links, "")).query
