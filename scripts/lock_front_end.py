"""Write the package-lock.json files without addresses: names, versions, hashes; so they work behind any mirror."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (
    ROOT / "package-lock.json",
    ROOT / "tests" / "journeys" / "fhir_clients" / "npm" / "package-lock.json",
    ROOT / "tests" / "conformance" / "login" / "npm" / "package-lock.json",
)
"""What browsers are sent, the FHIR clients of the journeys, and the OpenID provider of the login's tests."""
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
    for path in LOCKS:
        text = json.dumps(without_addresses(json.loads(path.read_text(encoding="utf-8"))), indent=2, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
