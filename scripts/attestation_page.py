"""Writes docs/reference/attestation.md from the rules' own table and the code lists.

Run after changing ``RULES`` or the lists; tests/repo/test_attestation_pages.py says when it was forgotten.
"""

from collections.abc import Iterable
from pathlib import Path

from samspill.access.attestation.lists import Lists, lists, shown
from samspill.access.attestation.rules import AGE_SECONDS_MAX, AHEAD_SECONDS_MAX, SECURITY_LEVEL_HIGH
from samspill.access.attestation.table import RULES, Told

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "attestation.md"

TEXT = """\
# Attestations

Made from `src/samspill/access/attestation/table.py` and its code lists by `scripts/attestation_page.py`; change those,
not this page. What an attestation is, and the numbers of the rules, are those of NHN's Tillitsrammeverk v1.1 of
2024-04-30: `informasjons_og_datamodell` (cited by section) and `forretningsregler_for_bruk_av_attestering` (ATT-n).
The sentences stand here in bokmål; readers get them in their own language.

`read_attestation` takes the full JSON model, and the shape HelseID carries it in (`nhn:tillitsrammeverk:parameters`),
where the token tells who the professional is and when it was made. Both `care_relation` and `care_relationship` are
read; the second is written. Every fault is told at once, by its path; no value of an attestation is repeated in one.
`unknown_attributes` tells what the data model does not have, which is left out.

## Told when an attestation is read
{reading}

## Told when it is held against a look-up
An attestation lasts for {minutes} minutes. A clock may be ahead by {ahead} seconds. A sign-in is strong enough at
HelseID's security level {level}. What the register of health personnel does not answer is not held against
anybody here; the [decision](access-decisions.md) denies for it.

{checking}

## Code lists
As of {dated}. A list's address is compared by its number, whichever of its addresses was sent. A code that a whole list
does not have is refused; a code of a list that is not whole here is taken on trust, unless it is known from another
list of the same attribute. For `purpose_of_use_details` other lists of the same purpose may be used (ATT-45).

{lists}
"""


def page() -> str:
    """Return the whole page."""
    return TEXT.format(
        reading=_rules(Told.READING),
        checking=_rules(Told.CHECKING),
        minutes=AGE_SECONDS_MAX // 60,
        ahead=AHEAD_SECONDS_MAX,
        level=SECURITY_LEVEL_HIGH,
        dated=lists().dated,
        lists=_lists(lists()),
    )


def _rules(told: Told) -> str:
    rows = [
        (f"`{rule.code}`", rule.id, f"`{rule.attribute}`", str(rule.what), str(rule.why), str(rule.remedy))
        for rule in RULES
        if rule.told is told
    ]
    return _table(("code", "rule", "attribute", "what has happened", "why it matters", "what to do"), rows)


def _lists(known: Lists) -> str:
    rows = [
        (f"`{attribute}`", shown(system), f"`{system}`", _holding(known, system), known.by_system[system].source)
        for attribute, systems in known.uses.items()
        for system in systems
    ]
    return _table(("attribute", "list", "address", "codes here", "source"), rows)


def _holding(known: Lists, system: str) -> str:
    found = known.by_system[system]
    return f"{len(found.codes)}, all" if found.is_complete else f"{len(found.codes)}, not all"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} is written anew.")
