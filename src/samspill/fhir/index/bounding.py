"""How many index rows one resource may have.

A write's cost follows its rows: 200,000 names in one Patient kept the writer busy for six seconds, while everybody else
waited. The largest of R4's own examples has 259 rows, a national code system a row a code.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index.aliases import layout
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.outcomes import refusal

ROWS_MAX = 20_000
"""Index rows of one resource, in all tables together."""


def check_rows(resource: dict[str, Any], rows: IndexRows) -> None:
    """Refuse a resource that would fill the index.

    Raises:
        Refusal: 422 ``too-costly``, naming the search parameter that makes most of the rows, and its element.
    """
    total = rows.count
    if total <= ROWS_MAX:
        return
    tables: tuple[Sequence[tuple[Any, ...]], ...] = (rows.token, rows.string, rows.date, rows.quantity, rows.reference)
    (number, most), *_ = Counter(row[0] for table in tables for row in table).most_common(1)
    code, element = _named(resource, number)
    text = (
        f"The resource has {total} values to be searched for, {most} of them for the search parameter '{code}'; "
        f"at most {ROWS_MAX} are indexed. Spread them over several resources."
    )
    raise refusal(422, "too-costly", text, element)


def _named(resource: dict[str, Any], number: int) -> tuple[str, str]:
    """Return the code of the parameter that has a number, and the element whose values it takes."""
    resource_type = resource["resourceType"]
    parameters = definitions.search_parameters(resource_type)
    code = next(code for code in layout(resource_type).own if parameters[code].number == number)
    keys = {key for leaf in layout(resource_type).own[code] for key in leaf.keys if key in resource}
    widest = max(sorted(keys), key=lambda key: _width(resource[key]), default="")
    return code, f"{resource_type}.{widest}" if widest else resource_type


def _width(value: Any) -> int:
    """Count the values that stand in an element, however deep."""
    if isinstance(value, dict):
        return sum(map(_width, value.values()))
    return sum(map(_width, value)) if isinstance(value, list) else 1
