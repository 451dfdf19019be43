"""What R4 demands in words only: no element, binding or invariant of its definitions says it.

Checked at the level of profiles and by ``$validate``: HL7's own examples do not all keep to it. Each rule names its
page.
"""

import binascii
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.validation.code_forms import misformed
from samspill.fhir.validation.primitives import Check
from samspill.fhir.validation.running import Run, Where

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OFFICIAL = "http://hl7.org/fhir/"
_MARKUP = re.compile(r"<([/?]?[A-Za-z]|!)")


def not_absolute(value: Any) -> str | None:
    """Say why a uri is not an absolute one (https://hl7.org/fhir/R4/datatypes.html#uri); nothing when it is."""
    if type(value) is not str:
        return None
    if value.startswith("urn:oid:") and _OID.fullmatch(value) is None:
        return "is not a valid OID."
    if value.startswith("urn:uuid:") and _UUID.fullmatch(value) is None:
        return "is not a valid UUID in lower case."
    return None if _SCHEME.fullmatch(value) else "must be an absolute address."


def not_canonical(value: Any) -> str | None:
    """Say why a canonical is neither absolute nor a ``#fragment`` (https://hl7.org/fhir/R4/references.html#canonical)."""
    return None if isinstance(value, str) and value.startswith("#") else not_absolute(value)


def _absolute(name: str) -> Any:
    def rule(value: dict[str, Any], where: Where, run: Run) -> None:
        message = not_absolute(value.get(name))
        if message:
            run.fail((where, name, -1), "value", message)

    return rule


def _coding_exists(value: dict[str, Any], where: Where, run: Run) -> None:
    """A code of a system that R4 itself defines is one of its codes (terminologies.html)."""
    system, code = value.get("system"), value.get("code")
    if isinstance(system, str) and isinstance(code, str):
        _check_code(system, code, (where, "code", -1), run)


def _check_code(system: str, code: str, where: Where, run: Run) -> None:
    known = definitions.codes_in(system)
    if (known is not None and code not in known) or misformed(system, code):
        run.fail(where, "code-invalid", f"is no code of {system}.")


def _included_codes(value: dict[str, Any], where: Where, run: Run) -> None:
    """What a value set takes from a code system is in it (valueset.html#compositions)."""
    system = value.get("system")
    for number, concept in _objects(value.get("concept")):
        if isinstance(system, str) and isinstance(concept.get("code"), str):
            _check_code(system, concept["code"], ((where, "concept", number), "code", -1), run)


def _own_properties(value: dict[str, Any], where: Where, run: Run) -> None:
    """A code system defines each property once (codesystem.html#properties)."""
    seen = set()
    for number, one in _objects(value.get("property")):
        code = str(one.get("code"))
        if code in seen:
            run.fail((where, "property", number), "duplicate", "has the code of another property.")
        seen.add(code)


def points_elsewhere(targets: frozenset[str]) -> Check:
    """Return the check that a canonical of HL7's own names a type that the element may point at."""

    def check(value: Any) -> str | None:
        message = not_canonical(value)
        if message or not targets or not isinstance(value, str) or not value.startswith(_OFFICIAL):
            return message
        named = value.removeprefix(_OFFICIAL).partition("/")[0]
        if named in targets or named not in definitions.resource_types():
            return None
        return f"is the address of a {named}; it may point at {', '.join(sorted(targets))}."

    return check


def _attachment_size(value: dict[str, Any], where: Where, run: Run) -> None:
    """Attachment.size is the number of bytes before base64 (datatypes.html#attachment)."""
    data, size = value.get("data"), value.get("size")
    if not isinstance(data, str) or type(size) is not int:
        return
    try:
        actual = len(binascii.a2b_base64(data))
    except ValueError:
        return
    if actual != size:
        run.fail((where, "size", -1), "value", f"says {size} bytes, and data has {actual}.")


def _objects(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of an array with their places; nothing when it is no array."""
    for number, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, dict):
            yield number, one


def _bundle_addresses(value: dict[str, Any], where: Where, run: Run) -> None:
    """A fullUrl is absolute, and stands once for each version (bundle.html#bundle-unique)."""
    for number, entry in _objects(value.get("entry")):
        message = not_absolute(entry.get("fullUrl")) if "fullUrl" in entry else None
        if message:
            run.fail(((where, "entry", number), "fullUrl", -1), "value", message)


def _bundle_links(value: dict[str, Any], where: Where, run: Run) -> None:
    """A kind of link (self, next ...) stands once (http.html#paging)."""
    seen = set()
    for number, link in _objects(value.get("link")):
        relation = str(link.get("relation"))
        if relation in seen:
            run.fail((where, "link", number), "duplicate", "is a second link of the same relation.")
        seen.add(relation)


def _search_results(value: dict[str, Any], where: Where, run: Run) -> None:
    """What a search found has an id, and what it has to say is an OperationOutcome (bundle.html#searchset)."""
    if value.get("type") != "searchset":
        return
    for number, entry in _objects(value.get("entry")):
        resource, search = entry.get("resource"), entry.get("search")
        if not isinstance(resource, dict):
            continue
        place = ((where, "entry", number), "resource", -1)
        is_outcome = resource.get("resourceType") == "OperationOutcome"
        mode = search.get("mode") if isinstance(search, dict) else None
        if mode == "outcome" and not is_outcome:
            run.fail(place, "structure", "is in a place for an OperationOutcome (search.mode is outcome).")
        if "id" not in resource and not is_outcome:
            run.fail(place, "required", "has no id, though it was found by a search.")


def _document_is_whole(value: dict[str, Any], where: Where, run: Run) -> None:
    """What the Composition of a document refers to is in the document (documents.html#content)."""
    entries = list(_objects(value.get("entry")))
    if value.get("type") != "document" or not entries:
        return
    found = Counter(name for _, entry in entries for name in _names(entry))
    composition = entries[0][1].get("resource")
    for text in _references(composition):
        named = text.partition("#")[0]
        matches = found[named]
        if named and matches != 1:
            trouble = "is not in the document" if not matches else f"is in the document {matches} times"
            run.fail(((where, "entry", 0), "resource", -1), "not-found", f"refers to something that {trouble}.")


def _names(entry: dict[str, Any]) -> set[str]:
    """Return what an entry may be referred to by: its address, whole or type and id alone, with and without version."""
    full = entry.get("fullUrl")
    resource = entry.get("resource")
    if not isinstance(full, str):
        return set()
    names = {full, "/".join(full.split("/")[-2:])}
    meta = resource.get("meta") if isinstance(resource, dict) else None
    if isinstance(meta, dict) and "versionId" in meta:
        names |= {f"{name}/_history/{meta['versionId']}" for name in names}
    return names


def _references(value: Any) -> Iterator[str]:
    """Yield the literal references of a resource."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            text = one.get("reference")
            if isinstance(text, str):
                yield text
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def _search_parameter(value: dict[str, Any], where: Where, run: Run) -> None:
    """A composite has two parts or more; what is derived keeps type and base (searchparameter.html)."""
    parts = value.get("component")
    if value.get("type") == "composite" and len(parts if isinstance(parts, list) else ()) < 2:
        run.fail(where, "required", "A composite search parameter has two components or more.")
    known = _official_parameters(value.get("derivedFrom"))
    if known and value.get("type") not in known.values():
        run.fail((where, "type", -1), "value", "is not the type of the parameter it is derived from.")
    bases = value.get("base")
    for number, base in enumerate(bases if known and isinstance(bases, list) else ()):
        if base not in known and base not in ("Resource", "DomainResource"):
            run.fail((where, "base", number), "value", "is not a base of the parameter it is derived from.")


def _official_parameters(url: Any) -> dict[str, str]:
    """Return type by base of one of R4's own search parameters; nothing for another."""
    if not isinstance(url, str) or not url.startswith(f"{_OFFICIAL}SearchParameter/"):
        return {}
    address = url.partition("|")[0]
    rows = [row for name in definitions.resource_types() for row in definitions.search_parameters(name).values()]
    return {row.resource_type: row.type.value for row in rows if row.url == address}


def _capability_parameters(value: dict[str, Any], where: Where, run: Run) -> None:
    """A search parameter that a server offers is of the type its definition says (capabilitystatement.html)."""
    for at, rest in _objects(value.get("rest")):
        for number, resource in _objects(rest.get("resource")):
            for place, offered in _objects(resource.get("searchParam")):
                known = _official_parameters(offered.get("definition"))
                if known and offered.get("type") not in known.values():
                    inside = ((where, "rest", at), "resource", number)
                    run.fail(
                        ((inside, "searchParam", place), "type", -1), "value", "is not the type of its definition."
                    )


def _supplement(value: dict[str, Any], where: Where, run: Run) -> None:
    """A supplement says so (codesystem.html#supplements)."""
    if "supplements" in value and value.get("content") != "supplement":
        run.fail((where, "content", -1), "value", "must be supplement where supplements is given.")


RULES: dict[str, tuple[Any, ...]] = {
    "Attachment": (_attachment_size,),
    "Bundle": (_bundle_addresses, _bundle_links, _search_results, _document_is_whole),
    "CapabilityStatement": (_capability_parameters,),
    "CodeSystem": (_supplement, _own_properties),
    "Coding": (_absolute("system"), _coding_exists),
    "SearchParameter": (_search_parameter,),
    "ValueSet": (_absolute("url"),),
    "ValueSet.compose.include": (_absolute("system"), _included_codes),
}
"""By type; each is asked of an object of it."""


def check_markup(resource: dict[str, Any], where: Where, run: Run) -> None:
    """Refuse text that looks like HTML anywhere but in the narrative (security.html#narrative).

    For deployments whose readers show text unescaped; R4 itself allows a ``<`` in a string.
    """
    left: list[tuple[Any, Where]] = [(resource, where)]
    while left:
        value, place = left.pop()
        if isinstance(value, dict):
            left.extend((inner, (place, key, -1)) for key, inner in value.items() if key != "div")
        elif isinstance(value, list) and place[0] is not None:
            left.extend((inner, (place[0], place[1], number)) for number, inner in enumerate(value))
        elif isinstance(value, str) and _MARKUP.search(value):
            run.fail(place, "security", "looks like HTML, which is not taken here outside the narrative.")
