"""SQL finds what a plain reading of the index rows finds, for random resources and random searches.

The oracle knows no SQL, no planning and no paging: it walks the resources one by one with the rules of
https://hl7.org/fhir/R4/search.html#prefix written out once more.
"""

import random
from collections.abc import Callable

import pytest
from tests.integration.fhir_search.conftest import PRESENT, SERVER, parsed

from samspill.fhir.index import api as index
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.index.dates import range_of
from samspill.fhir.search import api as search
from samspill.fhir.search.sql import planning
from samspill.fhir.store.contracts import Store

SYSTEMS = ("urn:a", "urn:b")
CODES = ("1", "2", "3")
NAMES = ("Ås", "Aas", "Berg", "Bergen", "berg-hansen", "O'Neil", "100%")
MOMENTS = (
    "2020",
    "2020-06",
    "2020-06-15",
    "2020-06-15T10:00:00Z",
    "2020-06-15T10:30:00+02:00",
    "2021-01-01",
    "1999-12",
)
UNITS = ("mg", "g", "")
PREFIXES = ("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")

Rng = random.Random
Holds = Callable[[dict, IndexRows], bool]


def patient(rng: Rng, id_: str) -> dict:
    resource: dict = {"resourceType": "Patient", "id": id_}
    if rng.random() < 0.8:
        resource["name"] = [{"family": rng.choice(NAMES)} for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.8:
        resource["birthDate"] = rng.choice([each for each in MOMENTS if "T" not in each])
    if rng.random() < 0.7:
        resource["identifier"] = [{"system": rng.choice(SYSTEMS), "value": rng.choice(CODES)}]
    return resource


def observation(rng: Rng, id_: str, patients: list[str]) -> dict:
    coding = [{"system": rng.choice(SYSTEMS), "code": rng.choice(CODES)} for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.2:
        del coding[0]["system"]
    resource: dict = {"resourceType": "Observation", "id": id_, "status": "final", "code": {"coding": coding}}
    if rng.random() < 0.8:
        resource["subject"] = {"reference": f"{rng.choice(['Patient', 'Patient', 'Device'])}/{rng.choice(patients)}"}
    if rng.random() < 0.4:
        resource["effectiveDateTime"] = rng.choice(MOMENTS)
    elif rng.random() < 0.6:
        start, end = sorted(rng.sample(MOMENTS, 2), key=range_of)
        resource["effectivePeriod"] = rng.choice([{"start": start}, {"end": end}, {"start": start, "end": end}])
    if rng.random() < 0.7:
        unit = rng.choice(UNITS)
        quantity = {"system": "http://unitsofmeasure.org", "code": unit} if unit else {}
        resource["valueQuantity"] = {"value": rng.choice((0, 1, 2, 100, 1000)), **quantity}
    if rng.random() < 0.4:
        resource["component"] = [
            {"code": {"coding": [{"system": "urn:a", "code": rng.choice(CODES)}]}, "valueQuantity": {"value": each}}
            for each in rng.sample((1, 2, 100), 2)
        ]
    return resource


def resources() -> list[dict]:
    rng = Rng(20_261_122)
    patients = [f"p{number}" for number in range(12)]
    return [patient(rng, each) for each in patients] + [
        observation(rng, f"o{number}", patients) for number in range(120)
    ]


RESOURCES = resources()
KNOWN = {each["id"]: (each, index.rows_of(each)) for each in RESOURCES}


def numbers(resource_type: str, code: str) -> set[int]:
    return {number for number, _ in index.stored_as(resource_type, code)}


def compared(prefix: str, low: float, high: float, at_low: float, at_high: float) -> bool:
    """Compare a searched range with a stored one; both half open."""
    contains = low <= at_low and at_high <= high
    return {
        "": contains,
        "eq": contains,
        "ne": not contains,
        "gt": at_high > high,
        "lt": at_low < low,
        "ge": at_high > high or contains,
        "le": at_low < low or contains,
        "sa": at_low >= high,
        "eb": at_high <= low,
        "ap": at_low < high and at_high > low,
    }[prefix]


def date(rng: Rng, resource_type: str, code: str) -> tuple[str, Holds]:
    prefix, text = rng.choice(PREFIXES), rng.choice(MOMENTS)
    low, high = range_of(text)
    if prefix == "ap":
        margin = max(low - PRESENT, PRESENT - high, 0) // 10
        low, high = low - margin, high + margin
    params = numbers(resource_type, code)
    return f"{code}={prefix}{text}", lambda _, rows: any(
        row[0] in params and compared(prefix, low, high, row[2], row[3]) for row in rows.date
    )


def token(rng: Rng, resource_type: str, code: str) -> tuple[str, Holds]:
    system, value = rng.choice((*SYSTEMS, "", None)), rng.choice(CODES)
    params, number = numbers(resource_type, code), index.system_number(system) if system else 0
    negated = rng.random() < 0.3
    text = value if system is None else f"{system}|{value}"

    def has(_: dict, rows: IndexRows) -> bool:
        found = any(
            row[0] in params and row[3] == value and system in (None, *[system] * (row[2] == number))
            for row in rows.token
        )
        return found is not negated

    return f"{code}{':not' if negated else ''}={text}", has


def text(rng: Rng, resource_type: str, code: str) -> tuple[str, Holds]:
    modifier, value = rng.choice(("", ":exact", ":contains")), rng.choice((*NAMES, "er", "B"))
    params = numbers(resource_type, code)

    def has(_: dict, rows: IndexRows) -> bool:
        own = [row for row in rows.string if row[0] in params]
        if modifier == ":exact":
            return any(row[3] == value for row in own)
        folded = index.fold(value)
        return any(row[2].startswith(folded) or (modifier == ":contains" and folded in row[2]) for row in own)

    return f"{code}{modifier}={value}", has


def quantity(rng: Rng, resource_type: str, code: str) -> tuple[str, Holds]:
    prefix, value = rng.choice(PREFIXES), rng.choice((0, 1, 2, 100, 1000))
    params = numbers(resource_type, code)
    half = value / 10 if prefix == "ap" else 0.5

    def meets(low: float, high: float) -> bool:
        if prefix in ("", "eq", "ne"):
            return (value - half <= low and high < value + half) is not (prefix == "ne")
        if prefix == "ap":
            return low <= value + half and high >= value - half
        return {
            "gt": high > value, "ge": high >= value, "sa": low > value,
            "lt": low < value, "le": low <= value, "eb": high < value,
        }[prefix]  # fmt: skip

    return f"{code}={prefix}{value}", lambda _, rows: any(
        row[0] in params and row[2] >= 0 and meets(row[4], row[5]) for row in rows.quantity
    )


def subject(rng: Rng, _type: str, code: str) -> tuple[str, Holds]:
    ids = [f"p{rng.randrange(12)}" for _ in range(rng.randint(1, 3))]
    return (
        f"{code}={','.join(ids)}",
        lambda resource, _: (
            "subject" in resource
            and resource["subject"]["reference"].split("/")[1] in ids
            and (code == "subject" or resource["subject"]["reference"].startswith("Patient/"))
        ),
    )


def missing(rng: Rng, resource_type: str, code: str) -> tuple[str, Holds]:
    wanted = rng.choice(("true", "false"))
    params = numbers(resource_type, code)

    def has(_: dict, rows: IndexRows) -> bool:
        there = any(row[0] in params for table in (rows.token, rows.string, rows.date, rows.quantity) for row in table)
        return there is (wanted == "false")

    return f"{code}:missing={wanted}", has


CRITERIA = {
    "Patient": [
        (text, "family"), (date, "birthdate"), (token, "identifier"), (missing, "family"), (missing, "birthdate"),
    ],
    "Observation": [
        (token, "code"), (token, "combo-code"), (date, "date"), (date, "date"), (missing, "date"),
        (quantity, "value-quantity"), (quantity, "combo-value-quantity"), (missing, "value-quantity"),
        (subject, "subject"), (subject, "patient"),
    ],
}  # fmt: skip


def chained(rng: Rng) -> tuple[str, Callable[[str, dict], bool]]:
    """A chain or its reverse, over one criterion of the other type."""
    known_as, (make, code) = rng.choice(
        [("patient.", rng.choice(CRITERIA["Patient"])), ("_has", rng.choice(CRITERIA["Observation"]))]
    )
    if known_as == "patient.":
        query, holds = make(rng, "Patient", code)

        def link(id_: str, known: dict) -> bool:
            kind, _, target = known[id_][0].get("subject", {}).get("reference", "/").partition("/")
            return kind == "Patient" and holds(*known[target])

        return f"Observation?patient.{query}", link
    query, holds = make(rng, "Observation", code)

    def back(id_: str, known: dict) -> bool:
        return any(
            each.get("subject", {}).get("reference") == f"Patient/{id_}" and holds(each, rows)
            for each, rows in known.values()
        )

    return f"Patient?_has:Observation:patient:{query}", back


def searches(rng: Rng) -> tuple[str, Callable[[str, dict], bool]]:
    if rng.random() < 0.25:
        return chained(rng)
    resource_type = rng.choice(("Patient", "Observation", "Observation"))
    made = [make(rng, resource_type, code) for make, code in rng.sample(CRITERIA[resource_type], rng.randint(1, 3))]
    query = "&".join(each for each, _ in made)
    return f"{resource_type}?{query}", lambda id_, known: all(holds(*known[id_]) for _, holds in made)


SORTS = {
    "Patient": ("", "family", "-birthdate", "birthdate,-family", "-_id"),
    "Observation": ("", "-date", "date,code", "value-quantity", "_lastUpdated", "code", "-code", "status"),
}


@pytest.mark.parametrize("many", [2000, 3])
def test_sql_finds_what_a_plain_reading_finds(
    store: Store, found: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Drives by candidates, and walks indexes as for many candidates."""
    monkeypatch.setattr(planning, "MANY", many)
    monkeypatch.setattr(planning, "MANY_TO_TEST", many)
    rng = Rng(many)
    telling = 0
    for _ in range(60 if SERVER else 200):
        query, holds = searches(rng)
        kind = query.partition("?")[0]
        expected = {id_ for id_, (each, _) in KNOWN.items() if each["resourceType"] == kind and holds(id_, KNOWN)}
        sort, count = rng.choice(SORTS[kind]), rng.choice((3, 10, 200))
        asked = f"{query.replace('%', '%25').replace('+', '%2B')}&_count={count}" + (f"&_sort={sort}" if sort else "")
        ids = found(asked).split()
        assert (len(ids), set(ids)) == (len(expected), expected), asked
        with store.snapshot() as snapshot:
            assert search.count(snapshot, parsed(asked)) == len(expected), asked
        telling += 0 < len(expected) < len(KNOWN)
    assert telling > 30
