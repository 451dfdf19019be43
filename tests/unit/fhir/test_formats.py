"""Bytes and resources: what is read, what is refused and how the refusal names it, what is written."""

import gzip
import json
from decimal import Decimal

import msgspec
import pytest
from tests.shared import SHARED

from samspill.fhir.formats import api
from samspill.fhir.outcomes import Issue, Refusal, outcome, refusal

EXAMPLES = SHARED / "conformance/fhir/r4-examples/examples.ndjson.gz"


def patient(inside: str) -> bytes:
    """Return the bytes of a Patient with something in it."""
    return f'{{"resourceType":"Patient",{inside}}}'.encode("utf-8", "surrogatepass")


def refused(body: bytes) -> Refusal:
    """Return the refusal of a body."""
    with pytest.raises(Refusal) as caught:
        api.read(body)
    return caught.value


def nested(levels: int) -> bytes:
    """Return a Patient whose extensions stand inside each other, two levels of JSON for each."""
    return patient('"extension":[{' * levels + '"url":"u"' + "}]" * levels)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        pytest.param(b'{"a":' * 100_000, "more than 64 deep", id="depth 100,000 that never closes"),
        pytest.param(b"[" * 100_000, "more than 64 deep", id="arrays 100,000 deep"),
        pytest.param(nested(32), "more than 64 deep", id="a level too deep"),
        pytest.param(nested(400), "more than 64 deep", id="too deep, though Python reads it"),
        pytest.param(patient('"x":NaN'), "NaN is no JSON number", id="NaN"),
        pytest.param(patient('"x":Infinity'), "Infinity is no JSON number", id="Infinity"),
        pytest.param(patient('"x":-Infinity'), "Infinity is no JSON number", id="-Infinity"),
        pytest.param(patient('"x":[{"y":1e400}]'), "number at x[0].y is too long or too large", id="1e400"),
        pytest.param(patient('"x":1e-400'), "number at x is too long", id="1e-400"),
        pytest.param(patient('"x":1e99999999999999999999'), "number at x is too long", id="an exponent of 20 digits"),
        pytest.param(patient(f'"x":0.{"1" * 5000}'), "number at x is too long", id="5,000 decimals"),
        pytest.param(patient(f'"x":{"9" * 5000}'), "too long or too large", id="an integer of 5,000 digits"),
        pytest.param(patient('"x":9223372036854775808'), "number at x is too large", id="2**63"),
        pytest.param(patient('"x":-9223372036854775809'), "number at x is too large", id="-2**63 - 1"),
        pytest.param(patient('"x":18446744073709551616'), "number at x is too large", id="2**64"),
        pytest.param(patient(r'"x":"\ud800"'), "not JSON", id="a lone surrogate that ends the text"),
        pytest.param(patient(r'"x":"\ud800 and more text"'), "lone surrogate", id="a lone high surrogate"),
        pytest.param(patient(r'"x":"\udc00 and more text"'), "lone surrogate", id="a lone low surrogate"),
        pytest.param(patient('"x":"\ud800"'), "not UTF-8", id="a surrogate in raw bytes"),
        pytest.param(patient(r'"name":[{"family":"a\u0000b"}]'), "text at name[0].family holds", id="NUL in a text"),
        pytest.param(patient(r'"a\u0000b":1'), "holds \\u0000", id="NUL in a key"),
        pytest.param(patient('"x":"a\x00b"'), "not JSON", id="a raw NUL"),
        pytest.param(patient('"gender":"male","gender":"female"'), "'gender' stands twice", id="a key twice"),
        pytest.param(patient(r'"x":"\u0022","x":1'), "'x' stands twice", id="a key twice, marks by their number"),
        pytest.param(patient(r'"a":1,"\u0061":2'), "'a' stands twice", id="a key twice, once by number"),
        pytest.param(patient('"x":[ {"y": 1,\n "y": 1} ]'), "'y' stands twice", id="a key twice among spaces"),
        pytest.param(b"\xef\xbb\xbf" + patient('"x":1'), "byte order mark", id="BOM"),
        pytest.param(patient('"x":1').decode().encode("utf-16"), "UTF-16", id="UTF-16 with its mark"),
        pytest.param(patient('"x":1').decode().encode("utf-16-le"), "UTF-16", id="UTF-16 without"),
        pytest.param(patient('"x":1').decode().encode("utf-32"), "UTF-16 or UTF-32", id="UTF-32"),
        pytest.param(b'{"resourceType":"Patient","x":"\xff"}', "not UTF-8: byte 31", id="invalid UTF-8"),
        pytest.param(b'{"resourceType":"Patient","x":"\xc3"}', "not UTF-8", id="half a letter"),
        pytest.param('{"x":"ø"}'.encode("latin-1"), "not UTF-8", id="latin-1"),
        pytest.param(b"[]", "not a JSON object", id="an array"),
        pytest.param(b"null", "not a JSON object", id="null"),
        pytest.param(b'"Patient"', "not a JSON object", id="a text"),
        pytest.param(b"1.5", "not a JSON object", id="a number"),
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n", "empty", id="spaces"),
        pytest.param(b"{}", "resourceType is missing", id="no resourceType"),
        pytest.param(b'{"resourceType":""}', "resourceType is missing", id="an empty resourceType"),
        pytest.param(b'{"resourceType":["Patient"]}', "resourceType is missing", id="resourceType in an array"),
        pytest.param(b'{"resourceType":"Pasient"}', "no resource type 'Pasient'", id="an unknown resourceType"),
        pytest.param(b'{"resourceType":"DomainResource"}', "no resource type", id="an abstract resourceType"),
        pytest.param(b'{"resourceType":"Patient"} {}', "trailing characters", id="two bodies"),
        pytest.param(b'{"resourceType":"Patient",}', "trailing comma", id="a comma too many"),
        pytest.param(b'{"resourceType":"Patient"', "line 1, column 26", id="cut short"),
        pytest.param(b"{'resourceType':'Patient'}", "not JSON", id="single marks"),
        pytest.param(b"<Patient xmlns='http://hl7.org/fhir'/>", "not JSON", id="XML"),
        pytest.param(patient('"x":01'), "not JSON", id="a leading zero"),
        pytest.param(patient('"x":"a\nb"'), "not JSON", id="a line break in a text"),
    ],
)
def test_malformed_body_is_refused_with_400_and_the_reason(body: bytes, word: str) -> None:
    wrong = refused(body)
    assert wrong.status == 400
    assert word in wrong.issues[0].diagnostics


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        (patient('"x":[{"y":1e400}]'), "x[0].y"),
        (patient('"x":[1,9223372036854775808]'), "x[1]"),
        (patient(r'"name":[{"family":"\u0000"}]'), "name[0].family"),
        (patient('"contact":[{},{"gender":"male","gender":"male"}]'), "contact[1].gender"),
        (b'{"resourceType":"Pasient"}', "resourceType"),
        (patient('"a b":1e400'), "'a b'"),
    ],
)
def test_refusal_names_the_element(body: bytes, expression: str) -> None:
    assert refused(body).issues[0].expression == (expression,)


def test_refusal_does_not_repeat_a_long_name_in_full() -> None:
    assert len(refused(f'{{"resourceType":"{"x" * 10_000}"}}'.encode()).issues[0].diagnostics) < 120


def test_body_over_the_bound_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refusal) as caught:
        api.read(b"[" * 101, size_max=100)
    assert caught.value.status == 413


@pytest.mark.parametrize(
    "inside",
    [
        r'"x":"say \u0022hello\u0022"',
        r'"x":"\\u0000"',
        r'"x":"\ud83d\ude00"',
        '"x":"urn:oid:2.16.578.1.12.4.1.4.1.123456789012345678901"',
        '"x":9223372036854775807',
        '"x":-9223372036854775808',
        '"x":{"y":1},"z":{"y":1}',
        '"x":"}}}}{{{{[[[["',
    ],
)
def test_body_that_only_looks_doubtful_is_read(inside: str) -> None:
    assert api.read(patient(inside)) == json.loads(patient(inside))


def test_nesting_up_to_the_bound_is_read() -> None:
    assert api.read(nested(31))["resourceType"] == "Patient"


def test_text_of_ten_megabytes_is_read() -> None:
    assert len(api.read(patient(f'"x":"{"å" * 5_000_000}"'))["x"]) == 5_000_000


def test_decimals_keep_their_digits() -> None:
    body = b'{"resourceType":"Observation","a":1.10,"b":100,"c":-0.0,"d":1.0E-7,"e":0.000}'
    assert api.write(api.read(body)) == body


def test_number_with_an_exponent_is_a_decimal_and_a_whole_one_an_int() -> None:
    found = api.read(patient('"a":1e2,"b":100'))
    assert (type(found["a"]), type(found["b"])) == (Decimal, int)


def test_what_is_written_is_one_line_in_the_order_it_came() -> None:
    body = '{\n "resourceType" : "Patient",\n "b" : [ true, null ],\n "a" : "blåbær \\n \\u00e6"\n}'.encode()
    assert api.write(api.read(body)).decode() == '{"resourceType":"Patient","b":[true,null],"a":"blåbær \\n æ"}'


@pytest.mark.outside
def test_every_official_example_is_written_as_it_was_read() -> None:
    for line in gzip.decompress(EXAMPLES.read_bytes()).splitlines():
        body = bytes(msgspec.json.decode(line, type=dict[str, msgspec.Raw])["resource"])
        written = api.write(api.read(body))
        assert json.loads(written, parse_float=Decimal) == json.loads(body, parse_float=Decimal)


def test_outcome_holds_the_issues() -> None:
    issue = Issue("error", "required", "status is missing.", ("Observation.status",))
    assert outcome([issue]) == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "required",
                "diagnostics": "status is missing.",
                "expression": ["Observation.status"],
            }
        ],
    }


def test_outcome_without_issues_says_that_all_is_well() -> None:
    assert outcome([])["issue"] == [{"severity": "information", "code": "informational", "diagnostics": "All OK"}]


def test_refusal_reads_as_its_status_and_sentences() -> None:
    assert str(refusal(404, "not-found", "There is no Patient/1.")) == "404: There is no Patient/1."
