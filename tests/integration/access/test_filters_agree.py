"""What the database lets through is what Python permits; on PostgreSQL row-level security lets through the same."""

from random import Random

from tests.factories.access_comparing import compare
from tests.factories.access_databases import Database, PostgresDatabase, SqliteDatabase
from tests.factories.access_walls import wall


def test_the_database_decides_as_python_does(database: Database) -> None:
    if isinstance(database, PostgresDatabase):
        with wall(database) as reader:
            tally = compare(Random(7), decisions=2_000, oracle=None, sqlite=None, postgres=database, reader=reader)
    else:
        assert isinstance(database, SqliteDatabase)
        tally = compare(Random(8), decisions=2_000, oracle=None, sqlite=database)
    assert {answer for answer, count in tally.answers.items() if count >= 20} == {"deny", "permit", "unlock"}
