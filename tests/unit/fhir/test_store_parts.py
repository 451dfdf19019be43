"""On PostgreSQL a row is taken out of the table that its key's part was put in."""

import re

import pytest

from samspill.fhir.index.naming import PARTS
from samspill.fhir.store.schema import PART_BITS, making, place_of

BOUNDS = re.compile(r"CREATE TABLE idx_token_p(\d) .* FROM \((\w+)\) TO \((\w+)\)")


EDGES = {"MINVALUE": "0", "MAXVALUE": str((PARTS + 1) << PART_BITS)}


def tables() -> list[tuple[int, int, int]]:
    """Each table of parts: its place, its lowest key, and the lowest key above it."""
    found = [BOUNDS.match(statement) for statement in making("idx_token", "postgresql")[1:]]
    return [(int(one[1]), int(EDGES.get(one[2], one[2])), int(EDGES.get(one[3], one[3]))) for one in found if one]


@pytest.mark.parametrize("part", range(PARTS + 1))
def test_a_part_lies_whole_in_one_table_and_is_looked_for_there(part: int) -> None:
    first, last = part << PART_BITS, ((part + 1) << PART_BITS) - 1
    assert [place for place, low, high in tables() if low <= first < high] == [place_of(first)]
    assert place_of(last) == place_of(first)


def test_what_belongs_to_no_single_patient_has_a_table_of_its_own() -> None:
    assert [part for part in range(PARTS + 1) if place_of(part << PART_BITS) == place_of(0)] == [0]
