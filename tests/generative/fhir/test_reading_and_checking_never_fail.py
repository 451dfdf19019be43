"""Whatever the bytes, reading gives a resource or a refusal; whatever the resource, checking gives issues."""

import copy
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from samspill.fhir.formats import api as formats
from samspill.fhir.outcomes import Issue, Refusal
from samspill.fhir.validation.api import Profiles, check
from samspill.fhir.validation.contracts import Level, Wariness

FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "o",
    "meta": {"profile": ["http://example.org/p"], "lastUpdated": "2024-05-01T10:00:00Z"},
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">107</div>'},
    "contained": [{"resourceType": "Patient", "id": "p", "identifier": [{"system": FNR, "value": "x"}]}],
    "extension": [{"url": "http://example.org/e", "valuePeriod": {"start": "2024", "end": "2025"}}],
    "identifier": [{"system": FNR, "value": "x"}],
    "status": "final",
    "_status": {"id": "s"},
    "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
    "subject": {"reference": "#p"},
    "effectiveDateTime": "2024-05-01T09:30:00+02:00",
    "component": [{"code": {"text": "x"}, "valueQuantity": {"value": Decimal("107.50"), "code": "mm[Hg]"}}],
    "referenceRange": [{"low": {"value": 1}}],
}
BY_SYSTEM = {"discriminator": [{"type": "value", "path": "system"}]}
BY_CODE = {"discriminator": [{"type": "pattern", "path": "code"}]}
DAYS = {"strength": "required", "valueSet": "http://hl7.org/fhir/ValueSet/days-of-week"}
ELEMENTS: list[dict[str, Any]] = [
    {"id": "Observation.identifier", "slicing": BY_SYSTEM},
    {"id": "Observation.identifier:f", "min": 1},
    {"id": "Observation.identifier:f.system", "fixedUri": FNR},
    {"id": "Observation.component", "slicing": BY_CODE},
    {"id": "Observation.component:x.code", "patternCodeableConcept": {"text": "x"}},
    {"id": "Observation.component:x.value[x]", "min": 1, "type": [{"code": "Quantity"}]},
    {"id": "Observation.code", "binding": DAYS},
]
PROFILE = {
    "resourceType": "StructureDefinition",
    "url": "http://example.org/p",
    "type": "Observation",
    "derivation": "constraint",
    "differential": {"element": ELEMENTS},
}
KNOWN = Profiles([PROFILE])

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["#", "#p", "Patient/1", "2024-02-30", "Observation", "http://example.org/e", "<div/>"]),
)
NAMES = "id _id extension url coding system code value valueString reference contained resourceType meta profile"
KEYS = st.sampled_from([*NAMES.split(), "component", "status", "_status", "start", "low", "type", "text", "div"])
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=8
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys or indexes."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [found for key in keys for found in [(value, key), *places(value[key])]]


def read(body: bytes) -> dict[str, Any] | Refusal:
    """Return what reading gives: a resource, or the refusal."""
    try:
        return formats.read(body)
    except Refusal as wrong:
        return wrong


@given(st.data())
def test_checking_a_resource_with_anything_in_it_gives_issues(data: st.DataObject) -> None:
    resource = copy.deepcopy(OBSERVATION)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(places(resource)[1:]))
        holder[key] = data.draw(JSON)
        if isinstance(holder, dict) and data.draw(st.booleans()):
            holder[data.draw(KEYS)] = data.draw(JSON)
    resource["resourceType"] = "Observation"
    wary = Wariness(known_extensions_only=True, no_markup=True)
    issues = check(resource, Level.PROFILE, profiles=KNOWN, wariness=wary)
    assert all(isinstance(one, Issue) and one.expression[0].startswith("Observation") for one in issues)


@given(st.data())
def test_reading_mutated_bytes_gives_a_resource_or_a_refusal(data: st.DataObject) -> None:
    body = bytearray(formats.write(OBSERVATION))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    found = read(bytes(body))
    if isinstance(found, Refusal):
        assert (found.status, bool(found.issues[0].diagnostics)) == (400, True)
    else:
        assert formats.read(formats.write(found)) == found


@given(JSON)
def test_what_is_written_is_read_again(inside: Any) -> None:
    resource = {"resourceType": "Patient", "inside": inside}
    found = read(formats.write(resource))
    if isinstance(found, Refusal):
        assert found.issues[0].code in ("value", "too-costly")
    else:
        assert found == resource
