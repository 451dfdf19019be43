"""What a developer writes in the search page, as a search and as a command."""

import pytest

from samspill.kernel.national_numbers import is_national_number
from samspill.web.pages.sharing.search.query import (
    LineRefused,
    Search,
    as_curl,
    holds_national,
    joined,
    next_page,
    read_line,
)

BASE = "http://localhost:8000/fhir"
CODE = ("code", "85354-9")
NATIONAL = next(number for number in (f"010190{tail:05d}" for tail in range(100_000)) if is_national_number(number))
"""The first that passes its check; made here, so that no file holds one."""


@pytest.mark.parametrize(
    ("line", "path", "pairs"),
    [
        ("", (), ()),
        ("Observation", ("Observation",), ()),
        ("Observation?code=85354-9", ("Observation",), (CODE,)),
        ("  Observation?code=85354-9&_count=5 ", ("Observation",), (CODE, ("_count", "5"))),
        ("code=85354-9", (), (CODE,)),
        ("?_type=Patient", (), (("_type", "Patient"),)),
        ("/fhir/Observation?code=85354-9", ("Observation",), (CODE,)),
        ("http://127.0.0.1:8000/fhir/Observation?code=85354-9", ("Observation",), (CODE,)),
        ("https://annet.example/r4/Observation?code=85354-9", None, None),
        ("Patient/1/Observation?code=85354-9", ("Patient", "1", "Observation"), (CODE,)),
        ("Patient/1/*", ("Patient", "1", "*"), ()),
        ("Patient/_search?code=85354-9", ("Patient",), (CODE,)),
        ("Patient?name=%C3%86rlig+navn", ("Patient",), (("name", "Ærlig navn"),)),
        ("Patient?name=", ("Patient",), (("name", ""),)),
        ("Patient/1", None, None),
        ("Patient/1/_history", None, None),
        ("Patient/$everything", None, None),
        ("$export", None, None),
        ("metadata", None, None),
        ("Patient?name=%ff", None, None),
        ("Patient?" + "&".join(["a=b"] * 201), None, None),
    ],
)
def test_line_is_a_search_or_refused(line: str, path: tuple[str, ...] | None, pairs: object) -> None:
    if path is None:
        with pytest.raises(LineRefused):
            read_line(line, prefix="/fhir")
    else:
        assert read_line(line, prefix="/fhir") == Search(path, pairs)  # type: ignore[arg-type]


def test_type_of_the_line_goes_before_the_chosen_one() -> None:
    assert joined(Search(("Patient",), ()), "Observation", (), only_count=False).path == ("Patient",)
    assert joined(Search((), (CODE,)), "Observation", (), only_count=False) == Search(("Observation",), (CODE,))


def test_fields_go_by_post_after_what_the_line_says() -> None:
    found = joined(Search(("Patient",), (CODE,)), "", (("name", "A"),), only_count=False)
    assert found == Search(("Patient",), (CODE, ("name", "A")), by_post=True)


def test_asking_for_the_number_alone_goes_before_another_summary() -> None:
    found = joined(Search(("Patient",), (("_summary", "true"), CODE)), "", (), only_count=True)
    assert found.pairs == (CODE, ("_summary", "count"))


def test_next_page_is_all_that_its_link_says() -> None:
    found = next_page(Search(("Patient",), (("identifier", "1"),), by_post=True), "_page=abc&_count=5")
    assert found == Search(("Patient",), (("_page", "abc"), ("_count", "5")), by_post=True)


@pytest.mark.parametrize("value", [NATIONAL, f"urn:oid:2.16.578.1.12.4.1.4.1|{NATIONAL}", f"1,{NATIONAL}"])
def test_national_number_is_seen_in_any_parameter(value: str) -> None:
    assert holds_national(Search(("Patient",), (CODE, ("hva", value))))
    assert not holds_national(Search(("Patient",), (CODE, ("hva", "1234"))))


def test_command_of_a_line_is_a_get() -> None:
    found = as_curl(Search(("Observation",), (CODE, ("date", "ge2026-01-01"), ("value", "a b&c'd"))), BASE)
    assert found == (
        "curl -H \"Authorization: Bearer $(samspill token --scope 'system/*.rs')\" \\\n"
        "  'http://localhost:8000/fhir/Observation?code=85354-9&date=ge2026-01-01&value=a+b%26c%27d'"
    )


def test_command_of_fields_is_a_form_that_no_shell_reads_into() -> None:
    found = as_curl(Search(("Patient",), (("name", "$(rm -rf ~)'"),), by_post=True), BASE)
    assert found.splitlines()[1:] == [
        "  --data-urlencode 'name=$(rm -rf ~)'\"'\"'' \\",
        "  http://localhost:8000/fhir/Patient/_search",
    ]


def test_command_never_holds_a_national_number() -> None:
    pairs = (("identifier", f"urn:oid:2.16.578.1.12.4.1.4.1|{NATIONAL}"), ("name", NATIONAL))
    found = as_curl(Search(("Patient",), pairs, by_post=True), BASE)
    assert NATIONAL not in found
    assert "'identifier=urn:oid:2.16.578.1.12.4.1.4.1|FØDSELSNUMMER'" in found
