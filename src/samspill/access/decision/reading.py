"""A condition as the data files write it, into the algebra; what is not understood is refused with a clear sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from samspill.access.decision.conditions import (
    ASKER_NUMBERS,
    ASKER_TEXTS,
    KINDS,
    MATCHES,
    THING_NUMBERS,
    THING_TEXTS,
    VALUES,
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

Sets = Mapping[str, tuple[str, ...]]
Table = Mapping[str, Any]


class RuleFault(ValueError):
    """A rule in a data file that cannot be taken."""


def condition_of(table: Table, sets: Sets, rule: str) -> Condition:
    """Return a condition.

    Args:
        table: as it stands in the file.
        sets: the named lists of values.
        rule: the rule's id, for the sentence when something is wrong.

    Raises:
        RuleFault: it is not a condition.
    """
    forms = [form for word, form in _FORMS.items() if word in table]
    if len(forms) != 1:
        raise RuleFault(f"rule {rule}: {dict(table)} is not one condition")
    return forms[0](table, sets, rule)


def strings_of(values: object, where: str) -> tuple[str, ...]:
    """Return a list of texts that is not empty.

    Raises:
        RuleFault: it is something else.
    """
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise RuleFault(f"{where}: a list of texts is needed, and {values!r} is not one")
    return tuple(values)


def _only(table: Table, rule: str, *known: str) -> None:
    if unknown := table.keys() - set(known):
        raise RuleFault(f"rule {rule}: {', '.join(sorted(unknown))} is not understood in {dict(table)}")


def _attribute(name: object, known: frozenset[str], rule: str) -> str:
    if not isinstance(name, str) or name not in known:
        raise RuleFault(f"rule {rule}: there is no attribute {name!r} of this sort")
    return name


def _of_attribute(table: Table, sets: Sets, rule: str) -> Condition:
    _only(table, rule, "attribute", "equals", "in", "in_set", "absent", "present")
    if len(table) != 2:
        raise RuleFault(f"rule {rule}: {dict(table)} asks for one thing of an attribute, no more and no less")
    if table.get("absent") is True or table.get("present") is True:
        name = _attribute(table["attribute"], ASKER_TEXTS | ASKER_NUMBERS | THING_NUMBERS, rule)
        return Absent(name) if "absent" in table else Not(Absent(name))
    name = _attribute(table["attribute"], ASKER_TEXTS | THING_TEXTS, rule)
    if isinstance(table.get("equals"), str):
        return _known_values(Equal(name, (table["equals"],)), rule)
    plain = {"in": table.get("in")} if "in" in table else {"in_in_set": table.get("in_set")}
    return _known_values(Equal(name, _values(plain, "in", sets, rule)), rule)


def _known_values(equal: Equal, rule: str) -> Condition:
    """Refuse a value that the attribute never has: misspelt in a refusal, it would open."""
    known = VALUES.get(equal.attribute)
    if known is not None and (unknown := set(equal.values) - known):
        raise RuleFault(f"rule {rule}: {equal.attribute} is never {', '.join(sorted(unknown))}")
    return equal


def _values(table: Table, word: str, sets: Sets, rule: str) -> tuple[str, ...]:
    name = table.get(f"{word}_in_set")
    if name is None:
        return strings_of(table.get(word), f"rule {rule}")
    if name not in sets:
        raise RuleFault(f"rule {rule}: there is no set {name!r}")
    return sets[name]


def _same(table: Table, sets: Sets, rule: str) -> Condition:  # noqa: ARG001  (every form is called the same way)
    _only(table, rule, "same")
    names = strings_of(table["same"], f"rule {rule}")
    if len(names) != 2:
        raise RuleFault(f"rule {rule}: two attributes are held against each other")
    known = ASKER_TEXTS | THING_TEXTS
    return Same(_attribute(names[0], known, rule), _attribute(names[1], known, rule))


def _recent(table: Table, sets: Sets, rule: str) -> Condition:  # noqa: ARG001
    _only(table, rule, "minutes_since", "at_most")
    return Recent(_attribute(table["minutes_since"], ASKER_NUMBERS, rule), _whole(table, "at_most", rule))


def _aged(table: Table, sets: Sets, rule: str) -> Condition:  # noqa: ARG001
    _only(table, rule, "age_of", "from", "under")
    if len(table) == 1:
        raise RuleFault(f"rule {rule}: an age has a from, an under, or both")
    name = _attribute(table["age_of"], THING_NUMBERS, rule)
    return Aged(
        name,
        _whole(table, "from", rule) if "from" in table else 0,
        _whole(table, "under", rule) if "under" in table else None,
    )


def _whole(table: Table, word: str, rule: str) -> int:
    value = table.get(word)
    if type(value) is not int or value < 0:
        raise RuleFault(f"rule {rule}: «{word}» is a whole number, not {value!r}")
    return value


def _present(table: Table, sets: Sets, rule: str) -> Condition:
    fact = next(fact for fact in Fact if fact in table or f"{fact}_in_set" in table)
    _only(table, rule, fact, f"{fact}_in_set", "codes", "codes_in_set", "match", "days_after", "days_max")
    coded = "codes" in table or "codes_in_set" in table
    if coded and fact is not Fact.GROUND:
        raise RuleFault(f"rule {rule}: only a ground has a code")
    kinds = _values(table, fact, sets, rule)
    if unknown := set(kinds) - KINDS[fact]:
        raise RuleFault(f"rule {rule}: there is no {fact} of the kind {', '.join(sorted(unknown))}")
    return Present(
        fact=fact,
        kinds=kinds,
        codes=_values(table, "codes", sets, rule) if coded else (),
        matches=tuple(_match(fact, name, rule) for name in table.get("match", ())),
        days_after=_whole(table, "days_after", rule) if "days_after" in table else 0,
        days_max=_whole(table, "days_max", rule) if "days_max" in table else None,
    )


def _match(fact: Fact, name: str, rule: str) -> Match:
    if (fact, name) not in MATCHES:
        raise RuleFault(f"rule {rule}: a {fact} is not matched by {name!r}")
    return MATCHES[fact, name]


def _not(table: Table, sets: Sets, rule: str) -> Condition:
    if "not" in table and len(table) > 1:
        raise RuleFault(f"rule {rule}: {dict(table)} is not one condition")
    return Not(condition_of(table["not"], sets, rule))


def _all(table: Table, sets: Sets, rule: str) -> Condition:
    _only(table, rule, "all")
    return All(tuple(condition_of(part, sets, rule) for part in table["all"]))


def _any(table: Table, sets: Sets, rule: str) -> Condition:
    _only(table, rule, "any")
    return AnyOf(tuple(condition_of(part, sets, rule) for part in table["any"]))


_FORMS: Mapping[str, Callable[[Table, Sets, str], Condition]] = {
    "attribute": _of_attribute,
    "same": _same,
    "minutes_since": _recent,
    "age_of": _aged,
    "all": _all,
    "any": _any,
    "not": _not,
    **{fact.value: _present for fact in Fact},
    **{f"{fact}_in_set": _present for fact in Fact},
}
