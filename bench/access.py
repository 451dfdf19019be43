"""What a decision costs with 100,000 grants, beside Cedar: ``python -m bench.access``.

One run, all ways in turn with a block of 50 questions each, so that a neighbour on the machine slows them alike. Of
each: wall milliseconds at the median and at the 99th percentile, and the same of this process's CPU time.
"""

import argparse
import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from tests.factories.access_cedar import Oracle
from tests.factories.access_databases import Database, PostgresDatabase, SqliteDatabase, fill
from tests.factories.access_situations import AT, HOUR, NOW, REASON, Situation
from tests.factories.access_walls import wall
from tests.factories.access_worlds import World

from bench.fhir_parts.machine import described, load
from bench.fhir_parts.places import postgresql
from samspill.access.decision.api import built_in, decide, filter_of, session_settings
from samspill.access.decision.contracts import Basis, Facts, Label, Professional, Question, Rows, Thing
from samspill.access.facts import NEVER
from samspill.access.grants.api import Grant, GrantTable
from samspill.access.grounds.api import Ground, GroundKind, GroundTable
from samspill.access.need.api import Access
from samspill.access.need.contracts import LookUp, Sources
from samspill.access.privacy.api import Setting, SettingKind, SettingTable

PERSONS, EACH = 20_000, 5
DOCUMENTS_EACH = 10
TARGET_MS = 1.0
BLOCK = 50
DECIDE = "decide, with the facts read"
NOTHING = Facts(settings=(), grounds=(), grants=())


@dataclass
class Times:
    """What one way of asking took, question by question."""

    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def add(self, ask: Callable[[], object]) -> None:
        """Ask, and keep what it took."""
        wall_began, cpu_began = perf_counter(), process_time()
        ask()
        self.cpu_ms.append((process_time() - cpu_began) * 1e3)
        self.wall_ms.append((perf_counter() - wall_began) * 1e3)

    def line(self, name: str) -> str:
        """Return a line of the table."""
        cpu = f"{at_percent(self.cpu_ms, 50):.3f} | {at_percent(self.cpu_ms, 99):.3f}"
        return f"| {name} | {at_percent(self.wall_ms, 50):.3f} | {at_percent(self.wall_ms, 99):.3f} | {cpu} |"


def at_percent(values: list[float], percent: int) -> float:
    """Return the value that so many percent lie under."""
    return sorted(values)[len(values) * percent // 100]


@dataclass(frozen=True)
class Place:
    """Both databases, a role that row security holds for, and Cedar."""

    sqlite: SqliteDatabase
    postgres: PostgresDatabase
    reader: str
    oracle: Oracle
    facts: dict[str, Facts] = field(default_factory=dict)


class Silent:
    """A sink that keeps nothing: what is measured is the decision."""

    def record(self, look_up: LookUp) -> None:
        """Take it."""


class Born:
    """Everyone's date of birth is known."""

    def born(self, person: str) -> date | None:  # noqa: ARG002  (the port's own form)
        """Return it."""
        return Situation().born


def population(rng: Random) -> World:
    """Each person with five grants, five relations, a setting and ten documents, spread over 200 organisations."""
    made = World()
    for number in range(PERSONS):
        person = f"p{number}"
        made.persons.append(person)
        made.born[person] = Situation().born
        for index in range(EACH):
            holder, organisation = f"h{rng.randrange(2_000)}", f"o{rng.randrange(200)}"
            starts = NOW - rng.randrange(1, 4 * HOUR)
            made.grants.append(
                Grant(f"{person}.{index}", person, holder, organisation, REASON, starts, starts + 4 * HOUR)
            )
            made.grounds.append(Ground(person, GroundKind.ENCOUNTER, starts, organisation=organisation))
        if rng.random() < 0.2:
            made.settings.append(Setting(person, SettingKind.BLOCK, NOW - HOUR, data_class="test-results"))
        for index in range(DOCUMENTS_EACH):
            data_class, document = rng.choice(("medication", "test-results")), f"{person}.{index}"
            label = Label(document, "N", 0, NEVER)
            made.things.append(Thing(person, data_class, made.born[person], document, (label,)))
    return made


def questions(rng: Random, made: World, count: int) -> Iterator[Question]:
    """About a random person, by one who has a grant half the time."""
    for _ in range(count):
        grant = made.grants[rng.randrange(len(made.grants))]
        urgent = rng.random() < 0.5
        usual = Situation(
            purpose="BTG" if urgent else "TREAT",
            basis=Basis.AKUTT if urgent else Basis.UNNTAK,
            hpr_nr=grant.holder,
            organisation=grant.organisation,
            token_organisation=grant.organisation,
            data_class=rng.choice(("medication", "test-results")),
        ).question
        asker = replace(usual.asker, bound_person=grant.person)
        yield replace(usual, asker=asker, thing=replace(usual.thing, person=grant.person))


def facts_of(database: Database, person: str) -> Facts:
    """Read the facts as ``establish`` does."""
    return Facts(
        settings=SettingTable(database.select, database.write).of(person),
        grounds=GroundTable(database.select, database.write).of(person),
        grants=GrantTable(database.select, database.write).of(person),
    )


def deciding(database: Database, question: Question) -> object:
    """Read the facts, and decide."""
    return decide(question, facts_of(database, question.thing.person), rules=built_in())


def established(database: Database, question: Question) -> object:
    select, write = database.select, database.write
    sources = Sources(SettingTable(select, write), GroundTable(select, write), GrantTable(select, write), Born())
    thing = question.thing
    try:
        return Access(sources, Silent(), built_in()).establish(
            asker=question.asker,
            person=thing.person,
            data_classes=(thing.data_class,),
            purpose=question.purpose,
            basis=question.basis,
            at=AT,
        )
    except Exception as refused:  # noqa: BLE001  (a refusal is an answer here)
        return refused


def documents_of(database: Database, question: Question) -> list[tuple[object, ...]]:
    """The class's documents of one patient, through the filter."""
    made = filter_of(question, NOTHING, rules=built_in())
    return database.select(f"SELECT d.document FROM access_document d WHERE {made.where}", made.values)


def behind_the_wall(place: Place, question: Question) -> list[tuple[object, ...]]:
    """The patient's documents, by a query without a filter."""
    database, (statement, values) = place.postgres, session_settings(question, NOTHING)
    with database.connection.transaction():
        database.write(f"SET LOCAL ROLE {place.reader}")
        database.select(statement, values)
        return database.select("SELECT document FROM access_document WHERE person = ?", (question.thing.person,))


def ward_list(database: Database, question: Question) -> list[tuple[object, ...]]:
    """A list without a patient (rule ATT-6): everyone in care in the asker's organisation, out of all."""
    assert isinstance(question.asker, Professional)
    organisation = question.asker.attestation.practitioner.legal_entity.id
    asked = Situation(
        patient=False,
        bound_person=None,
        data_class="ward-list",
        organisation=organisation,
        token_organisation=organisation,
    )
    rows = Rows(person="p.person", document="''", data_class="'ward-list'", born="p.born")
    made = filter_of(asked.question, NOTHING, rules=built_in(), rows=rows)
    return database.select(f"SELECT p.person FROM access_person p WHERE {made.where}", made.values)


def ways(place: Place) -> dict[str, Callable[[Question], object]]:
    """Every way of asking a question."""
    rules = built_in()
    found: dict[str, Callable[[Question], object]] = {
        "decide, facts at hand": lambda question: decide(question, place.facts[question.thing.person], rules=rules),
        "the same by Cedar": lambda question: place.oracle.answers([(question, place.facts[question.thing.person])]),
    }
    for name, database in (("SQLite", place.sqlite), ("PostgreSQL", place.postgres)):
        found[f"{DECIDE}, {name}"] = partial(deciding, database)
        found[f"establish, {name}"] = partial(established, database)
        found[f"a patient's documents through the filter, {name}"] = partial(documents_of, database)
        found[f"a ward list out of 20,000 persons, {name}"] = partial(ward_list, database)
    found["a patient's documents behind row security, PostgreSQL"] = partial(behind_the_wall, place)
    return found


def measure(count: int, place: Place, made: World) -> dict[str, Times]:
    """Ask so many questions in every way, a block at a time in turn; the first block warms up."""
    asked = list(questions(Random(1), made, count + BLOCK))
    for question in asked:
        place.facts[question.thing.person] = facts_of(place.sqlite, question.thing.person)
    gc.collect()
    gc.freeze()  # the population is ours, not the server's
    times = {name: Times() for name in ways(place)}
    for begin in range(0, len(asked), BLOCK):
        if begin == BLOCK:
            times = {name: Times() for name in times}
        for name, ask in ways(place).items():
            for question in asked[begin : begin + BLOCK]:
                times[name].add(partial(ask, question))
    return times


@contextmanager
def databases(made: World) -> Iterator[tuple[PostgresDatabase, SqliteDatabase]]:
    with tempfile.TemporaryDirectory(prefix="samspill-bench-access-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL is another user when we are root
        (folder / "postgresql").mkdir()
        sqlite = SqliteDatabase(str(folder / "access.sqlite3"))
        fill(sqlite, [made])
        sqlite.write("ANALYZE")
        with postgresql(folder / "postgresql") as (address, _):
            postgres = PostgresDatabase(address)
            fill(postgres, [made])
            postgres.write("ANALYZE")
            yield postgres, sqlite


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=2_000)
    count = parser.parse_args().questions
    made = population(Random(0))
    print(f"{described()}. Load before: {load():.1f}.")
    print(f"{len(made.grants):,} grants, {len(made.grounds):,} relations, {len(made.things):,} documents.")
    print(f"{count:,} questions, a block of 50 in every way before the next.\n")
    print("| work | p50 ms | p99 ms | CPU p50 ms | CPU p99 ms |\n|---|--:|--:|--:|--:|")
    with databases(made) as (postgres, sqlite), wall(postgres) as reader:
        times = measure(count, Place(sqlite, postgres, reader, Oracle()), made)
    for name, found in times.items():
        print(found.line(name))
    found = times[f"{DECIDE}, SQLite"]
    for clock, values in (("wall", found.wall_ms), ("CPU", found.cpu_ms)):
        p99 = at_percent(values, 99)
        print(f"\nA decision with its facts, SQLite, p99 {clock}: {p99:.2f} ms; target {TARGET_MS} ms:", verdict(p99))


def verdict(p99: float) -> str:
    """Say whether the target is held."""
    return "held." if p99 < TARGET_MS else "missed."


if __name__ == "__main__":
    main()
