"""Draws who may see what, from the rules and the decision tables: docs/reference/access-decisions.md.

Run ``python -m scripts.access_decisions`` after changing a rule file of ``samspill.access.decision`` or a table in
tests/spec/access; tests/spec/access/test_access_page.py says when it was forgotten.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.spec.access.tables import MATRIX, TABLES

from samspill.access.decision.api import built_in
from samspill.access.decision.conditions import (
    Absent,
    Aged,
    All,
    AnyOf,
    Condition,
    Equal,
    Fact,
    Not,
    Present,
    Recent,
    Same,
)
from samspill.access.decision.contracts import Basis, Words
from samspill.access.decision.rulebook import Effect, NoNeed, Rule, Stage

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "access-decisions.md"

TEXT = """\
# Who may see what: the decisions

Drawn by `python -m scripts.access_decisions` from the rule files in `src/samspill/access/decision/data` and the
decision tables in `tests/spec/access/tables.py`; change those, not this page. Why it is so:
[decision record 0014](../decisions/0014-access-is-decided-by-dated-rules.md).

A look-up is permitted when at least one rule opens it and none refuses it. A rule opens when its condition is true; it
refuses unless its condition is false. What is absent makes a condition unknown, so it opens nothing and closes. The
reader is told of the earliest refusal: first what is wrong with the asking, then what is missing of a need, then what
the citizen has decided. Who shows no need is told just that, and learns nothing of what the citizen has decided.

## The patient's settings and the access basis

What a professional gets who has all that the basis asks for (a relation, both consents, a grant of emergency access),
for document d1 of the class `medication`. *unlock*: permitted, and what was blocked is opened.

{matrix}

{tables}

## The rules

{count} rules hold on {day}. Every decision carries the ids and versions of the rules that made it, the rulebook's own
version (a hash of the files), and a hash of all that was asked and known.

{rules}
"""

HEADS = {
    (Effect.DENY, Stage.ASKER): "What refuses: who asks",
    (Effect.DENY, Stage.NEED): "What refuses: the need",
    (Effect.DENY, Stage.PRIVACY): "What refuses: what the citizen has decided, and the law on the citizen's behalf",
    (Effect.PERMIT, Stage.NEED): "What opens",
    (Effect.UNLOCK, Stage.NEED): "What unlocks: told of what is opened otherwise",
    (Effect.OBLIGE, Stage.NEED): "What obliges",
}
LANGUAGES = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))


def page() -> str:
    """Return the whole page."""
    book = built_in()
    rules = [part for head, title in HEADS.items() for part in _group(title, head, book.rules)]
    tables = [f"## {name}\n\n{_cases(name)}" for name in TABLES]
    return TEXT.format(
        matrix=_matrix(),
        tables="\n\n".join(tables),
        count=len(book.rules),
        day=max(rule.valid.start for rule in book.rules if rule.valid.start),
        rules="\n\n".join([*rules, _refusal("When no rule opens", book.no_need)]),
    )


def _matrix() -> str:
    rows = [[said, *(_answer(answer) for answer in answers)] for said, _, answers in MATRIX]
    return _table(["what the patient has set", *(f"`{basis}`" for basis in Basis)], rows)


def _cases(name: str) -> str:
    return _table(["situation", "answer"], [[case.said, _answer(case.answer)] for case in TABLES[name]])


def _answer(answer: str) -> str:
    return f"**{answer}**" if answer in ("permit", "unlock") else f"`{answer}`"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _group(title: str, head: tuple[Effect, Stage], rules: Sequence[Rule]) -> list[str]:
    found = [rule for rule in rules if (rule.effect, rule.stage) == head]
    return [f"### {title}", *(_rule(rule) for rule in found)]


def _rule(rule: Rule) -> str:
    until = f" to {rule.valid.end}" if rule.valid.end else ""
    about = f"from {rule.valid.start}{until}; owner: {rule.owner}; source: {rule.source}."
    lines = [f"#### {rule.ref.id}, version {rule.ref.version}", "", about, "", f"When {worded(rule.when)}."]
    if rule.obligations:
        lines += ["", f"Obliges to {', '.join(_obligation(each) for each in rule.obligations)}."]
    return "\n".join([*lines, "", *_said(rule.what, rule.why, rule.remedy)])


def _obligation(each: object) -> str:
    kind, days, chars = each.kind, each.days, each.chars  # type: ignore[attr-defined]
    fields = ", ".join(each.fields)  # type: ignore[attr-defined]
    more = [f"within {days} days"] * bool(days) + [f"at least {chars} letters"] * bool(chars) + [fields] * bool(fields)
    return f"`{kind}`" + (f" ({'; '.join(more)})" if more else "")


def _refusal(title: str, no_need: NoNeed) -> str:
    head = f"### {title}\n\n#### {no_need.ref.id}, version {no_need.ref.version}"
    return "\n".join([head, "", *_said(no_need.what, no_need.why, no_need.remedy)])


def _said(what: Words, why: Words, remedy: Words) -> list[str]:
    parts = [words for words in (what, why, remedy) if words.nb]
    return [f"- {name}: {' '.join(getattr(words, language) for words in parts)}" for language, name in LANGUAGES]


def worded(condition: Condition) -> str:  # noqa: PLR0911  (one line for each form of the algebra)
    """Return a condition in words."""
    match condition:
        case Equal(attribute, values):
            return f"`{attribute}` is {_either(values)}"
        case Absent(attribute):
            return f"`{attribute}` is absent"
        case Not(Absent(attribute)):
            return f"`{attribute}` is there"
        case Same(one, other):
            return f"`{one}` is `{other}`"
        case Recent(attribute, minutes_max):
            return f"`{attribute}` is at most {minutes_max} minutes ago"
        case Aged(_, years_from, years_under):
            return f"the age is {_ages(years_from, years_under)}"
        case Present():
            return _present(condition)
        case All(parts):
            return " **and** ".join(_inner(part) for part in parts)
        case AnyOf(parts):
            return " **or** ".join(_inner(part) for part in parts)
        case Not(part):
            return f"**not** ({worded(part)})"


def _inner(condition: Condition) -> str:
    return f"({worded(condition)})" if isinstance(condition, All | AnyOf) else worded(condition)


def _either(values: Sequence[str]) -> str:
    shown = [f"`{value}`" if value else "empty" for value in values]
    return shown[0] if len(shown) == 1 else f"one of {', '.join(shown)}"


def _ages(years_from: int, years_under: int | None) -> str:
    parts = [f"{years_from} or more"] * bool(years_from) + [f"under {years_under}"] * (years_under is not None)
    return " and ".join(parts)


NOUNS = {
    Fact.GROUND: "a relation",
    Fact.SETTING: "a setting",
    Fact.GRANT: "a grant",
    Fact.LABEL: "a label on the document",
}


def _present(present: Present) -> str:
    words = [f"there is {NOUNS[present.fact]}: {_either(present.kinds)}"]
    if present.codes:
        words.append(f"with code {_either(present.codes)}")
    if present.matches:
        names = [f"`{match.attribute}`{' (or any)' if match.open else ''}" for match in present.matches]
        words.append(f"for the same {', '.join(names)}")
    if present.days_after:
        words.append(f"held on to for {present.days_after} days after it ended")
    if present.days_max is not None:
        words.append(f"begun less than {present.days_max} days ago")
    return " ".join(words)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
