"""Write the engine's data files from HL7's official R4 definitions.

    .venv/bin/python -m scripts.fhir_definitions FOLDER

FOLDER holds profiles-types.json.gz, profiles-resources.json.gz, valuesets.json.gz, v3-codesystems.json.gz,
search-parameters.json and compartments/. The files say where they come from; the same input gives the same content.
Numbers of resource types and search parameters are read back from the files that are there already and kept, because
the store uses them as keys. ``samspill.fhir.definitions`` reads what is written here.
"""

import argparse
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.fhir_search import search_content
from scripts.fhir_types import types_content
from scripts.fhir_value_sets import code_systems_content, value_sets_content

DATA = Path(__file__).resolve().parents[1] / "src/samspill/fhir/definitions/data"
VERSION = "4.0.1"
SOURCE = {
    "title": "HL7 FHIR R4 definitions",
    "version": VERSION,
    "address": "https://hl7.org/fhir/R4",
    "licence": "CC0",
}


def resources(path: Path) -> list[dict[str, Any]]:
    """Return the resources of a Bundle in a file, gzipped or not."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [entry["resource"] for entry in json.loads(content)["entry"]]


def earlier(folder: Path, name: str) -> Mapping[str, int]:
    """Return the numbers given when a data file was last written; none the first time."""
    path = folder / name
    return json.loads(gzip.decompress(path.read_bytes()))["numbers"] if path.exists() else {}


def compartments(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return the search parameters that make a resource belong, by compartment and resource type."""
    found = {}
    for path in sorted(folder.glob("compartmentdefinition-*.json")):
        definition = json.loads(path.read_bytes())
        if definition["resourceType"] != "CompartmentDefinition":
            continue
        if definition["url"].endswith("/example"):
            continue
        found[definition["code"]] = {
            row["code"]: ["_id" if code == "{def}" else code for code in row["param"]]
            for row in definition["resource"]
            if row.get("param")
        }
    return dict(sorted(found.items()))


def contents(source: Path, numbers: Path = DATA) -> dict[str, Any]:
    """Return what each data file is to hold, by file name.

    Args:
        source: the folder of official definitions.
        numbers: the folder whose files hold the numbers given earlier.
    """
    definitions = resources(source / "profiles-types.json.gz") + resources(source / "profiles-resources.json.gz")
    structures = [
        one for one in definitions if one["resourceType"] == "StructureDefinition" and one["version"] == VERSION
    ]
    terms = resources(source / "valuesets.json.gz") + resources(source / "v3-codesystems.json.gz")
    types = types_content(structures, earlier(numbers, "types.json.gz"))
    parameters = resources(source / "search-parameters.json")
    return {
        "types.json.gz": types,
        "search.json.gz": search_content(parameters, types["types"], earlier(numbers, "search.json.gz")),
        "compartments.json.gz": {"compartments": compartments(source / "compartments")},
        "value-sets.json.gz": value_sets_content(terms),
        "code-systems.json.gz": code_systems_content(terms),
    }


def encoded(content: Mapping[str, Any]) -> bytes:
    """Return a file's bytes before compression: one line of JSON with its source."""
    return json.dumps({"source": SOURCE, **content}, ensure_ascii=False, separators=(",", ":")).encode()


def main() -> None:
    """Write all files."""
    reader = argparse.ArgumentParser(description="Write the engine's data files from the official R4 definitions.")
    reader.add_argument("source", type=Path, metavar="FOLDER")
    source = reader.parse_args().source
    DATA.mkdir(exist_ok=True)
    for name, content in contents(source).items():
        raw = encoded(content)
        (DATA / name).write_bytes(gzip.compress(raw, compresslevel=9, mtime=0))
        print(f"{name}: {len(raw):,} bytes, {(DATA / name).stat().st_size:,} compressed")


if __name__ == "__main__":
    main()
