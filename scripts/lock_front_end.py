"""Write package-lock.json without addresses: names, versions and hashes only, so that it works behind any mirror."""

import json
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "package-lock.json"
ADDRESSES = ("resolved", "funding")
"""Fields that hold addresses; npm needs none of them."""


def without_addresses(lock: dict[str, object]) -> dict[str, object]:
    """Return the lock with every package's address fields left out."""
    packages = lock["packages"]
    if not isinstance(packages, dict):
        raise TypeError("package-lock.json has no packages")
    slim = {
        name: {field: value for field, value in package.items() if field not in ADDRESSES}
        for name, package in packages.items()
    }
    return {**lock, "packages": slim}


if __name__ == "__main__":
    text = json.dumps(without_addresses(json.loads(LOCK.read_text(encoding="utf-8"))), indent=2, ensure_ascii=False)
    LOCK.write_text(text + "\n", encoding="utf-8")
