"""Real resources to change: the official examples where they are, a few of our own else."""

import gzip
import json
from typing import Any

from tests.factories.fhir_engine import observation, patient
from tests.shared import SHARED

from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.store.api import Difference, differences
from samspill.fhir.store.contracts import Store

EXAMPLES = SHARED / "conformance" / "fhir" / "r4-examples" / "examples.ndjson.gz"


def resources() -> list[dict[str, Any]]:
    """Every official example of moderate size, where they are; a few of our own else."""
    own = [patient(id="example"), observation("Patient/example", id="example")]
    if not EXAMPLES.is_file():
        return own
    with gzip.open(EXAMPLES, "rt", encoding="utf-8") as lines:
        return [*own, *(json.loads(line)["resource"] for line in lines if len(line) < 30_000)]


def index_differences(store: Store, bases: frozenset[str] = frozenset()) -> list[Difference]:
    """What a rebuild of the index would change; nothing, when every write and refusal left it as it should."""
    return list(differences(store, lambda version: index.rows_of(formats.read(version.body), bases)))
