"""PostgreSQL's second wall: row-level security that knows the same rules, whatever query reaches the table.

A query that forgot its filter still gets only what the session's attributes open; a session that says nothing gets
nothing. The attributes are set for one transaction (``set_config(…, true)``): with a pool of connections, a setting
that outlived its transaction would open the next one's data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from samspill.access.decision.attributes import asker_attributes
from samspill.access.decision.conditions import ASKER_NUMBERS, ASKER_TEXTS
from samspill.access.decision.contracts import Facts, Question, Rows
from samspill.access.decision.days import day_number
from samspill.access.decision.filtering import visible
from samspill.access.decision.rulebook import Rule, Rulebook
from samspill.access.decision.sql import Compiler, Sql, joined
from samspill.access.facts import TABLES

PREFIX = "samspill."
NUMBERS = ASKER_NUMBERS | {"at", "day"}
NAMES = tuple(sorted(ASKER_TEXTS | NUMBERS))


def policies(rulebook: Rulebook, *, reader: str) -> tuple[str, ...]:
    """Return the statements that raise the wall on PostgreSQL, in order; run by the tables' owner.

    Args:
        rulebook: the rules; each holds on its own days, so the wall stays right as days pass.
        reader: the role that reads; neither the owner nor a superuser.
    """
    rows = Rows(
        person="access_document.person",
        document="access_document.document",
        data_class="access_document.data_class",
        born="(SELECT p.born FROM access_person p WHERE p.person = access_document.person)",
    )
    compiler = Compiler(OnServer(), rows)

    def holding(rule: Rule) -> Sql:
        return joined([*_days(rule), compiler.sql(rule.when)], "AND")

    opens = _inlined(visible(rulebook.rules, holding))
    asked = OnServer().value("data_class")
    role = _quoted_name(reader)
    return (
        "ALTER TABLE access_document ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE access_document FORCE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS access_document_need ON access_document",
        (
            f"CREATE POLICY access_document_need ON access_document FOR SELECT TO {role}"
            f" USING (access_document.data_class = {asked.text} AND {opens})"
        ),
        *(f"GRANT SELECT ON {table} TO {role}" for table in TABLES),
    )


def session_settings(question: Question, facts: Facts) -> tuple[str, tuple[str, ...]]:
    """Return the statement, with its values, that tells the transaction who asks; every attribute is set anew.

    An absent one is set to the empty text, so that nothing of an earlier question is left in the transaction.
    """
    attributes = asker_attributes(question, facts)
    calls = ", ".join("set_config(?, ?, true)" for _ in NAMES)
    return f"SELECT {calls}", tuple(each for name in NAMES for each in (PREFIX + name, str(attributes.get(name, ""))))


def _days(rule: Rule) -> list[Sql]:
    day = OnServer().value("day").text
    parts = []
    if rule.valid.start:
        parts.append(Sql(f"coalesce({day} >= {day_number(rule.valid.start)}, FALSE)"))
    if rule.valid.end:
        parts.append(Sql(f"coalesce({day} <= {day_number(rule.valid.end)}, FALSE)"))
    return parts


@dataclass(frozen=True, slots=True)
class OnServer:
    """Who asks is what the session says: each attribute is read once for a query, as a sub-select."""

    def value(self, attribute: str) -> Sql:
        """Return the session's value, NULL where it is absent."""
        cast = "::bigint" if attribute in NUMBERS else ""
        return Sql(f"(SELECT nullif(current_setting('{PREFIX}{attribute}', true), ''){cast})")

    def equal(self, attribute: str, values: Sequence[str]) -> Sql:
        """Return a comparison with literals."""
        return Sql(f"{self.value(attribute).text} IN ({', '.join(literal(value) for value in values)})")

    def same(self, one: str, other: str) -> Sql:
        """Return a comparison."""
        return Sql(f"{self.value(one).text} = {self.value(other).text}")

    def absent(self, attribute: str) -> Sql:
        """Return whether the session says nothing."""
        return Sql(f"{self.value(attribute).text} IS NULL")

    def recent(self, attribute: str, seconds_max: int) -> Sql:
        """Return two comparisons."""
        return Sql(f"{self.less('at', 0).text} - {self.value(attribute).text} BETWEEN 0 AND {int(seconds_max)}")

    def less(self, attribute: str, number: int) -> Sql:
        """Return a difference."""
        return Sql(f"({self.value(attribute).text} - {int(number)})")


def _inlined(sql: Sql) -> str:
    """Write the values out: a policy takes none."""
    pieces = sql.text.split("?")
    written = [str(value) if isinstance(value, int) else literal(value) for value in sql.values]
    return pieces[0] + "".join(value + piece for value, piece in zip(written, pieces[1:], strict=True))


def literal(value: str) -> str:
    """Return a text as SQL writes it; the texts are the rules' own."""
    return "'" + value.replace("'", "''") + "'"


def _quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
