"""``_include`` and ``_revinclude`` (https://hl7.org/fhir/R4/search.html#include)."""

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.search.contracts import Include
from samspill.fhir.search.parsing.fields import Field, field_of
from samspill.fhir.search.parsing.saying import bad_value, unsupported

FORMS = "[type]:[reference parameter], [type]:[reference parameter]:[target type], [type]:* or *"


def includes(types: tuple[str, ...], name: str, modifier: str, value: str) -> tuple[Include, ...]:
    """Return what one ``_include`` or ``_revinclude`` asks for, by the type of target that a reference counts for."""
    if modifier not in ("", "iterate", "recurse"):
        raise unsupported(f"{name}:{modifier}", f"the modifier :{modifier[:40]}", "Allowed: :iterate.")
    source, _, rest = value.partition(":")
    code, _, target = rest.partition(":")
    known = definitions.resource_types()
    reverse = name == "_revinclude"
    if source == "*" and not rest:
        sources = known if reverse or not types else types
        code = "*"
    elif source in known and code and (not target or target in known):
        sources = (source,)
    else:
        raise bad_value(name, "the value names no reference", FORMS)
    fields = [(each, field) for each in sources for field in _references(each, code)]
    if not fields:
        raise bad_value(name, f"{source} has no reference parameter '{code[:40]}'", ", ".join(_names(source)))
    found: dict[tuple[int, int], list[int]] = {}
    for each, field in fields:
        for only, params in field.groups:
            if not target or only in (None, target):
                key = (0 if len(sources) > 1 else definitions.type_number(each), _number(target or only))
                found.setdefault(key, []).extend(params)
    return tuple(
        Include(tuple(dict.fromkeys(params)), side, aim, reverse=reverse, iterate=bool(modifier))
        for (side, aim), params in found.items()
    )


def _number(target: str | None) -> int:
    return definitions.type_number(target) if target else 0


def _references(source: str, code: str) -> list[Field]:
    if code != "*":
        field = field_of((source,), code)
        return [field] if field and field.type is SearchType.REFERENCE else []
    fields = (field_of((source,), each) for each in _names(source))
    # patient is subject's rows narrowed to one target: * takes the rows once, without the narrowing
    return [field for field in fields if field and any(only is None for only, _ in field.groups)]


def _names(source: str) -> list[str]:
    found = definitions.search_parameters(source).values()
    return sorted(each.code for each in found if each.type is SearchType.REFERENCE)
