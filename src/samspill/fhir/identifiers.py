"""Holds identifiers under the addresses of Norwegian registers of persons to their arithmetic, and to the deployment.

Off unless the deployment says whose numbers it takes (``SAMSPILL_NATIONAL_NUMBERS``): published examples hold numbers
that nobody can have. The number is never repeated, only the element's path.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from samspill.fhir.outcomes import Issue, Refusal
from samspill.kernel.numbers.admitting import Deployment, admit
from samspill.kernel.numbers.hpr import parse_hpr_number
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused
from samspill.kernel.numbers.systems import DUF, HPR, KINDS
from samspill.kernel.refusals import Invalid

PERSONS = ("Patient", "Person", "Practitioner", "RelatedPerson")

Check = Callable[[dict[str, Any]], None]

_NOT_ONE = "The value cannot be a number of this identifier system. Read it again from its source, or mend the system."
_ORIGINS = {
    NumberFault.SYNTHETIC: "A synthetic national number is not taken here: this server is for real persons.",
    NumberFault.REAL_FORM: (
        "A national number that may be a real person's is not taken here: this server is a demo. Use a synthetic one."
    ),
}


def identifier_checks(deployment: Deployment | None) -> Mapping[str, Check]:
    """Return what is checked before a person is stored, for ``Engine(checks=...)``; nothing without a deployment."""
    if deployment is None:
        return {}

    def check(resource: dict[str, Any]) -> None:
        issues = tuple(_issues(resource, resource["resourceType"], deployment))
        if issues:
            raise Refusal(422, *issues)

    return dict.fromkeys(PERSONS, check)


def _issues(element: object, path: str, deployment: Deployment) -> Iterator[Issue]:
    """Walk a whole resource: identifiers stand in contained resources and in logical references too."""
    if isinstance(element, list):
        for at, one in enumerate(element):
            yield from _issues(one, f"{path}[{at}]", deployment)
    elif isinstance(element, dict):
        system, value = element.get("system"), element.get("value")
        if isinstance(system, str) and isinstance(value, str):
            told = _fault(system, value, deployment)
            if told is not None:
                yield Issue("error", told[0], told[1], (f"{path}.value",))
        for name, inner in element.items():
            if isinstance(inner, dict | list):
                yield from _issues(inner, f"{path}.{name}", deployment)


def _fault(system: str, value: str, deployment: Deployment) -> tuple[str, str] | None:
    """Return issue code and diagnostics, or ``None`` when the identifier is as it should be, or of another register."""
    try:
        if system in KINDS:
            admit(NationalNumber(value), deployment=deployment, kinds=KINDS[system])
        elif system == HPR:
            parse_hpr_number(value)
        elif system == DUF and not (len(value) == 12 and value.isascii() and value.isdigit()):
            return "value", _NOT_ONE
    except NumberRefused as refused:
        if refused.fault in _ORIGINS:
            return "business-rule", _ORIGINS[refused.fault]
        return "value", _NOT_ONE
    except Invalid:
        return "value", _NOT_ONE
    return None
