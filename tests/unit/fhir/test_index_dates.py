"""The range of time that a written date means (https://hl7.org/fhir/R4/search.html#date)."""

from datetime import UTC, datetime

import pytest

from samspill.fhir.index.api import date_range

DAY = 86_400_000_000


def micros(text: str) -> int:
    """Return microseconds since 1970 of a full moment, counted another way than the index does."""
    moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    return round(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2024", "2024-01-01 00:00:00.0", "2025-01-01 00:00:00.0"),
        ("2024-02", "2024-02-01 00:00:00.0", "2024-03-01 00:00:00.0"),
        ("2023-12", "2023-12-01 00:00:00.0", "2024-01-01 00:00:00.0"),
        ("2024-02-29", "2024-02-29 00:00:00.0", "2024-03-01 00:00:00.0"),
        ("2024-02-29T10:15", "2024-02-29 10:15:00.0", "2024-02-29 10:16:00.0"),
        ("2024-02-29T10:15Z", "2024-02-29 10:15:00.0", "2024-02-29 10:16:00.0"),
        ("2024-02-29T10:15:30", "2024-02-29 10:15:30.0", "2024-02-29 10:15:31.0"),
        ("2024-02-29T10:15:30+01:00", "2024-02-29 09:15:30.0", "2024-02-29 09:15:31.0"),
        ("2024-02-29T23:30:00-01:00", "2024-03-01 00:30:00.0", "2024-03-01 00:30:01.0"),
        ("2024-02-29T10:15:30.5Z", "2024-02-29 10:15:30.500000", "2024-02-29 10:15:30.600000"),
        ("2024-02-29T10:15:30.123Z", "2024-02-29 10:15:30.123000", "2024-02-29 10:15:30.124000"),
        ("2024-02-29T10:15:30.123456789Z", "2024-02-29 10:15:30.123456", "2024-02-29 10:15:30.123457"),
        ("2016-12-31T23:59:60Z", "2017-01-01 00:00:00.0", "2017-01-01 00:00:01.0"),
        ("2016-12-31T24:00:00Z", "2017-01-01 00:00:00.0", "2017-01-01 00:00:01.0"),
        ("1969-12-31", "1969-12-31 00:00:00.0", "1970-01-01 00:00:00.0"),
    ],
)
def test_a_date_means_as_much_time_as_it_leaves_open(text: str, low: str, high: str) -> None:
    assert date_range(text) == (micros(low), micros(high))


@pytest.mark.parametrize(
    ("text", "days"), [("9999", 365), ("9999-12", 31), ("9999-12-31", 1), ("0001", 365), ("0001-01-01", 1)]
)
def test_the_first_and_the_last_year_have_their_whole_length(text: str, days: int) -> None:
    found = date_range(text)
    assert found is not None
    assert found[1] - found[0] == days * DAY


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_zone_may_lead_out_of_the_calendar(text: str) -> None:
    assert date_range(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000",
        "0000-01-01",
        "2024-13",
        "2024-00",
        "2024-02-30",
        "24-02-01",
        "2024-2-1",
        "2024-02-01T",
        "2024-02-01 10:00:00",
        "20240201T101500",
        "2024-W05",
        "2024-02-01T25:00:00Z",
        "2024-02-01T10",
        "2024-02-01T10:15:61Z",
        "+2024",
        "2024-0a",
        "i dag",
        "２０２４",
        "2024-02-01T10:15:30Zx",
        "2024-02-01T10:15:30." + "1" * 99,
        None,
        2024,
        ["2024"],
    ],
)
def test_what_is_no_date_has_no_range(text: object) -> None:
    assert date_range(text) is None
