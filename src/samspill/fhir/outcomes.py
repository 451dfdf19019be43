"""What the engine says when something is not as it should be: OperationOutcome, and the refusals that carry one.

Source: https://hl7.org/fhir/R4/operationoutcome.html and https://hl7.org/fhir/R4/http.html#summary. Diagnostics are
English, for those who build clients; they never repeat a value that could name a person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong or worth knowing.

    Attributes:
        severity: ``fatal``, ``error``, ``warning`` or ``information``.
        code: a code of http://hl7.org/fhir/issue-type: ``structure``, ``required``, ``value``, ``invariant`` ...
        diagnostics: what happened and what to do, in English.
        expression: simple FHIRPaths to the elements, ``Observation.component[1].valueQuantity.value``.
    """

    severity: str
    code: str
    diagnostics: str
    expression: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether it stops the act."""
        return self.severity in ("fatal", "error")


class Refusal(Exception):
    """The engine does not do what was asked, and says why.

    Attributes:
        status: the HTTP status that says so.
        issues: at least one.
    """

    def __init__(self, status: int, *issues: Issue) -> None:
        super().__init__(status, *issues)
        self.status = status
        self.issues = issues

    def __str__(self) -> str:
        return f"{self.status}: {'; '.join(issue.diagnostics for issue in self.issues)}"


def refusal(status: int, code: str, diagnostics: str, *expression: str) -> Refusal:
    """Return a refusal with one error.

    Args:
        status: HTTP status: 400, 404, 409, 410, 412, 413, 415, 422 ...
        code: a code of http://hl7.org/fhir/issue-type.
        diagnostics: what happened and what to do.
        expression: the elements it is about.
    """
    return Refusal(status, Issue("error", code, diagnostics, expression))


def outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """Return an OperationOutcome; R4 demands at least one issue, so none becomes "all is well"."""
    rows = [_row(issue) for issue in issues]
    return {
        "resourceType": "OperationOutcome",
        "issue": rows or [_row(Issue("information", "informational", "All OK"))],
    }


def masked(text: str) -> str:
    """Return a text with every run of eleven digits hidden: a name from outside that it shows may be a person's number.

    A client that puts the number where a parameter's name belongs would else get it back, in answers that are logged.
    """
    return _ELEVEN.sub(HIDDEN, text)


HIDDEN = "[11 digits]"
_ELEVEN = re.compile(r"(?<![0-9])[0-9]{11}(?![0-9])")


def _row(issue: Issue) -> dict[str, Any]:
    row: dict[str, Any] = {"severity": issue.severity, "code": issue.code, "diagnostics": masked(issue.diagnostics)}
    if issue.expression:
        row["expression"] = [masked(path) for path in issue.expression]
    return row
