"""Includes along canonical references: by the ``url`` of what is meant, and its business version where one is named.

``http://x/Q|2`` means the resources with that url and ``version`` 2, ``http://x/Q`` those with that url whatever their
version. Sources: https://hl7.org/fhir/R4/references.html#canonical, https://hl7.org/fhir/R4/search.html#versions.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.search.contracts import Include, Table
from samspill.fhir.search.rows import stored
from samspill.fhir.search.sql.reading import RESOURCE
from samspill.fhir.search.sql.writing import Writer
from samspill.fhir.store.contracts import Snapshot, Stored

AT_ONCE = 500
"""Resources that are included on one page's canonicals, and addresses asked for in one statement."""

Named = tuple[int, int, str]
"""(key, parameter, canonical) of a reference."""


def included(snapshot: Snapshot, include: Include, sources: Sequence[Stored]) -> list[Stored]:
    """Return what an include finds along canonical references; nothing when its parameters hold none."""
    params = tuple(sorted(frozenset(include.params) & _canonical_params(include.source)))
    if not params or not sources:
        return []
    if include.reverse:
        return _referring(snapshot, params, sources)
    return _referred(snapshot, include, params, sources)


def _referred(snapshot: Snapshot, include: Include, params: tuple[int, ...], sources: Sequence[Stored]) -> list[Stored]:
    meant: dict[str, set[str]] = {}
    for url, version in _meant(_canonicals(snapshot, params, [each.key for each in sources])):
        meant.setdefault(url, set()).add(version)
    targets = (definitions.type_named(include.target),) if include.target else _targets(include.source, params)
    candidates = _with_urls(snapshot, _url_params(targets), tuple(meant)[:AT_ONCE])
    return [each for each in candidates if _is_meant(each, meant)]


def _is_meant(candidate: Stored, meant: dict[str, set[str]]) -> bool:
    url, version = _own_name(candidate)
    versions = meant.get(index.bounded(url), set())
    return "" in versions or version in versions


def _referring(snapshot: Snapshot, params: tuple[int, ...], sources: Sequence[Stored]) -> list[Stored]:
    names = [(index.bounded(url), version) for url, version in map(_own_name, sources) if url]
    if not names:
        return []
    wanted = {(url, version) for url, version in names} | {(url, "") for url, _ in names}
    keys = _keys_naming(snapshot, params, tuple(dict.fromkeys(url for url, _ in names))[:AT_ONCE])
    rows = _canonicals(snapshot, params, keys)
    meeting = {row[0] for row in rows if wanted.intersection(_meant([one for one in rows if one[:2] == row[:2]]))}
    return _by_keys(snapshot, sorted(meeting))


def _meant(rows: Iterable[Named]) -> set[tuple[str, str]]:
    """Return (url, version) of canonicals as the index has them: one with a version stands there without it too."""
    named = list(rows)
    versioned = {(key, param, *_parted(text)) for key, param, text in named if "|" in text}
    bare = {(key, param, url) for key, param, url, _ in versioned}
    plain = {(text, "") for key, param, text in named if "|" not in text and (key, param, text) not in bare}
    return plain | {(url, version) for _, _, url, version in versioned}


def _parted(text: str) -> tuple[str, str]:
    url, _, version = text.partition("|")
    return url, version


def _own_name(candidate: Stored) -> tuple[str, str]:
    resource = formats.read(candidate.body)
    url, version = resource.get("url"), resource.get("version", "")
    return (url if isinstance(url, str) else ""), (version if isinstance(version, str) else "")


def _canonicals(snapshot: Snapshot, params: tuple[int, ...], keys: Sequence[int]) -> list[Named]:
    found: list[Any] = []
    for start in range(0, len(keys), AT_ONCE):
        writer = Writer(snapshot.dialect)
        sql = (
            f"SELECT DISTINCT x.key, x.param, x.target FROM {writer.by_key(Table.REFERENCE, 'x')} "
            f"WHERE {writer.put_all(tuple(keys[start : start + AT_ONCE]), 'x.key')} "
            f"AND {writer.number(params, 'x.param')} AND x.type = 0"
        )
        found += snapshot.select(sql, writer.values)
    return found


def _keys_naming(snapshot: Snapshot, params: tuple[int, ...], urls: tuple[str, ...]) -> list[int]:
    writer = Writer(snapshot.dialect)
    sql = (
        f"SELECT DISTINCT x.key FROM {writer.by_value(Table.REFERENCE, 'x')} WHERE {writer.number(params, 'x.param')} "
        f"AND x.type = 0 AND {writer.put_all(urls, 'x.target')} ORDER BY 1 LIMIT {AT_ONCE}"
    )
    return [key for (key,) in snapshot.select(sql, writer.values)]


def _with_urls(snapshot: Snapshot, numbers: tuple[int, ...], urls: tuple[str, ...]) -> list[Stored]:
    if not urls or not numbers:
        return []
    writer = Writer(snapshot.dialect)
    inner = (
        f"SELECT DISTINCT t.key FROM {writer.by_value(Table.TOKEN, 't')} WHERE {writer.number(numbers, 't.param')} "
        f"AND {writer.put_all(urls, 't.code')} AND t.system = 0 ORDER BY 1 LIMIT {AT_ONCE}"
    )
    return _resources(snapshot, inner, writer)


def _by_keys(snapshot: Snapshot, keys: Sequence[int]) -> list[Stored]:
    if not keys:
        return []
    writer = Writer(snapshot.dialect)
    sql = f"SELECT {RESOURCE} FROM {writer.resource('r')} WHERE {writer.put_all(tuple(keys), 'r.key')} ORDER BY r.key"
    return stored(snapshot.select(sql, writer.values))


def _resources(snapshot: Snapshot, keys: str, writer: Writer) -> list[Stored]:
    sql = f"SELECT {RESOURCE} FROM ({keys}) AS c CROSS JOIN {writer.resource('r')} WHERE r.key = c.key ORDER BY r.key"
    return stored(snapshot.select(sql, writer.values))


@cache
def _canonical_params(source: int) -> frozenset[int]:
    """Return the numbers of a type's reference parameters that may hold canonicals; of all types' where it is 0."""
    return frozenset(number for name in _types(source) for number in index.canonical_parameters(name))


@cache
def _targets(source: int, params: tuple[int, ...]) -> tuple[str, ...]:
    """Return the types that some parameters may refer to."""
    found = [one for name in _types(source) for one in definitions.search_parameters(name).values()]
    named = [one.targets for one in found if one.number in params]
    return definitions.resource_types() if () in named else tuple(sorted({name for row in named for name in row}))


@cache
def _url_params(targets: tuple[str, ...]) -> tuple[int, ...]:
    """Return the numbers of the ``url`` parameters that canonicals are compared with."""
    return tuple(sorted(number for name in targets for number, _ in index.stored_as(name, "url")))


def _types(source: int) -> tuple[str, ...]:
    return (definitions.type_named(source),) if source else definitions.resource_types()
