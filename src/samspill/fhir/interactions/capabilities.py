"""The CapabilityStatement (https://hl7.org/fhir/R4/capabilitystatement.html), made of what the engine runs on.

Interactions come from the routing table, operations from theirs, search parameters from the definitions without those
that the index cannot answer.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchParameter, SearchType
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.interactions import operations
from samspill.fhir.interactions.answering import instant
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.bodies import JSON_PATCH
from samspill.fhir.interactions.routing import TABLE, Interaction
from samspill.fhir.store.contracts import Snapshot

_ON_TYPE = frozenset({
    Interaction.READ, Interaction.VREAD, Interaction.UPDATE, Interaction.PATCH, Interaction.DELETE, Interaction.CREATE,
    Interaction.HISTORY_INSTANCE, Interaction.HISTORY_TYPE, Interaction.SEARCH_TYPE,
})  # fmt: skip
_ON_SYSTEM = frozenset({
    Interaction.TRANSACTION, Interaction.BATCH, Interaction.HISTORY_SYSTEM, Interaction.SEARCH_SYSTEM,
})  # fmt: skip
_DOCUMENTATION = (
    "Modifiers: :missing on every parameter; :exact and :contains on strings; :not, :text, :in and :of-type on tokens; "
    ":above and :below on uris; :identifier and :[type] on references. Chains, _has, _include and _revinclude with "
    ":iterate. Unknown parameters are refused, or with Prefer: handling=lenient passed over with a warning. "
    "National identity numbers are searched for by POST _search only."
)

_BULK = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/"
BULK: Mapping[str, tuple[tuple[str, str], ...]] = {
    "": (("export", f"{_BULK}export"), ("import", "urn:samspill:operation:import")),
    "Patient": (("export", f"{_BULK}patient-export"),),
    "Group": (("export", f"{_BULK}group-export"),),
}
"""The asynchronous operations by type, with the system's under the empty name; ``$import`` has no standard yet."""


def capabilities(ask: Ask, view: Snapshot) -> Answer:  # noqa: ARG001  (what can be done does not depend on what is stored)
    """Show what the server can do."""
    settings = ask.room.settings
    mode = "multiple" if settings.delete_max > 1 else "single"
    policy = ("literal", "logical", "enforced") if settings.needs_references else ("literal", "logical")
    return Answer(200, _statement(ask.call.base, settings.software, mode, policy, _day(ask)))


def _day(ask: Ask) -> str:
    return instant(ask.room.clock())[:10]


@lru_cache(maxsize=8)
def _statement(base: str, software: str, delete: str, policy: tuple[str, ...], day: str) -> bytes:
    rest = {
        "mode": "server",
        "documentation": _DOCUMENTATION,
        "security": {
            "cors": False,
            "description": "Every call but this one needs a bearer token with SMART v2 system scopes.",
        },
        "resource": [_resource(name, delete, policy) for name in definitions.resource_types()],
        "interaction": [{"code": code.value} for code in sorted(_offered() & _ON_SYSTEM)],
        "searchParam": [_parameter(found) for found in _common().values()],
        "operation": _bulk(""),
        "compartment": [
            f"http://hl7.org/fhir/CompartmentDefinition/{code.lower()}" for code in sorted(definitions.compartments())
        ],
    }
    return formats.write(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": day,
            "publisher": "Samspill",
            "kind": "instance",
            "software": {"name": "Samspill", **({"version": software} if software else {})},
            "implementation": {"description": "Samspill FHIR server", "url": base},
            "fhirVersion": "4.0.1",
            "format": ["json", "application/fhir+json"],
            "patchFormat": [JSON_PATCH, "application/fhir+json"],
            "rest": [rest],
        }
    )


_SPECIAL = {
    "Binary": "A read whose Accept does not name application/fhir+json gives the content as it was stored; a body of "
    "any other media type than FHIR's JSON is taken as the content.",
}
"""What is particular to some types."""


def _offered() -> frozenset[Interaction]:
    """Return the interactions that the routing table leads to; a batch comes the way a transaction does."""
    return frozenset(code for methods in TABLE.values() for code in methods.values()) | {Interaction.BATCH}


def _resource(name: str, delete: str, policy: tuple[str, ...]) -> dict[str, Any]:
    served = [operation for row in operations.TABLE.values() for operation in row if operation.is_for(name)]
    includes = _includes(name)
    found: dict[str, Any] = {
        "type": name,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{name}",
        "documentation": _SPECIAL.get(name, []),
        "interaction": [{"code": code.value} for code in sorted(_offered() & _ON_TYPE)],
        "versioning": "versioned",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": delete,
        "referencePolicy": list(policy),
        "searchInclude": includes,
        "searchRevInclude": list(_reverse_includes().get(name, ())),
        "searchParam": [_parameter(parameter) for parameter in _parameters(name)],
        "operation": [*({"name": one.name, "definition": one.definition} for one in served), *_bulk(name)],
    }
    return {key: value for key, value in found.items() if value != []}


def _bulk(name: str) -> list[dict[str, str]]:
    """Return what ``fhir.bulk`` serves beside the engine on a type; on the whole system when it is empty."""
    return [{"name": operation, "definition": definition} for operation, definition in BULK.get(name, ())]


def _parameters(name: str) -> list[SearchParameter]:
    missing = index.unsupported()
    return [
        parameter
        for code, parameter in sorted(definitions.search_parameters(name).items())
        if (name, code) not in missing
    ]


def _parameter(parameter: SearchParameter) -> dict[str, str]:
    return {"name": parameter.code, "definition": parameter.url, "type": parameter.type.value}


def _includes(name: str) -> list[str]:
    return [f"{name}:{found.code}" for found in _parameters(name) if found.type is SearchType.REFERENCE]


@lru_cache(maxsize=1)
def _reverse_includes() -> dict[str, tuple[str, ...]]:
    """Return, by type, the references of others that may point to it."""
    found: dict[str, list[str]] = {}
    for name in definitions.resource_types():
        for parameter in _parameters(name):
            if parameter.type is SearchType.REFERENCE:
                for target in parameter.targets:
                    found.setdefault(target, []).append(f"{name}:{parameter.code}")
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _common() -> dict[str, SearchParameter]:
    """Return the parameters that every type has."""
    tables = [{found.code: found for found in _parameters(name)} for name in definitions.resource_types()]
    shared = set.intersection(*(set(table) for table in tables))
    return {code: tables[0][code] for code in sorted(shared)}
