"""patch and conditional patch: JSON Patch and FHIRPath Patch (https://hl7.org/fhir/R4/http.html#patch)."""

from functools import partial

from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import bodies
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.bodies import JSON_PATCH
from samspill.fhir.interactions.changing import Change
from samspill.fhir.outcomes import refusal
from samspill.fhir.patch import api as patches


def patch(ask: Ask) -> Change:
    """Change a resource as a patch says; the patch is read once, and made on the version that then stands.

    Raises:
        Refusal: 415 for another kind of patch than the two, 400 for a body that is none.
    """
    call = ask.call
    if call.content_type.lower() == JSON_PATCH:
        if not isinstance(call.body, bytes) or not call.body:
            raise refusal(400, "required", "The body is empty: send an array of JSON Patch operations.")
        operations = formats.read_array(call.body, size_max=ask.room.settings.body_bytes_max)
        return Change(ask, partial(_by_pointer, operations))
    if "patch" in call.content_type.lower():
        text = f"Send {JSON_PATCH}, or a FHIRPath Patch as application/fhir+json; XML is not spoken here."
        raise refusal(415, "not-supported", text)
    parameters = bodies.resource_of(call, ask.room)
    bodies.check_type(parameters, "Parameters")
    return Change(ask, partial(_by_path, parameters))


def _by_pointer(operations: object, resource: bodies.Resource) -> bodies.Resource:
    return patches.json_patch(resource, operations)


def _by_path(parameters: object, resource: bodies.Resource) -> bodies.Resource:
    return patches.fhirpath_patch(resource, parameters)
