"""The page of login says what its tests hold, and its example of an issuers' file can be used."""

import re
from pathlib import Path

from scripts.login_page import BEGIN, END, PAGE, page

from samspill.access.login.contracts import IssuerKind
from samspill.access.login.issuers_file import load_issuers

ISSUERS = PAGE.with_name("issuers-file.md")


def test_the_page_of_login_is_what_the_tables_give() -> None:
    now = PAGE.read_text(encoding="utf-8")
    assert now.count(BEGIN) == now.count(END) == 1
    assert now == page(now), "run python -m scripts.login_page"


def test_the_example_of_an_issuers_file_can_be_used(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", ISSUERS.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "issuers.toml"
    path.write_text(example, encoding="utf-8")
    assert [issuer.kind for issuer in load_issuers(path)] == [IssuerKind.HELSEID, IssuerKind.SMART]
