"""What a rule file may hold: whatever is not understood is refused, with the rule's name in the sentence."""

from datetime import date

import pytest

from samspill.access.decision.api import built_in, read_rulebook
from samspill.access.decision.conditions import All, Equal
from samspill.access.decision.reading import RuleFault
from samspill.access.decision.rulebook import FOLDER, RULE_FILES, Effect

FILES = {name: (FOLDER / name).read_bytes() for name in ("sets.toml", "classes.toml", *RULE_FILES)}

RULE = """
stage = "asker"
[[rule]]
id = "probe"
version = 1
effect = "deny"
from = 2026-11-22
owner = "o"
source = "s"
when = [{ %s }]
nb = { what = "a", why = "b", remedy = "c" }
nn = { what = "a", why = "b", remedy = "c" }
en = { what = "a", why = "b", remedy = "c" }
"""


def with_asker(text: str) -> dict[str, bytes]:
    return FILES | {"asker.toml": text.encode()}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('attribute = "colour", equals = "red"', "no attribute 'colour'"),
        ('attribute = "basis", equals = "AKUT"', "basis is never AKUT"),
        ('attribute = "basis", in_set = "heigtened"', "no set 'heigtened'"),
        ('attribute = "basis", in = []', "a list of texts is needed"),
        ('attribute = "basis", equals = "AKUTT", in = ["AKUTT"]', "one thing of an attribute"),
        ('attribute = "toa", equals = "1"', "no attribute 'toa' of this sort"),
        ('ground = ["encouter"]', "no ground of the kind encouter"),
        ('setting = ["reservasjon"]', "no setting of the kind reservasjon"),
        ('ground = ["encounter"], match = ["class"]', "a ground is not matched by 'class'"),
        ('setting = ["block"], codes = ["1"]', "only a ground has a code"),
        ('ground = ["encounter"], days_after = -1', "«days_after» is a whole number"),
        ('ground = ["encounter"], days = 3', "days is not understood"),
        ('age_of = "born"', "an age has a from"),
        ('age_of = "toa", under = 16', "no attribute 'toa'"),
        ('same = ["citizen"]', "two attributes"),
        ('nt = { attribute = "asker", equals = "citizen" }', "is not one condition"),
        ('not = { attribute = "asker", equals = "citizen" }, attribute = "asker"', "is not one condition"),
        ('minutes_since = "toa", at_most = "60"', "«at_most» is a whole number"),
    ],
)
def test_a_condition_that_is_not_understood_is_refused(condition: str, said: str) -> None:
    with pytest.raises(RuleFault) as refused:
        read_rulebook(with_asker(RULE % condition))
    assert said in str(refused.value)
    assert "probe" in str(refused.value)


def test_a_refusal_without_words_in_one_language_is_refused() -> None:
    text = RULE % 'attribute = "asker", equals = "citizen"'
    with pytest.raises(RuleFault, match="«remedy» lacks its words"):
        read_rulebook(
            with_asker(text.replace('nn = { what = "a", why = "b", remedy = "c" }', 'nn = { what = "a", why = "b" }'))
        )


def test_a_rule_with_a_key_that_is_not_understood_is_refused() -> None:
    text = RULE % 'attribute = "asker", equals = "citizen"'
    with pytest.raises(RuleFault, match="rule probe: untill is not understood"):
        read_rulebook(with_asker(text.replace('owner = "o"', 'owner = "o"\nuntill = 2027-01-01')))


def test_a_rule_without_a_source_is_refused() -> None:
    text = RULE % 'attribute = "asker", equals = "citizen"'
    with pytest.raises(RuleFault, match="rule probe: source is missing"):
        read_rulebook(with_asker(text.replace('source = "s"\n', "")))


def test_two_versions_that_hold_on_the_same_day_are_refused() -> None:
    text = RULE % 'attribute = "asker", equals = "citizen"'
    second = text.split("[[rule]]")[1].replace("version = 1", "version = 2")
    with pytest.raises(RuleFault, match="versions 1 and 2 hold on the same day"):
        read_rulebook(with_asker(f"{text}\n[[rule]]{second}"))


def test_a_newer_version_takes_over_the_day_after_the_older_one_ends() -> None:
    text = (RULE % 'attribute = "asker", equals = "citizen"').replace('owner = "o"', 'owner = "o"\nuntil = 2026-12-31')
    second = text.split("[[rule]]")[1].replace("version = 1", "version = 2")
    second = second.replace("from = 2026-11-22", "from = 2027-01-01").replace("until = 2026-12-31\n", "")
    book = read_rulebook(with_asker(f"{text}\n[[rule]]{second}"))
    days = (date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1), date(2030, 1, 1))
    held = [[str(rule.ref) for rule in book.in_force(day) if rule.ref.id == "probe"] for day in days]
    assert held == [[], ["probe/1"], ["probe/1"], ["probe/2"], ["probe/2"]]


def test_one_changed_letter_is_another_version_of_the_rulebook() -> None:
    changed = FILES | {"sets.toml": FILES["sets.toml"] + b"\n"}
    assert read_rulebook(changed).version != built_in().version


def test_every_rule_says_who_owns_it_and_where_it_comes_from() -> None:
    assert [rule.ref.id for rule in built_in().rules if not rule.owner or not rule.source] == []


def test_no_rule_opens_without_asking_who_what_for_and_to_do_what() -> None:
    asked = {
        rule.ref.id: {part.attribute for part in rule.when.parts if isinstance(part, Equal)}
        for rule in built_in().rules
        if rule.effect is Effect.PERMIT and isinstance(rule.when, All)
    }
    assert len(asked) == 18
    assert {name for name, attributes in asked.items() if not {"asker", "action", "purpose"} <= attributes} == set()
