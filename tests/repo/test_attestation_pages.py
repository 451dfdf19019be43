"""The page of the attestation's rules is made from the rules; the code lists are those that were published."""

import pytest
from scripts.attestation_lists import DATA, text
from scripts.attestation_page import PAGE, page
from tests.shared import SHARED


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run scripts/attestation_page.py"


@pytest.mark.outside
def test_the_code_lists_are_those_that_were_published() -> None:
    assert DATA.read_text(encoding="utf-8") == text(SHARED / "conformance" / "no"), "run scripts/attestation_lists.py"
