"""https://hl7.org/fhir/R4/search.html#prefix and #date: a searched range against the stored one."""

from collections.abc import Callable


def procedure(id_: str, performed: str | dict | None) -> dict:
    name = "performedDateTime" if isinstance(performed, str) else "performedPeriod"
    return {"resourceType": "Procedure", "id": id_, "status": "completed", **({name: performed} if performed else {})}


RESOURCES = [
    procedure("day", "2013-03-14"),
    procedure("moment", "2013-03-14T10:00:00+01:00"),
    procedure("month", "2013-03"),
    procedure("long", {"start": "2013-01-21", "end": "2013-04-01"}),
    procedure("ongoing", {"start": "2013-01-21"}),
    procedure("ended", {"end": "2013-03-14"}),
    procedure("old", "1998"),
    procedure("never", None),
]

CASES = {
    "2013-03-14": "day moment",
    "eq2013-03": "day moment month",
    "2013": "day long moment month",
    "2013-03-14T09:00:00Z": "moment",
    "2013-03-14T09:00Z": "moment",
    "2013-03-14T10:00:00 01:00": "moment",
    "2013-03-14T10:00:00Z": "",
    "ne2013-03-14": "ended long month old ongoing",
    "gt2013-03-14": "long month ongoing",
    "lt2013-03-14": "ended long month old ongoing",
    "ge2013-03-14": "day long moment month ongoing",
    "le2013-03-14": "day ended long moment month old ongoing",
    "sa2013-01-20": "day long moment month ongoing",
    "sa2013-03-13": "day moment",
    "sa2013-03-14": "",
    "eb2013-03-14": "old",
    "eb2013-03-15": "day ended moment old",
    "gt2013-03-14T09:00:00Z": "day ended long month ongoing",
    "ge2013-03-14T09:00:00Z": "day ended long moment month ongoing",
    # between 2013-03-15 and the present, 2025-01-01, lie 4,310 days: a tenth is 431
    "ap2013-03-14": "day ended long moment month ongoing",
    "ap1995": "ended old",
    "ap2024-12-31": "ongoing",
    "1998,2013-03": "day moment month old",
}


def test_dates_are_compared_as_ranges(found: Callable[[str], str]) -> None:
    queries = {value: f"Procedure?date={value}" for value in CASES}
    assert {value: sorted(found(query.replace("+", "%2B")).split()) for value, query in queries.items()} == {
        value: sorted(ids.split()) for value, ids in CASES.items()
    }


def test_two_dates_make_a_window(found: Callable[[str], str]) -> None:
    assert sorted(found("Procedure?date=ge2013-03-01&date=lt2013-03-14").split()) == [
        "ended",
        "long",
        "month",
        "ongoing",
    ]
    assert found("Procedure?date:missing=true") == "never"


WRITTEN = "2026-02-02T02:40:00.000Z"


def test_last_updated_is_the_millisecond_it_was_written_in(found: Callable[[str], str]) -> None:
    prefixes = ("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")
    assert {each: found(f"Procedure?_id=day&_lastUpdated={each}{WRITTEN}") for each in prefixes} == {
        "eq": "day", "ne": "", "gt": "", "ge": "day", "lt": "", "le": "day", "sa": "", "eb": "", "ap": "day",
    }  # fmt: skip
    assert {each: found(f"Procedure?_id=day&_lastUpdated={each}2026-02-02T02:39") for each in prefixes} == {
        "eq": "", "ne": "day", "gt": "day", "ge": "day", "lt": "", "le": "", "sa": "day", "eb": "", "ap": "day",
    }  # fmt: skip
    assert len(found("Procedure?_lastUpdated=2026-02-02").split()) == len(RESOURCES)
