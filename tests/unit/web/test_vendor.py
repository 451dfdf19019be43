"""Front-end files: copied only when they are the ones that were accepted."""

import hashlib
from pathlib import Path

import pytest
from scripts import theme, vendor
from scripts.lock_front_end import without_addresses


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(vendor, "PACKAGES", tmp_path / "node_modules")
    monkeypatch.setattr(vendor, "PLACES", {"shipped": tmp_path / "shipped", "tests": tmp_path / "tests"})
    return tmp_path


def row(folder: Path, file: str, content: bytes, into: str) -> vendor.VendorFile:
    source = folder / "node_modules" / "pakke" / file
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(content)
    return vendor.VendorFile("pakke", "1.0.0", file, hashlib.sha256(content).hexdigest(), "MIT", into)


def test_file_that_has_been_changed_stops_everything(places: Path) -> None:
    good = row(places, "a.js", b"a()", "a.js")
    bad = row(places, "b.js", b"b()", "b.js")
    (places / "shipped").mkdir()
    (places / "shipped" / "old.js").write_bytes(b"old()")
    bad.source.write_bytes(b"evil()")
    with pytest.raises(vendor.VendorRefused, match="is not the file that was accepted"):
        vendor.copy_files([good, bad])
    assert [path.name for path in (places / "shipped").iterdir()] == ["old.js"]


def test_file_that_is_missing_stops_everything(places: Path) -> None:
    missing = row(places, "a.js", b"a()", "a.js")
    missing.source.unlink()
    with pytest.raises(vendor.VendorRefused, match=r"has no file a\.js"):
        vendor.copy_files([missing])


def test_rows_with_one_target_are_joined_in_their_order(places: Path) -> None:
    rows = [row(places, "first.js", b"first()", "all.js"), row(places, "second.js", b"second()", "all.js")]
    assert vendor.copy_files(rows) == 1
    assert (places / "shipped" / "all.js").read_bytes() == b"first()\nsecond()"


def test_smaller_style_sheet_says_the_same() -> None:
    css = '@charset "UTF-8";\n/* why */\n:root, a:hover {\n  --x: var(--y,);\n  color : red ;\n}\n'
    assert theme.smaller(css) == ":root, a:hover{--x:var(--y,);color :red}"


def test_dark_colours_stay_on_the_screen() -> None:
    css = "a{b:c}@layer ds.theme.color-scheme.dark{x{y:z}@media (d){x{y:w}}}e{f:g}"
    assert theme.dark_on_screens_only(css) == (
        "a{b:c}@media screen{@layer ds.theme.color-scheme.dark{x{y:z}@media (d){x{y:w}}}}e{f:g}"
    )


def test_lock_keeps_versions_and_hashes_and_no_address() -> None:
    lock = {
        "lockfileVersion": 3,
        "packages": {"node_modules/a": {"version": "1.0.0", "resolved": "x", "integrity": "sha512-a", "funding": {}}},
    }
    assert without_addresses(lock) == {
        "lockfileVersion": 3,
        "packages": {"node_modules/a": {"version": "1.0.0", "integrity": "sha512-a"}},
    }
