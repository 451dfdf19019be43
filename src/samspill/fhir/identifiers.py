"""Holds identifiers under the addresses of Norwegian registers of persons to their arithmetic, and to the deployment.

Off unless the deployment says whose numbers it takes (``SAMSPILL_NATIONAL_NUMBERS``): published examples hold numbers
that nobody can have. Every resource is looked at, for a person is often named by number in somebody else's
(``Observation.subject.identifier``). The number is never repeated, only the element's path.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from samspill.fhir.definitions.api import resource_types
from samspill.fhir.outcomes import Issue, Refusal
from samspill.kernel.numbers.admitting import Deployment, admit
from samspill.kernel.numbers.hpr import parse_hpr_number
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused
from samspill.kernel.numbers.systems import DUF, HPR, KINDS
from samspill.kernel.refusals import Invalid

_SYSTEMS = frozenset({*KINDS, HPR, DUF})
_IN_ALL_SYSTEMS = b"2.16.578.1.12.4.1.4."
_NOT_ONE = "The value cannot be a number of this identifier system. Read it again from its source, or mend the system."
_ORIGINS = {
    NumberFault.SYNTHETIC: "A synthetic national number is not taken here: this server is for real persons.",
    NumberFault.REAL_FORM: (
        "A national number that may be a real person's is not taken here: this server is a demo. Use a synthetic one."
    ),
}


class IdentifierCheck:
    """What is checked before a resource is stored, for ``Engine(checks=...)``."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment

    def concerns(self, body: bytes) -> bool:
        """Answer whether a resource's bytes can hold such an identifier at all: a tenth of reading them again."""
        return _IN_ALL_SYSTEMS in body or b"\\u" in body

    def __call__(self, resource: dict[str, Any]) -> None:
        """Refuse (422) a resource with an identifier that cannot be, or that the deployment does not take."""
        if not _holds_any(resource):
            return
        issues = tuple(_issues(resource, resource["resourceType"], self._deployment))
        if issues:
            raise Refusal(422, *issues)


def identifier_checks(deployment: Deployment | None) -> Mapping[str, IdentifierCheck]:
    """Return the check for every type of resource; nothing without a deployment."""
    return dict.fromkeys(resource_types(), IdentifierCheck(deployment)) if deployment is not None else {}


def _holds_any(element: dict[str, Any]) -> bool:
    """Answer whether an identifier of a register of persons stands anywhere: 5 microseconds for an Observation."""
    system = element.get("system")
    if system.__class__ is str and system in _SYSTEMS:
        return True
    # Loops and not any(): a generator for each level costs twice the walk itself, in every write.
    for inner in element.values():
        if inner.__class__ is dict:
            if _holds_any(inner):
                return True
        elif inner.__class__ is list:
            for one in inner:
                if one.__class__ is dict and _holds_any(one):
                    return True
    return False


def _issues(element: object, path: str, deployment: Deployment) -> Iterator[Issue]:
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
