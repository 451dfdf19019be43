"""An OpenAPI description made of a server's own CapabilityStatement, for tools that know nothing of FHIR."""

from typing import Any

FHIR = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"
OUTCOME = {
    "type": "object",
    "required": ["resourceType", "issue"],
    "properties": {
        "resourceType": {"const": "OperationOutcome"},
        "issue": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["severity", "code", "diagnostics"]},
        },
    },
}
ANSWERS = {
    "2XX": {"description": "done"},
    "3XX": {"description": "the caller has it"},
    "4XX": {"description": "refused", "content": {FHIR: {"schema": OUTCOME}}},
}
TEXT: dict[str, Any] = {"type": "string"}
SCHEMAS: dict[str, dict[str, Any]] = {
    "date": {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, TEXT]},
    "number": {"anyOf": [{"type": "number"}, TEXT]},
    "reference": {"anyOf": [{"type": "string", "pattern": "^(Patient|Encounter)/[A-Za-z0-9.-]{1,64}$"}, TEXT]},
    "uri": {"anyOf": [{"type": "string", "format": "uri"}, TEXT]},
}
PATCH = {
    "type": "array",
    "items": {"type": "object", "properties": {"op": TEXT, "path": TEXT, "value": {}}, "required": ["op", "path"]},
}


def described(capabilities: dict[str, Any], types: tuple[str, ...]) -> dict[str, Any]:
    """Describe what a server says that it does with some resource types."""
    paths: dict[str, Any] = {"/metadata": {"get": {"responses": ANSWERS}}}
    for resource in capabilities["rest"][0]["resource"]:
        if resource["type"] in types:
            paths |= _of_type(resource)
    paths["/_history"] = {"get": _operation([_query("_since", "date"), _query("_count", "number")])}
    return {"openapi": "3.1.0", "info": {"title": "FHIR", "version": "4.0.1"}, "paths": paths}


def _of_type(resource: dict[str, Any]) -> dict[str, Any]:
    name = resource["type"]
    known = {interaction["code"] for interaction in resource["interaction"]}
    parameters = [_query(each["name"], each["type"]) for each in resource["searchParam"]]
    controls = [_query(each, "string") for each in ("_sort", "_include", "_elements", "_total", "_summary")]
    body = {"resourceType": {"const": name}, "id": TEXT, "text": {}, "extension": {}, "identifier": {}, "status": {}}
    schema = {"type": "object", "properties": body, "required": ["resourceType"]}
    inner = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    found = {
        f"/{name}": {
            "get": _operation([*parameters, *controls, _query("_count", "number")]),
            "post": _operation([_header("If-None-Exist")], {FHIR: {"schema": schema}}),
        },
        f"/{name}/_search": {
            "post": _operation([], {"application/x-www-form-urlencoded": {"schema": _form(resource)}})
        },
        f"/{name}/{{id}}": {
            "get": _operation([inner, _header("If-None-Match"), _header("If-Modified-Since")]),
            "put": _operation([inner, _header("If-Match")], {FHIR: {"schema": schema}}),
            "delete": _operation([inner, _header("If-Match")]),
            "patch": _operation([inner], {"application/json-patch+json": {"schema": PATCH}}),
        },
        f"/{name}/{{id}}/_history": {"get": _operation([inner, _query("_at", "date")])},
        f"/{name}/$validate": {"post": _operation([], {FHIR: {"schema": schema}})},
    }
    assert {"read", "create", "update", "delete", "patch", "search-type", "history-instance"} <= known
    return found


def _form(resource: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {each["name"]: TEXT for each in resource["searchParam"]}}


def _operation(parameters: list[dict[str, Any]], content: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"parameters": parameters, "responses": ANSWERS}
    return {**found, "requestBody": {"content": content}} if content else found


def _query(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": SCHEMAS.get(kind, TEXT)}


def _header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": TEXT}
