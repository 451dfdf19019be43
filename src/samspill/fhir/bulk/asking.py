"""What a kick-off asks for: the parameters of ``$export``, from a query or a Parameters resource.

Source: https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from samspill.fhir.bulk.exporting import Selection, types_in
from samspill.fhir.bulk.filtering import FILTERS_MAX, Filters, filters_in
from samspill.fhir.contracts import Call, Caller
from samspill.fhir.definitions.api import resource_types
from samspill.fhir.formats import api as formats
from samspill.fhir.index.api import date_range
from samspill.fhir.interactions.asking import preference
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot

FORMATS = frozenset({"application/fhir+ndjson", "application/ndjson", "ndjson"})
_KNOWN = frozenset({"_outputFormat", "_since", "_type", "_typeFilter"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a kick-off says.

    Attributes:
        since: ``_since``, microseconds since 1970 UTC; ``None`` when it is not said.
        types: ``_type``; ``None`` when it is not said.
        filters: ``_typeFilter``, by type.
    """

    since: int | None
    types: list[str] | None
    filters: Filters


def check_is_async(call: Call) -> None:
    """Refuse (400) a kick-off that does not say that it will wait."""
    if "respond-async" not in call.prefer:
        raise refusal(400, "required", "This is done asynchronously only: send the header Prefer: respond-async.")


def inputs(call: Call) -> list[tuple[str, str]]:
    """Return the parameters as pairs; a POST's Parameters resource gives the same as a query."""
    found = list(call.query)
    if call.method == "POST" and isinstance(call.body, bytes) and call.body.strip():
        resource = formats.read(call.body)
        if resource["resourceType"] != "Parameters":
            raise refusal(400, "invalid", "The body of this operation is a Parameters resource.", "resourceType")
        found += list(_pairs(resource.get("parameter", [])))
    return found


def _pairs(parameters: Any) -> Iterable[tuple[str, str]]:
    for place, one in enumerate(parameters if isinstance(parameters, list) else []):
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise refusal(400, "required", "Each parameter has a name.", f"Parameters.parameter[{place}].name")
        value = next((value for key, value in one.items() if key.startswith("value")), None)
        if isinstance(value, dict):
            value = value.get("reference")
        yield one["name"], str(value)


def asked(call: Call) -> Asked:
    """Read what a kick-off says.

    Raises:
        Refusal: 400 for what is not known, unless the caller wants it passed by (``Prefer: handling=lenient``).
    """
    is_lenient = preference(call.prefer, "handling") == "lenient"
    since: int | None = None
    types: list[str] | None = None
    for name, value in inputs(call):
        if name not in _KNOWN:
            if not is_lenient:
                raise refusal(400, "not-supported", f"The parameter {name[:64]} is not supported by this export.")
        elif name == "_outputFormat":
            _check_format(value)
        elif name == "_since":
            since = _instant(value)
        elif name == "_type":
            types = [*(types or []), *_types(value, is_lenient=is_lenient)]
    return Asked(since, None if types is None else list(dict.fromkeys(types)), _filters(call, is_lenient=is_lenient))


def _filters(call: Call, *, is_lenient: bool) -> Filters:
    in_address = len(call.query)
    found: Filters = {}
    for place, (name, value) in enumerate(inputs(call)):
        if name == "_typeFilter":
            by_post = place >= in_address  # no national number stands in an address
            for resource_type, pairs in filters_in(value, base=call.base, by_post=by_post, is_lenient=is_lenient):
                found[resource_type] = (*found.get(resource_type, ()), pairs)
    if sum(map(len, found.values())) > FILTERS_MAX:
        raise refusal(400, "too-costly", f"An export has at most {FILTERS_MAX} filters.")
    return found


def _check_format(value: str) -> None:
    if value.replace(" ", "+") not in FORMATS:
        raise refusal(400, "not-supported", "Only application/fhir+ndjson is served as _outputFormat.")


def _instant(value: str) -> int:
    found = date_range(value.replace(" ", "+"))
    if found is None:
        raise refusal(400, "value", "_since is not an instant, for example 2026-11-22T08:00:00Z.")
    return found[0]


def _types(value: str, *, is_lenient: bool) -> list[str]:
    named = [name for name in value.split(",") if name]
    unknown = [name for name in named if name not in resource_types()]
    if unknown and not is_lenient:
        raise refusal(400, "value", "_type names a type that R4 does not have.")
    return [name for name in named if name not in unknown]


def chosen_types(types: list[str] | None, selection: Selection, caller: Caller) -> list[str]:
    """Return the types to export: those that are asked for, or all that the caller may read.

    Raises:
        Refusal: 403 for a type that the caller may not read, or when there is none at all.
    """
    possible = types_in(selection)
    if types is None:
        allowed = [name for name in possible if may_export(caller, name)]
        if not allowed:
            raise refusal(403, "forbidden", "The token does not allow this: it needs the scope system/*.rs.")
        return allowed
    for name in types:
        if not may_export(caller, name):
            raise refusal(403, "forbidden", f"The token does not allow this: it needs the scope system/{name}.rs.")
    return [name for name in types if name in possible]


def may_export(caller: Caller, resource_type: str) -> bool:
    """Answer whether the caller may read and list a type."""
    return caller.may("r", resource_type) and caller.may("s", resource_type)


def members(snapshot: Snapshot, group_id: str) -> frozenset[str]:
    """Return the logical ids of the patients in a group, inactive members left out.

    Raises:
        Refusal: 404 when there is no such group.
    """
    group = snapshot.current("Group", group_id)
    if group is None or group.is_deleted:
        raise refusal(404, "not-found", "There is no such Group.")
    found = formats.read(group.body).get("member", [])
    return frozenset(filter(None, map(_patient, found if isinstance(found, list) else [])))


def _patient(member: Any) -> str:
    """Return the logical id of a group member that is a patient and still in it; empty for any other."""
    entity = member.get("entity") if isinstance(member, dict) and member.get("inactive") is not True else None
    reference = entity.get("reference") if isinstance(entity, dict) else None
    if not isinstance(reference, str) or not reference.startswith("Patient/"):
        return ""
    return reference.removeprefix("Patient/").partition("/")[0]
