"""Which requests carry or want the content of a Binary itself (https://hl7.org/fhir/R4/binary.html#rest)."""

from samspill.http.fhir.negotiating import FHIR_JSON, body_type, is_json

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT"})


def is_content(method: str, path: tuple[str, ...]) -> bool:
    """Answer whether a request reads or writes a Binary, so that its body or its answer may be of any media type."""
    return path[:1] == ("Binary",) and method in _METHODS and not any(part[:1] in ("$", "_") for part in path[1:2])


def content_accept(accept: str, asked_format: str | None, *, is_indented: bool) -> str:
    """Return what the caller accepts: the resource where ``_format`` or ``_pretty`` says how it shall look."""
    return FHIR_JSON if asked_format is not None or is_indented else accept


def content_type_of(header: str) -> str:
    """Return the media type of a body sent to Binary: that of the content, with its parameters, unless it is JSON."""
    return body_type(header) if not header.strip() or is_json(header) else " ".join(header.split())
