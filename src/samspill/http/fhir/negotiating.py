"""Which form the answer has, and which the body: JSON, said in several ways (https://hl7.org/fhir/R4/http.html#mime-type).

XML and Turtle are refused by name: answering JSON to a client that asked for XML would break it later and further away.
"""

from functools import lru_cache

from samspill.http.fhir.refusing import HttpRefusal

FHIR_JSON = "application/fhir+json"
NDJSON = "application/fhir+ndjson"

_JSON = {FHIR_JSON: FHIR_JSON, "application/json": "application/json", "text/json": "application/json"}
_NEWLINE_JSON = frozenset({NDJSON, "application/ndjson", "application/x-ndjson", "ndjson"})
_ANY = frozenset({"*/*", "application/*"})
_FORMATS = {"json": FHIR_JSON, **_JSON, "application/json+fhir": FHIR_JSON}
_R4 = frozenset({"", "4.0", "4.0.1"})

Pairs = tuple[tuple[str, str], ...]


def without_format(query: Pairs) -> tuple[Pairs, str | None, bool]:
    """Take ``_format`` and ``_pretty`` out of a query: what is left, the format asked for, and whether to indent."""
    if not any(name in ("_format", "_pretty") for name, _ in query):
        return query, None, False
    said = dict(query)
    rest = tuple(pair for pair in query if pair[0] not in ("_format", "_pretty"))
    return rest, said.get("_format"), said.get("_pretty") == "true"


@lru_cache(maxsize=256)
def answer_type(accept: str, asked_format: str | None) -> str:
    """Return the media type to answer with; ``_format`` wins over Accept.

    Raises:
        HttpRefusal: 406 when neither JSON nor newline-delimited JSON would be taken.
    """
    if asked_format is not None:
        name, version = _parsed(asked_format.replace(" ", "+"))
        chosen = _FORMATS.get(name) or (NDJSON if name in _NEWLINE_JSON else None)
        if chosen is None or version not in _R4:
            raise _not_acceptable()
        return FHIR_JSON if chosen == NDJSON else chosen
    if not accept.strip():
        return FHIR_JSON
    return _from_accept(accept)


def _from_accept(accept: str) -> str:
    best: tuple[float, str] | None = None
    for part in accept.split(","):
        name, version = _parsed(part)
        weight = _weight(part)
        form = FHIR_JSON if name in _ANY or name in _NEWLINE_JSON else _JSON.get(name)
        if form and version in _R4 and weight > 0 and (best is None or weight > best[0]):
            best = (weight, form)
    if best is None:
        raise _not_acceptable()
    return best[1]


def is_json(content_type: str) -> bool:
    """Answer whether a media type is one of those that FHIR's JSON is called by."""
    return _parsed(content_type)[0] in _FORMATS


def _not_acceptable() -> HttpRefusal:
    return HttpRefusal(406, "not-supported", f"Only JSON of FHIR R4 is served here; ask for {FHIR_JSON}.")


def _parsed(text: str) -> tuple[str, str]:
    """Return a media type in small letters, and the FHIR version beside it."""
    name, *rest = text.split(";")
    version = ""
    for parameter in rest:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "fhirversion":
            version = value.strip().strip('"')
    return name.strip().lower(), version


def _weight(part: str) -> float:
    for parameter in part.split(";")[1:]:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


@lru_cache(maxsize=256)
def body_type(content_type: str) -> str:
    """Return a body's media type in small letters, without parameters; empty when none is said.

    Raises:
        HttpRefusal: 415 for XML and Turtle, another charset than UTF-8, or another FHIR version than R4.
    """
    name, version = _parsed(content_type)
    for parameter in content_type.split(";")[1:]:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise HttpRefusal(415, "not-supported", "Only UTF-8 is taken.")
    if name.endswith(("xml", "turtle")):
        raise HttpRefusal(415, "not-supported", f"XML and Turtle are not taken; send {FHIR_JSON}.")
    if version not in _R4:
        raise HttpRefusal(415, "not-supported", "Only FHIR R4 (4.0) is taken.")
    return name
