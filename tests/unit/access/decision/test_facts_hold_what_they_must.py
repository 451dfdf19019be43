"""Facts that lack what their kind must hold cannot be made."""

from collections.abc import Callable

import pytest
from tests.factories.access_situations import NOW, PERSON, REASON

from samspill.access.facts import NEVER
from samspill.access.grants.contracts import Grant
from samspill.access.grounds.contracts import Ground, GroundKind
from samspill.access.privacy.contracts import BlockLevel, Setting, SettingKind

G, S = GroundKind, SettingKind
WRONG: dict[str, Callable[[], object]] = {
    "a ground about nobody": lambda: Ground("", G.ENCOUNTER, NOW, organisation="o1"),
    "a ground that ends before it begins": lambda: Ground(PERSON, G.ENCOUNTER, NOW, NOW, organisation="o1"),
    "a ground without an organisation": lambda: Ground(PERSON, G.ENCOUNTER, NOW),
    "a parent with an organisation": lambda: Ground(PERSON, G.PARENT, NOW, organisation="o1", holder="mother"),
    "a parent who is nobody": lambda: Ground(PERSON, G.PARENT, NOW),
    "a GP who is nobody": lambda: Ground(PERSON, G.NAMED_GP, NOW, organisation="o1", code="LPFL"),
    "a GP without a role": lambda: Ground(PERSON, G.NAMED_GP, NOW, organisation="o1", holder="h1"),
    "a decision without its type": lambda: Ground(PERSON, G.MUNICIPAL_DECISION, NOW, organisation="o1"),
    "a setting of nobody": lambda: Setting("", S.BLOCK, NOW),
    "a document without its class": lambda: Setting(PERSON, S.BLOCK, NOW, document="d1"),
    "a reservation for a document": lambda: Setting(PERSON, S.RESERVATION, NOW, data_class="discharge", document="d1"),
    "a block for one professional": lambda: Setting(PERSON, S.BLOCK, NOW, holder="h1"),
    "nobody blocked": lambda: Setting(PERSON, S.BLOCKED_PROFESSIONAL, NOW),
    "a professional half blocked": lambda: Setting(PERSON, S.BLOCKED_PROFESSIONAL, NOW, holder="h1", data_class="plan"),
    "a grant of more than four hours": lambda: Grant("g", PERSON, "h1", "o1", REASON, NOW, NOW + 4 * 3600 + 1),
    "a grant without an end": lambda: Grant("g", PERSON, "h1", "o1", REASON, NOW, NEVER),
    "a grant without a reason": lambda: Grant("g", PERSON, "h1", "o1", "akutt" + " " * 20, NOW, NOW + 60),
    "a grant to nobody": lambda: Grant("g", PERSON, "", "o1", REASON, NOW, NOW + 60),
}


@pytest.mark.parametrize("made", WRONG.values(), ids=WRONG)
def test_it_cannot_be_made(made: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        made()


@pytest.mark.parametrize(
    ("narrowed", "level"),
    [
        ({}, BlockLevel.ALL),
        ({"data_class": "medication"}, BlockLevel.CATEGORY),
        ({"data_class": "medication", "document": "d1"}, BlockLevel.DOCUMENT),
    ],
)
def test_a_block_hides_all_a_category_or_a_document(narrowed: dict[str, str], level: BlockLevel) -> None:
    assert Setting(PERSON, S.BLOCK, NOW, **narrowed).level is level
