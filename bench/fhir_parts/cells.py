"""The cells of the table: filling by transactions, the closed loops, the export; each counts answers, time and CPU."""

import asyncio
import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlsplit

from bench.fhir_parts import machine
from bench.fhir_parts.line import Answer, Line, Next, Tally, closed_loop
from bench.fhir_parts.people import FAMILIES, LOINC, MEASURED, compact, people, person, transaction, with_ids
from bench.fhir_parts.places import Running

OK, CREATED = frozenset({200}), frozenset({201})
EXPORTED = ("Patient", "Encounter", "Condition", "Observation")
EXPORT_SECONDS_MAX = 600
RESOURCES_A_PATIENT = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """One measured cell. ``unit`` is what is counted a second and what the CPU is divided by; times are a call's."""

    work: str
    at_once: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    others_percent: float
    errors: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Stored:
    """The ids that the server gave what it stored."""

    patients: list[str] = field(default_factory=list)
    observations: list[str] = field(default_factory=list)


class WrongAnswer(Exception):
    """The server answered something else than what was stored; measuring it would say nothing."""


def lines(running: Running, count: int) -> list[Line]:
    """Return connections to the server."""
    return [Line(running.server.base_url, running.server.headers) for _ in range(count)]


def measured(work: str, running: Running, at_once: int, before: machine.Reading, tally: Tally, per: int = 1) -> Cell:
    """Return the cell of a tally; ``per`` is how many units one call carries."""
    after = machine.read(running.roots)
    units = max(1, len(tally.milliseconds) * per)
    return Cell(
        work=work,
        at_once=at_once,
        per_second=tally.per_second * per,
        p50_ms=tally.percentile(0.5),
        p99_ms=tally.percentile(0.99),
        cpu_ms=(after.server - before.server) * 1000 / units,
        others_percent=machine.others_percent(before, after),
        errors=tally.errors,
    )


def fill(running: Running, bundles: int, *, at_once: int = 8) -> tuple[Cell, Stored]:
    """Store everything by transactions of 50; return the cell and the ids."""
    bodies = [transaction(resources) for resources in people(bundles)]
    answers: list[bytes] = []
    using = lines(running, at_once)
    waiting = iter(bodies)

    def next_call(line: Line) -> bytes | None:
        body = next(waiting, None)
        return None if body is None else line.call("POST", "/" + urlsplit(running.server.base_url).path[1:], body)

    before = machine.read(running.roots)
    tally = asyncio.run(_closed(using, next_call, good=OK, on_answer=lambda answer: answers.append(answer.body)))
    cell = measured("transaction of 50", running, at_once, before, tally, per=RESOURCES_A_PATIENT)
    return cell, _ids(answers)


async def _closed(using: list[Line], next_call: Next, **how: object) -> Tally:
    try:
        return await closed_loop(using, next_call, **how)  # type: ignore[arg-type]
    finally:
        for line in using:
            line.close()


PLACE = re.compile(rb'"location":\s*"[^"]*?(Patient|Observation)/([A-Za-z0-9.-]{1,64})')


def _ids(answers: list[bytes]) -> Stored:
    stored = Stored()
    for answer in answers:
        for kind, identity in PLACE.findall(answer):
            (stored.patients if kind == b"Patient" else stored.observations).append(identity.decode())
    return stored


def check_filled(running: Running, bundles: int) -> None:
    """Ask how much is there.

    Raises:
        WrongAnswer: it is not what was sent.
    """
    for kind, wanted in (("Patient", bundles), ("Observation", bundles * 26)):
        total = ask(running, f"{kind}?_summary=count").get("total")
        if total != wanted:
            raise WrongAnswer(f"{kind}: {total} are counted, {wanted} were stored")


def ask(running: Running, path: str) -> dict[str, object]:
    """Return the JSON of one GET, outside of any measurement."""

    async def once() -> Answer:
        (line,) = lines(running, 1)
        answer = await line.send(line.call("GET", path))
        line.close()
        return answer

    answer = asyncio.run(once())
    if answer.status != 200:
        raise WrongAnswer(f"GET {path}: {answer.status} {answer.body[:500]!r}")
    value: dict[str, object] = json.loads(answer.body)
    return value


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of call that is measured in closed loops; ``entries_min`` is what one asked alone must hold."""

    name: str
    calls: Iterator[tuple[str, str, bytes]]
    good: frozenset[int] = OK
    entries_min: int = 0


def works(stored: Stored, *, seed: int = 7) -> list[Work]:
    """Return the reading works and then the writing one, which changes what is there."""
    chance = random.Random(seed)

    def asked(make: str) -> Iterator[tuple[str, str, bytes]]:
        while True:
            yield "GET", _path(make, stored, chance), b""

    reading = [
        Work("read", asked("read")),
        Work("Observation?subject&_count=20", asked("by patient"), entries_min=20),
        Work("Observation?subject&code&_sort=-date", asked("by patient and code")),
        Work("Patient?family&gender", asked("by name")),
    ]
    return [*reading, Work("create", _created(stored), good=CREATED)]


def _path(make: str, stored: Stored, chance: random.Random) -> str:
    if make == "read":
        return f"Observation/{chance.choice(stored.observations)}"
    if make == "by name":
        return f"Patient?family={chance.choice(FAMILIES)}&gender={chance.choice(('female', 'male'))}"
    subject = f"Observation?subject=Patient/{chance.choice(stored.patients)}"
    if make == "by patient":
        return f"{subject}&_count=20"
    return f"{subject}&code={LOINC}|{chance.choice(MEASURED)[0]}&_sort=-date".replace("|", "%7C")


def _created(stored: Stored) -> Iterator[tuple[str, str, bytes]]:
    """Yield creations of Observations on patients that are there."""
    observations = [
        line for number in range(40) for kind, line in with_ids(person(number, chance=random.Random(number)))
        if kind == "Observation"
    ]  # fmt: skip
    bodies = []
    for line, patient in zip(observations, cycle(stored.patients), strict=False):
        resource = json.loads(line)
        del resource["id"], resource["encounter"]
        bodies.append(compact({**resource, "subject": {"reference": f"Patient/{patient}"}}))
    for body in cycle(bodies):
        yield "POST", "Observation", body


def check_work(running: Running, work: Work) -> None:
    """Ask a reading work once.

    Raises:
        WrongAnswer: a search's answer has fewer entries than every patient has.
    """
    method, path, _ = next(work.calls)
    if method == "GET":
        entries = ask(running, path).get("entry", [])
        if not isinstance(entries, list) or len(entries) < work.entries_min:
            raise WrongAnswer(f"{path}: fewer than {work.entries_min} entries")


def loop(running: Running, work: Work, at_once: int, *, seconds: float, warm_up: float) -> Cell:
    """Measure one work with so many calls under way at once."""
    using = lines(running, at_once)

    def next_call(line: Line) -> bytes:
        method, path, body = next(work.calls)
        return line.call(method, path, body)

    async def both() -> Cell:
        await closed_loop(using, next_call, good=work.good, seconds=warm_up)
        before = machine.read(running.roots)
        tally = await _closed(using, next_call, good=work.good, seconds=seconds)
        return measured(work.name, running, at_once, before, tally)

    return asyncio.run(both())


def export(running: Running, *, times: int = 3) -> Cell:
    """Export four types and download every file, some times after another; the counted units are resources."""

    async def whole() -> Cell:
        (line,) = using = lines(running, 1)
        await _export(line)
        before = machine.read(running.roots)
        tally, resources = Tally(), 0
        start = time.perf_counter()
        for _ in range(times):
            began = time.perf_counter()
            resources += await _export(line)
            tally.milliseconds.append((time.perf_counter() - began) * 1000)
        tally.seconds = time.perf_counter() - start
        for one in using:
            one.close()
        return measured("$export", running, 1, before, tally, per=resources // times)

    return asyncio.run(whole())


async def _export(line: Line) -> int:
    """Kick one export off, wait for it and download its files; return how many resources came."""
    accepted = await line.send(line.call("GET", f"$export?_type={','.join(EXPORTED)}", Prefer="respond-async"))
    if accepted.status != 202:
        raise WrongAnswer(f"$export: {accepted.status} {accepted.body[:500]!r}")
    status = urlsplit(accepted.header("Content-Location")).path
    end = time.perf_counter() + EXPORT_SECONDS_MAX
    while (answer := await line.send(line.call("GET", status))).status == 202 and time.perf_counter() < end:
        await asyncio.sleep(0.02)
    if answer.status != 200:
        raise WrongAnswer(f"$export's status: {answer.status} {answer.body[:500]!r}")
    resources = 0
    for output in json.loads(answer.body)["output"]:
        place = urlsplit(output["url"])
        path = f"{place.path}?{place.query}" if place.query else place.path
        file = await line.send(line.call("GET", path))
        if file.status != 200:
            raise WrongAnswer(f"{output['url']}: {file.status}")
        resources += file.body.count(b"\n") + (not file.body.endswith(b"\n") and bool(file.body))
    return resources
