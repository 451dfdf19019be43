"""What the database lets through is what Python permits; on PostgreSQL row-level security lets through the same."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.factories.access_comparing import compare
from tests.factories.access_databases import Database, PostgresDatabase, SqliteDatabase, fill
from tests.factories.access_situations import AT, DAY, PERSON, Situation, ground, setting
from tests.factories.access_walls import wall
from tests.factories.access_worlds import World

from samspill.access.decision.api import Rulebook, decide, filter_of, read_rulebook, session_settings
from samspill.access.decision.contracts import Deny, Facts, Question
from samspill.access.decision.rulebook import FOLDER, RULE_FILES
from samspill.access.privacy.contracts import SettingKind


def test_the_database_decides_as_python_does(database: Database) -> None:
    if isinstance(database, PostgresDatabase):
        with wall(database) as reader:
            tally = compare(Random(7), decisions=2_000, oracle=None, sqlite=None, postgres=database, reader=reader)
    else:
        assert isinstance(database, SqliteDatabase)
        tally = compare(Random(8), decisions=2_000, oracle=None, sqlite=database)
    assert {answer for answer, count in tally.answers.items() if count >= 20} == {"deny", "permit", "unlock"}


def test_a_rule_holds_on_its_own_days_in_the_database_as_in_python(database: Database) -> None:
    rules = later("blocked", "2027-03-02")
    block = setting(SettingKind.BLOCK, data_class="medication", document="d1")
    thing = Situation(document="d1").thing
    fill(database, [World([PERSON], {PERSON: thing.born}, [thing], [ground()], [block])])
    answers = {}
    for day in (0, 1):
        question = replace(Situation(attested_seconds_ago=-day * DAY).question, at=AT + timedelta(days=day))
        made = filter_of(question, Facts((), ()), rules=rules)
        found = database.select(f"SELECT d.document FROM access_document d WHERE {made.where}", made.values)
        python = decide(replace(question, thing=thing), Facts((block,), (ground(),)), rules=rules)
        walled = behind(database, question, rules)
        answers[day] = (len(found) == 1, not isinstance(python, Deny), walled)
    assert answers == {0: (True, True, True), 1: (False, False, False)}


def behind(database: Database, question: Question, rules: Rulebook) -> bool:
    """Whether the document is seen behind the wall; on SQLite, which has none, by the filter."""
    if not isinstance(database, PostgresDatabase):
        made = filter_of(question, Facts((), ()), rules=rules)
        return bool(database.select(f"SELECT 1 FROM access_document d WHERE {made.where}", made.values))
    with wall(database, rules, keep=True) as reader, database.connection.transaction():
        database.write(f"SET LOCAL ROLE {reader}")
        database.select(*session_settings(question, Facts((), ())))
        return bool(database.select("SELECT 1 FROM access_document"))


def later(rule: str, day: str) -> Rulebook:
    """The built-in rules, with one that begins on a later day."""
    names = ("sets.toml", "classes.toml", *RULE_FILES)
    files = {name: (FOLDER / name).read_text(encoding="utf-8") for name in names}
    head, found, tail = files["privacy.toml"].partition(f'id = "{rule}"\n')
    assert found
    files["privacy.toml"] = head + found + tail.replace("from = 2026-11-22", f"from = {day}", 1)
    return read_rulebook({name: text.encode() for name, text in files.items()})
