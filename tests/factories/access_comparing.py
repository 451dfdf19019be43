"""Ask the same question in every way there is, and tell where the answers differ."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.factories.access_cedar import Oracle
from tests.factories.access_databases import Database, PostgresDatabase, SqliteDatabase, empty, fill
from tests.factories.access_worlds import Asked, World, situation

from samspill.access.decision.api import built_in, decide, filter_of, session_settings
from samspill.access.decision.contracts import Deny, Facts, PermitWithUnlock, Rows

Key = tuple[str, str]
"""Person and document; the document is empty for the class as a whole."""


@dataclass
class Tally:
    """What was compared."""

    decisions: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)


def compare(
    rng: Random,
    *,
    decisions: int,
    oracle: Oracle | None,
    sqlite: SqliteDatabase | None,
    postgres: PostgresDatabase | None = None,
    reader: str = "",
) -> Tally:
    """Compare until so many decisions were made; raise at the first difference, with all that is needed to see it."""
    tally = Tally()
    databases = [database for database in (sqlite, postgres) if database is not None]
    while tally.decisions < decisions:
        situations = [situation(rng, f"w{number}") for number in range(20)]
        for database in databases:
            empty(database)
            fill(database, [made for made, _ in situations])
        for made, questions in situations:
            for one in questions:
                compare_one(made, one, tally, oracle, databases, reader)
    return tally


def compare_one(
    made: World, one: Asked, tally: Tally, oracle: Oracle | None, databases: Sequence[Database], reader: str = ""
) -> None:
    """Ask one question of every document of a world; raise where the answers differ."""
    python = _by_python(made, one, tally)
    answers = {type(database).__name__: _by_filter(database, made, one) for database in databases}
    if oracle is not None:
        answers["cedar"] = _by_cedar(oracle, made, one)
    for name, other in answers.items():
        differing = {key: (python[key], other.get(key)) for key in python if python[key] != other.get(key)}
        assert not differing, f"{name}: {differing}\n{one}\n{made}"
    if reader:
        walled = _behind_the_wall(next(d for d in databases if isinstance(d, PostgresDatabase)), made, one, reader)
        seen = {key[1] for key, answer in python.items() if key[1] and answer != "deny"}
        assert walled == seen, f"row security: {walled ^ seen}\n{one}\n{made}"


def _by_python(made: World, one: Asked, tally: Tally) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for thing in made.asked(one.question.thing.data_class):
        decision = decide(
            replace(one.question, thing=thing), made.facts(thing.person, silent=one.silent), rules=built_in()
        )
        answer = (
            "deny" if isinstance(decision, Deny) else "unlock" if isinstance(decision, PermitWithUnlock) else "permit"
        )
        found[thing.person, thing.document] = answer
        tally.decisions += 1
        tally.answers[answer] += 1
        tally.rules.update({ref.id for ref in decision.made.rules})
        tally.told[decision.made.rules[0].id] += 1
    return found


def _by_cedar(oracle: Oracle, made: World, one: Asked) -> dict[Key, str]:
    things = made.asked(one.question.thing.data_class)
    asked = [(replace(one.question, thing=thing), made.facts(thing.person, silent=one.silent)) for thing in things]
    answers = oracle.answers(asked)
    return {(thing.person, thing.document): answer for thing, answer in zip(things, answers, strict=True)}


def _silence(one: Asked) -> Facts:
    """Only which sources answer; the database looks at the facts itself."""
    none_of = {"privacy": None, "grounds": None, "grants": None}
    known = {name: None if name in one.silent else () for name in none_of}
    return Facts(settings=known["privacy"], grounds=known["grounds"], grants=known["grants"])


WHOLE = Rows(person="p.person", document="''", data_class="?", born="p.born")


def _by_filter(database: Database, made: World, one: Asked) -> dict[Key, str]:
    found: dict[Key, str] = {
        (thing.person, thing.document): "deny" for thing in made.asked(one.question.thing.data_class)
    }
    of_documents = filter_of(one.question, _silence(one), rules=built_in())
    persons = ", ".join("?" * len(made.persons))
    rows = database.select(
        f"SELECT d.person, d.document, CASE WHEN {of_documents.unlocked} THEN 1 ELSE 0 END FROM access_document d"
        f" WHERE d.person IN ({persons}) AND {of_documents.where}",
        (*of_documents.unlocked_values, *made.persons, *of_documents.values),
    )
    whole = replace(WHOLE, data_class=f"'{one.question.thing.data_class}'")
    of_persons = filter_of(one.question, _silence(one), rules=built_in(), rows=whole)
    rows += database.select(
        f"SELECT p.person, '', CASE WHEN {of_persons.unlocked} THEN 1 ELSE 0 END FROM access_person p"
        f" WHERE p.person IN ({persons}) AND {of_persons.where}",
        (*of_persons.unlocked_values, *made.persons, *of_persons.values),
    )
    for person, document, unlocked in rows:
        found[person, document] = "unlock" if unlocked else "permit"
    return found


def _behind_the_wall(database: PostgresDatabase, made: World, one: Asked, reader: str) -> set[str]:
    """Ask for everything, as a role that the wall holds for."""
    statement, values = session_settings(one.question, _silence(one))
    connection = database.connection
    with connection.transaction():
        connection.execute(f"SET LOCAL ROLE {reader}")
        connection.execute(database._own(statement), values)
        rows = connection.execute("SELECT document FROM access_document WHERE person = ANY(%s)", (made.persons,))
        return {document for (document,) in rows.fetchall()}
