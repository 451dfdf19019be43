"""The FHIR bench measures what it says: the data, the client's reading of answers, and the words about the targets."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from bench.fhir_parts.cells import Cell
from bench.fhir_parts.line import Answer, Line, Tally, closed_loop
from bench.fhir_parts.people import people, transaction, with_ids
from bench.fhir_parts.table import Column, against, markdown
from tests.factories.loops import run_apart

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def test_same_seed_makes_the_same_people() -> None:
    assert list(people(3)) == list(people(3))


def test_person_has_the_fifty_resources_of_the_measurements() -> None:
    (person,) = people(1)
    assert Counter(resource["resourceType"] for _, resource in person) == {
        "Patient": 1,
        "Encounter": 7,
        "Condition": 4,
        "Observation": 26,
        "MedicationRequest": 4,
        "Procedure": 4,
        "DiagnosticReport": 2,
        "AllergyIntolerance": 1,
        "Immunization": 1,
    }
    assert sum("component" in resource for _, resource in person) == 3


def test_resources_are_about_as_large_as_those_of_the_measurements() -> None:
    sizes = [len(line) for person in people(40) for _, line in with_ids(person)]
    assert 600 < sum(sizes) / len(sizes) < 670


def test_transaction_refers_only_to_what_it_holds() -> None:
    (person,) = people(1)
    bundle = json.loads(transaction(person))
    named = {entry["fullUrl"] for entry in bundle["entry"]}
    assert set(_references(bundle)) <= named


def test_line_of_ndjson_names_type_and_id() -> None:
    (person,) = people(1)
    there = {f"{kind}/{json.loads(line)['id']}" for kind, line in with_ids(person)}
    assert {reference for _, line in with_ids(person) for reference in _references(json.loads(line))} <= there


def _references(value: object) -> list[str]:
    if isinstance(value, list):
        return [found for inner in value for found in _references(inner)]
    if isinstance(value, dict):
        own = [value["reference"]] if "reference" in value else []
        return own + [found for inner in value.values() for found in _references(inner)]
    return []


def answered_by(pieces: list[bytes], calls: int = 1) -> list[Answer]:
    """Ask a server that answers every call with these pieces, one write after another; return the answers."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(calls):
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
        writer.close()

    async def whole() -> list[Answer]:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        line = Line(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fhir", {})
        answers = [await line.send(line.call("GET", "metadata")) for _ in range(calls)]
        line.close()
        server.close()
        return answers

    return run_apart(whole())


def test_client_reads_an_answer_that_comes_in_pieces() -> None:
    (answer,) = answered_by([b"HTTP/1.1 200 OK\r\nContent-Le", b'ngth: 4\r\nETag: W/"1"\r\n\r\nab', b"cd"])
    assert (answer.status, answer.body, answer.header("etag")) == (200, b"abcd", 'W/"1"')


def test_client_reads_chunks_whose_data_looks_like_their_end() -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    (answer,) = answered_by([head, b"b\r\nx\r\n0\r\n\r\n", b"yzw\r\n", b"3\r\nend\r\n0\r\n\r\n"])
    assert answer.body == b"x\r\n0\r\n\r\nyzwend"


def test_client_keeps_the_connection() -> None:
    answers = answered_by([b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"], calls=3)
    assert [answer.status for answer in answers] == [200, 200, 200]


def test_wrong_status_is_counted_as_an_error_and_not_as_an_answer() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for status in (b"200 OK", b"503 Busy", b"200 OK"):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async def whole() -> Tally:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        line = Line(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fhir", {})
        calls = iter([line.call("GET", "Patient/1")] * 3)
        tally = await closed_loop([line], lambda _: next(calls, None), good=frozenset({200}))
        line.close()
        server.close()
        return tally

    tally = run_apart(whole())
    assert (len(tally.milliseconds), tally.errors) == (2, {"503": 1})


@pytest.mark.parametrize(
    ("number", "target", "at_most", "words"),
    [
        (3000, 2000, False, "held (1.5x)"),
        (2000, 2000, False, "held (1.0x)"),
        (1500, 2000, False, "missed by 25 %"),
        (18, 15, True, "missed by 20 %"),
        (7.5, 15, True, "held (2.0x)"),
    ],
)
def test_number_stands_to_its_target(number: float, target: float, *, at_most: bool, words: str) -> None:
    assert against(number, target, at_most=at_most) == words


def test_row_says_by_how_much_ours_misses_and_what_went_wrong() -> None:
    ours = Column("Samspill, SQLite", ours=True, cells=[Cell("read", 8, 2400, 1, 9, 0.3, 12, {"500": 2})])
    peer = Column("sekmet", ours=False, cells=[Cell("read", 8, 400, 20, 60, 1.9, 10)])
    row = next(line for line in markdown([ours, peer]) if line.startswith("| `read`"))
    assert row == (
        "| `read` | 8 | 2,400 (1.0 / 9.0), **2 x 500** | 400 (20.0 / 60.0) | 0.30 / 1.90 | 12 / 10 | 3,000 "
        "| SQLite: missed by 20 % |"
    )
