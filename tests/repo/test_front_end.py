"""What browsers are sent: named, hashed, licensed, and from this site only."""

import gzip
import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "samspill" / "web" / "static"
ROWS = tomllib.loads((ROOT / "vendor.toml").read_text(encoding="utf-8"))["file"]
LICENCES_SHIPPED = {"MIT", "0BSD", "OFL-1.1"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_package_file_is_the_one_that_was_accepted(row: dict[str, str]) -> None:
    content = (ROOT / "node_modules" / row["package"] / row["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"]


def test_every_vendored_file_stands_in_the_list() -> None:
    folder = STATIC / "vendor"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {row["into"] for row in ROWS if row.get("place", "shipped") == "shipped"}


def test_what_is_shipped_may_be_shipped() -> None:
    other = {row["package"]: row["licence"] for row in ROWS if row.get("place", "shipped") == "shipped"}
    assert {package: licence for package, licence in other.items() if licence not in LICENCES_SHIPPED} == {}


def test_versions_are_those_of_the_lock() -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [row for row in ROWS if locked[f"node_modules/{row['package']}"]["version"] != row["version"]] == []


def test_package_json_names_exact_versions() -> None:
    about = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = {**about["dependencies"], **about["devDependencies"]}
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


FIRST_VIEW_KB_MAX = 130
PAGE_KB = 20
"""Room for the page itself, compressed; the journeys measure whole views."""


def test_what_every_page_loads_leaves_room_for_the_page() -> None:
    templates = ROOT / "src" / "samspill" / "web" / "templates"
    both = (templates / "bare.html").read_text("utf-8") + (templates / "base.html").read_text("utf-8")
    files = [STATIC / name for name in re.findall(r'static "([^"]+)"', both)]
    sent = [path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes())) for path in files]
    assert len(files) == 5
    assert sum(sent) < (FIRST_VIEW_KB_MAX - PAGE_KB) * 1000


def test_no_page_has_more_than_one_style_sheet_of_its_own() -> None:
    """Together with what every page loads, and a script of its own, it stays below eight requests."""
    templates = ROOT / "src" / "samspill" / "web" / "templates"
    own = {
        path.relative_to(templates).as_posix(): re.findall(r'"samspill/(\w+)\.css"', path.read_text("utf-8"))
        for path in templates.rglob("*.html")
        if path.name != "bare.html"
    }
    assert {name: sheets for name, sheets in own.items() if len(sheets) > 1} == {}
    page = (templates / "plan_writing" / "page.html").read_text("utf-8")
    below = [path for path in templates.rglob("*.html") if '"plan_writing/page.html"' in path.read_text("utf-8")]
    assert "samspill/plan.css" in page
    assert [path.name for path in below if ".css" in path.read_text("utf-8")] == []


def test_no_style_sheet_loads_anything_from_elsewhere() -> None:
    loading = re.compile(r"""(?:url\(\s*["']?|@import\s+["']?)\s*(?:https?:)?//""", re.IGNORECASE)
    assert [path.name for path in STATIC.rglob("*.css") if loading.search(path.read_text(encoding="utf-8"))] == []


def test_no_script_holds_an_address_of_another_site() -> None:
    holding = {
        path.name: found
        for path in STATIC.rglob("*.js")
        if (found := re.findall(r"https?://[\w.-]+", path.read_text(encoding="utf-8")))
    }
    assert holding == {}


def test_no_template_loads_anything_from_elsewhere() -> None:
    loading = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']?(?:https?:)?//""")
    templates = (ROOT / "src" / "samspill" / "web" / "templates").rglob("*.html")
    assert [path.name for path in templates if loading.search(path.read_text(encoding="utf-8"))] == []


def test_no_template_has_a_style_attribute_or_a_script_inside() -> None:
    """The content security policy blocks both; a page that has one looks broken."""
    inside = re.compile(r"<[^>%]+\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|hx-on")
    templates = (ROOT / "src" / "samspill" / "web" / "templates").rglob("*.html")
    assert [path.name for path in templates if inside.search(path.read_text(encoding="utf-8"))] == []


def test_every_htmx_element_carries_the_nonce() -> None:
    """hx-csp takes the attributes away from one that does not."""
    without = [
        f"{path.name}: {tag[:60]}"
        for path in (ROOT / "src" / "samspill" / "web" / "templates").rglob("*.html")
        for tag in re.findall(r"<[a-z][^>]*\shx-[^>]*>", path.read_text(encoding="utf-8"))
        if "hx-nonce" not in tag
    ]
    assert without == []
