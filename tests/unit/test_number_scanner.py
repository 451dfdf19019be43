"""The scanner finds a person's number however it is written, and nothing that is none."""

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import pytest
from tests.factories.national_numbers import endings, some
from tests.factories.number_scanner import NumberScanner

PLANTED, OTHER = some(), some(skip=5)
BY_2032 = next(found for serial in range(1000) for found in endings(f"138470{serial:03}", (2,)))
HELP = next(found for serial in range(1000) for found in endings(f"812345{serial:03}"))


def found(what: object) -> list[str]:
    scanner = NumberScanner([PLANTED])
    scanner.look("here", what)
    assert not any(number in repr(scanner.found) for number in (PLANTED, OTHER))
    return [find.form for find in scanner.found]


@pytest.mark.parametrize(
    "written",
    [
        PLANTED,
        f"x{PLANTED}x",
        f"1{PLANTED}9",
        f"{PLANTED[:6]} {PLANTED[6:]}",
        f"{PLANTED[:6]}\u00a0{PLANTED[6:]}",
        f"{PLANTED[:6]}-{PLANTED[6:]}",
        f"{PLANTED[:5]}\n{PLANTED[5:]}",
        "".join(f"%3{digit}" for digit in PLANTED),
        quote("".join(f"%3{digit}" for digit in PLANTED)),
        f"{PLANTED[:6]}%20{PLANTED[6:]}",
        "".join(f"&#{ord(digit)};" for digit in PLANTED),
        "".join(f"\\u003{digit}" for digit in PLANTED),
        "".join(chr(0xFF10 + int(digit)) for digit in PLANTED),
        PLANTED.encode(),
        {"who": [PLANTED]},
        *(base64.b64encode(b"a" * skipped + PLANTED.encode() + b"bcd").decode() for skipped in range(6)),
        PLANTED.encode().hex(),
        json.dumps({"error": f"no such {PLANTED}"}),
        html.escape(f"<a href='?q={PLANTED}'>"),
    ],
    ids=[str(at) for at in range(24)],
)
def test_a_number_of_the_journey_is_found_in_any_writing(written: object) -> None:
    assert found(written)


@pytest.mark.parametrize(
    "number",
    [OTHER, BY_2032, HELP, some("dnr"), some("hnr"), some(origin="nhn"), some(origin="real")],
    ids=[str(at) for at in range(7)],
)
@pytest.mark.parametrize("form", ["{}", "GET /fhir/Patient?identifier={} 400", '{{"id": "{}"}}', "a\n{}\nb"])
def test_any_other_number_is_found_too(number: str, form: str) -> None:
    assert found(form.format(number)) == ["plain"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22T08:00:00.123456Z",
        "1795334400123456",
        OTHER[:10],
        f"{OTHER}1",
        f"{OTHER[:10]}{(int(OTHER[10]) + 1) % 10}",
        str(UUID(f"019c1c38a400769a8b4bb{OTHER}")),
        "0" * 11,
        "+47 22 33 44 55",
    ],
)
def test_what_is_none_is_not_found(text: str) -> None:
    assert found(text) == []


def test_names_of_files_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "exports" / PLANTED).mkdir(parents=True)
    (tmp_path / "exports" / "Patient.ndjson").write_text(PLANTED)
    scanner = NumberScanner([PLANTED])
    scanner.look_at_names(tmp_path)
    assert len(scanner.found) == 1
    assert len(scanner.looked_at) == 3


def test_a_place_is_told_once_with_what_stands_around() -> None:
    scanner = NumberScanner([PLANTED])
    scanner.look("log", f"before {PLANTED} after, and {PLANTED} again")
    assert [(find.place, find.around) for find in scanner.found] == [
        ("log", "before ⟨number⟩ after, and ⟨number⟩ again")
    ]
