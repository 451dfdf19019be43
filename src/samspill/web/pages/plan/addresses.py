"""Addresses of and around the plan's pages, and the words they carry in their query."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from samspill.plan.contracts import AreaId, MeasureId, PortfolioFilter, VersionId

VERSION = "versjon"
VIEW = "visning"
OVERVIEW = "oversikt"

Query = Mapping[str, str]


def with_query(address: str, query: Query) -> str:
    """Return the address with those parts of the query that say something."""
    said = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(said)}" if said else address


def query_of(where: PortfolioFilter) -> dict[str, str]:
    """Return a filter as it stands in the URL; what is not asked for is empty."""
    return {
        "tekst": where.text,
        "omrade": str(where.area_id or ""),
        "status": where.status.value if where.status else "",
        "aar": str(where.year or ""),
        "virksomhet": where.organisation_id or "",
        "fase": where.state.value if where.state else "",
        "frist": where.due_by.isoformat() if where.due_by else "",
    }


def version_query(version_id: VersionId, *, current_id: VersionId | None) -> dict[str, str]:
    """Return the part of a query that names the version; the current one needs none."""
    return {} if version_id == current_id else {VERSION: str(version_id)}


def area_address(area_id: AreaId, version_id: VersionId) -> str:
    """Return an area's address; it always names the version, since an area belongs to one."""
    return with_query(reverse("plan:area", args=[area_id]), {VERSION: str(version_id)})


def measure_address(measure_id: MeasureId, version: Query) -> str:
    """Return a measure's address."""
    return with_query(reverse("plan:measure", args=[measure_id]), version)


def writing_address(name: str, *, measure_id: MeasureId | None = None, query: Query | None = None) -> str:
    """Return the address of a page that writes in the plan."""
    return with_query(reverse(name, args=[measure_id] if measure_id else []), query or {})
