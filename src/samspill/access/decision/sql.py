"""The algebra in SQL: the same three answers, with NULL as unknown, on SQLite and PostgreSQL alike.

Two ways of knowing who asks. ``Fixed`` has the attributes at hand: what they settle is settled while compiling, and
what is left is short. ``OnServer`` (``row_security``) asks the database session, so that one policy serves everyone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from samspill.access.decision.conditions import (
    THING_NUMBERS,
    THING_TEXTS,
    Absent,
    Aged,
    All,
    AnyOf,
    Condition,
    Equal,
    Fact,
    Match,
    Not,
    Present,
    Recent,
    Same,
)
from samspill.access.decision.contracts import Rows
from samspill.access.decision.evaluating import DAY, Answer

TABLE_OF = {fact: f"access_{fact}" for fact in Fact}
SOURCE_OF = {Fact.GROUND: "grounds", Fact.SETTING: "privacy", Fact.GRANT: "grants"}
"""The attribute that says whether the table's source answers; labels lie beside the documents."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition: SQL with its values, or an answer that is settled already.

    Attributes:
        text: the SQL.
        values: for its places.
        settled: it is TRUE, FALSE or NULL whatever the row.
        turned: what it turns around, where it is a NOT.
    """

    text: str
    values: tuple[Any, ...] = ()
    settled: bool = False
    turned: "Sql | None" = None

    @property
    def answer(self) -> Answer:
        """What is settled; None when unknown."""
        return {"TRUE": True, "FALSE": False}.get(self.text)


TRUE, FALSE, UNKNOWN = Sql("TRUE", settled=True), Sql("FALSE", settled=True), Sql("NULL", settled=True)


def settled(answer: Answer) -> Sql:
    """Return an answer as SQL."""
    return UNKNOWN if answer is None else TRUE if answer else FALSE


class Knowing(Protocol):
    """How SQL gets at the attributes of who asks."""

    def value(self, attribute: str) -> Sql | None:
        """Return an attribute's value as SQL, NULL where it is absent; None where it is known to be absent."""

    def equal(self, attribute: str, values: Sequence[str]) -> Sql:
        """Return whether the attribute is one of the values."""

    def same(self, one: str, other: str) -> Sql:
        """Return whether two attributes of who asks are the same."""

    def absent(self, attribute: str) -> Sql:
        """Return whether the attribute is absent."""

    def recent(self, attribute: str, seconds_max: int) -> Sql:
        """Return whether the attribute's moment is at most so long ago, and not in the future."""

    def less(self, attribute: str, number: int) -> Sql:
        """Return the attribute's value with a number taken from it."""


class Compiler:
    """Compiles conditions for rows that are called as ``rows`` says."""

    def __init__(self, knowing: Knowing, rows: Rows, *, by_list: bool = False) -> None:
        self._knowing = knowing
        self._rows = {"person": rows.person, "document": rows.document, "born": rows.born}
        self._by_list = by_list

    def sql(self, condition: Condition) -> Sql:  # noqa: PLR0911  (one line for each form of the algebra)
        """Return a condition as SQL."""
        match condition:
            case Equal(attribute, values) if attribute in THING_TEXTS:
                return Sql(f"{self._rows[attribute]} IN ({_places(values)})", tuple(values))
            case Equal(attribute, values):
                return self._knowing.equal(attribute, values)
            case Absent(attribute) if attribute in THING_NUMBERS:
                return Sql(f"{self._rows[attribute]} IS NULL")
            case Absent(attribute):
                return self._knowing.absent(attribute)
            case Same(one, other):
                return self._same(one, other)
            case Recent(attribute, minutes_max):
                return self._knowing.recent(attribute, minutes_max * 60)
            case Aged(attribute, years_from, years_under):
                return self._aged(attribute, years_from, years_under)
            case Present():
                return self._present(condition)
            case All(parts):
                return self._join(parts, "AND")
            case AnyOf(parts):
                return self._join(parts, "OR")
            case Not(part):
                return negated(self.sql(part))

    def _join(self, parts: Sequence[Condition], word: str) -> Sql:
        """Compile no further than to what settles it: of most rules that is the first part."""
        found, stops = [], word == "OR"
        for part in parts:
            found.append(self.sql(part))
            if found[-1].settled and found[-1].answer is stops:
                break
        return joined(found, word)

    def _same(self, one: str, other: str) -> Sql:
        if one not in THING_TEXTS and other not in THING_TEXTS:
            return self._knowing.same(one, other)
        first, second = self._operand(one), self._operand(other)
        if first is None or second is None:
            return UNKNOWN
        return Sql(f"{first.text} = {second.text}", first.values + second.values)

    def _operand(self, attribute: str) -> Sql | None:
        if attribute in THING_TEXTS:
            return Sql(self._rows[attribute])
        return self._knowing.value(attribute)

    def _aged(self, attribute: str, years_from: int, years_under: int | None) -> Sql:
        born, parts = self._rows[attribute], []
        if years_from:
            day = self._knowing.less("day", years_from * 10_000)
            parts.append(Sql(f"{born} <= {day.text}", day.values))
        if years_under is not None:
            day = self._knowing.less("day", years_under * 10_000)
            parts.append(Sql(f"{born} > {day.text}", day.values))
        return joined(parts or [Sql(f"({born} IS NOT NULL OR NULL)")], "AND")

    def _present(self, present: Present) -> Sql:
        source = SOURCE_OF.get(present.fact)
        answers = self._knowing.equal(source, ("answered",)) if source else TRUE
        if answers.settled and answers.answer is not True:
            return UNKNOWN
        found = self._found(present)
        if answers.settled:
            return found
        return Sql(f"CASE WHEN {answers.text} THEN {found.text} END", answers.values + found.values)

    def _found(self, present: Present) -> Sql:
        """Rows that match surely make it true; rows that may match, for want of an attribute, make it unknown."""
        outer, inner = ("document", "f.document") if present.fact is Fact.LABEL else ("person", "f.person")
        about = self._holding(present)
        narrowed = [self._match(match) for match in present.matches]
        surely = self._exists(present.fact, outer, inner, joined([about, *(sql for sql, _ in narrowed)], "AND"))
        doubtful = [doubt for _, doubt in narrowed if doubt is not FALSE]
        if not doubtful:
            return surely
        maybe_where = joined([about, *(unless_false(sql) for sql, _ in narrowed)], "AND")
        maybe = self._exists(present.fact, outer, inner, maybe_where)
        doubt = joined(doubtful, "OR")
        return Sql(
            f"CASE WHEN {surely.text} THEN TRUE WHEN {doubt.text} AND {maybe.text} THEN NULL ELSE FALSE END",
            surely.values + doubt.values + maybe.values,
        )

    def _holding(self, present: Present) -> Sql:
        at, ended = self._knowing.value("at"), self._knowing.less("at", present.days_after * DAY)
        assert at is not None  # noqa: S101  (a question always has its moment)
        parts = [
            Sql(f"f.kind IN ({_places(present.kinds)})", present.kinds),
            Sql(f"f.starts <= {at.text}", at.values),
            Sql(f"f.ends > {ended.text}", ended.values),
        ]
        if present.codes:
            parts.append(Sql(f"f.code IN ({_places(present.codes)})", present.codes))
        if present.days_max is not None:
            earliest = self._knowing.less("at", present.days_max * DAY)
            parts.append(Sql(f"f.starts > {earliest.text}", earliest.values))
        return joined(parts, "AND")

    def _match(self, match: Match) -> tuple[Sql, Sql]:
        """Return how the column is held against the attribute, and whether the attribute is absent."""
        wanted, column = self._operand(match.attribute), f"f.{match.column}"
        absent = FALSE if match.attribute in THING_TEXTS else self._knowing.absent(match.attribute)
        equal = UNKNOWN if wanted is None else Sql(f"{column} = {wanted.text}", wanted.values)
        return (joined([Sql(f"{column} = ''"), equal], "OR") if match.open else equal), absent

    def _exists(self, fact: Fact, outer: str, inner: str, where: Sql) -> Sql:
        table, row = TABLE_OF[fact], self._rows[outer]
        if self._by_list:
            return Sql(f"{row} IN (SELECT {inner} FROM {table} f WHERE {where.text})", where.values)
        return Sql(f"EXISTS (SELECT 1 FROM {table} f WHERE {inner} = {row} AND {where.text})", where.values)


def joined(parts: Sequence[Sql], word: str) -> Sql:
    """Join conditions with AND or OR; what is settled is settled at once."""
    stops = word == "OR"
    if any(part.settled and part.answer is stops for part in parts):
        return settled(stops)
    left = [part for part in parts if not (part.settled and part.answer is (not stops))]
    if not left:
        return settled(not stops)
    if len(left) == 1:
        return left[0]
    if all(part.settled for part in left):
        return UNKNOWN
    left = list(dict.fromkeys(left))
    return Sql(f"({f' {word} '.join(part.text for part in left)})", tuple(v for part in left for v in part.values))


def negated(part: Sql) -> Sql:
    """Turn a condition around; unknown stays unknown."""
    if part.settled:
        return settled(None if part.answer is None else not part.answer)
    return part.turned or Sql(f"NOT ({part.text})", part.values, turned=part)


def only_true(part: Sql) -> Sql:
    """Whether it is true, for WHERE, where unknown is no: the condition as it is, for an index to use."""
    return settled(part.answer is True) if part.settled else part


def only_false(part: Sql) -> Sql:
    """Whether it is false, for WHERE, where unknown is no; what is turned around stands bare, for an index to use."""
    if part.settled:
        return settled(part.answer is False)
    return part.turned or Sql(f"({part.text}) IS FALSE", part.values)


def unless_false(part: Sql) -> Sql:
    """Whether it is anything but false: unknown is yes."""
    if part.settled:
        return settled(part.answer is not False)
    return Sql(f"({part.text}) IS NOT FALSE", part.values)


def _places(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
