"""What an operation is given: query pairs of a GET, or a Parameters resource (https://hl7.org/fhir/R4/operations.html)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import bodies
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.outcomes import refusal

_PASSED_OVER = frozenset({"_format", "_pretty"})


@dataclass(frozen=True, slots=True)
class Inputs:
    """The named values of a call.

    Attributes:
        pairs: plain values as text, in their order.
        values: structured values: resources, Meta and the like.
        is_post: whether the plain values came in the body.
        bare: the resource that was posted itself instead of Parameters.
    """

    pairs: tuple[tuple[str, str], ...]
    values: dict[str, Any]
    is_post: bool
    bare: dict[str, Any] | None = None

    def text(self, name: str) -> str | None:
        """Return a plain value, the last when it is repeated."""
        return next((value for key, value in reversed(self.pairs) if key == name), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all plain values of a name, those between commas too."""
        return tuple(part for key, value in self.pairs if key == name for part in value.split(",") if part)

    def check_names(self, known: Iterable[str], operation: str) -> None:
        """Refuse (400) an input that the operation does not know: passed over, it would change what is answered."""
        names = {name for name, _ in self.pairs} | set(self.values)
        for name in sorted(names - set(known) - _PASSED_OVER):
            text = f"{operation} does not take '{name[:64]}'. It takes: {', '.join(sorted(known)) or 'nothing'}."
            raise refusal(400, "not-supported", text, name[:64])


def inputs(ask: Ask) -> Inputs:
    """Read an operation's inputs.

    Raises:
        Refusal: 400 when the body is neither Parameters nor another resource.
    """
    call = ask.call
    if call.method != "POST" or not call.body:
        return Inputs(call.query, {}, is_post=False)
    resource = bodies.resource_of(call, ask.room)
    if resource["resourceType"] != "Parameters":
        return Inputs(call.query, {}, is_post=True, bare=resource)
    pairs, values = list(call.query), {}
    for index, raw in enumerate(_rows(resource)):
        name, value = _input(raw, index)
        if isinstance(value, dict):
            values[name] = value
        else:
            pairs.append((name, value))
    return Inputs(tuple(pairs), values, is_post=True)


def _rows(resource: dict[str, Any]) -> list[Any]:
    found = resource.get("parameter", [])
    if not isinstance(found, list):
        raise refusal(400, "structure", "Parameters.parameter must be an array.", "Parameters.parameter")
    return found


def _input(raw: Any, index: int) -> tuple[str, Any]:
    place = f"Parameters.parameter[{index}]"
    name = raw.get("name") if isinstance(raw, dict) else None
    if not isinstance(name, str):
        raise refusal(400, "required", "Every parameter must be an object with a name.", place)
    if "resource" in raw:
        value = raw["resource"]
    else:
        value = next((value for key, value in raw.items() if key.startswith("value")), None)
    if isinstance(value, bool):
        return name, "true" if value else "false"
    if isinstance(value, dict | str):
        return name, value
    if value is None or isinstance(value, list):
        raise refusal(400, "required", "The parameter has no value.", place)
    return name, str(value)


def answer(name: str, kind: str, value: Any) -> bytes:
    """Return Parameters with one value."""
    return formats.write({"resourceType": "Parameters", "parameter": [{"name": name, kind: value}]})
