"""What reading, writing and checking a resource cost: ``python -m bench.fhir_checking``.

CPU time of this process, so that neighbours on the machine count little; the best of several rounds.
"""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from time import process_time
from timeit import repeat
from typing import Any

from samspill.fhir.formats import api as formats
from samspill.fhir.validation.api import Profiles, check, load_profiles
from samspill.fhir.validation.contracts import Level

SHARED = Path(__file__).resolve().parents[2] / "shared/conformance"
EXAMPLES = SHARED / "fhir/r4-examples/examples.ndjson.gz"
ROUNDS, TIMES = 7, 1_000

OBSERVATION = b"""{"resourceType":"Observation","id":"blood-pressure","meta":{"versionId":"1",
"lastUpdated":"2024-05-01T10:00:00Z"},"status":"final","category":[{"coding":[{"system":
"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],"code":{"coding":[{"system":
"http://loinc.org","code":"85354-9","display":"Blood pressure"}]},"subject":{"reference":"Patient/example"},
"effectiveDateTime":"2024-05-01T09:30:00+02:00","valueQuantity":{"value":107.5,"unit":"mmHg","system":
"http://unitsofmeasure.org","code":"mm[Hg]"},"interpretation":[{"coding":[{"system":
"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"N"}]}]}"""


def microseconds(act: Callable[[], Any]) -> float:
    act()
    return min(repeat(act, timer=process_time, number=TIMES, repeat=ROUNDS)) / TIMES * 1e6


def examples() -> None:
    """Say how many official examples are checked in a second of CPU."""
    bodies = [json.loads(line) for line in gzip.decompress(EXAMPLES.read_bytes()).splitlines()]
    texts = [json.dumps(one["resource"]).encode() for one in bodies if not one["file"].endswith("-questionnaire.json")]
    resources = [formats.read(text) for text in texts]
    for one in resources:
        check(one, Level.BASE)
    seconds = min(repeat(lambda: [check(one, Level.BASE) for one in resources], timer=process_time, number=1, repeat=3))
    print(f"{len(resources)} official examples, base: {len(resources) / seconds:,.0f} a second")


def main() -> None:
    resource = formats.read(OBSERVATION)
    print(f"Observation of {len(OBSERVATION)} bytes")
    print(f"read {microseconds(lambda: formats.read(OBSERVATION)):.1f} µs")
    print(f"write {microseconds(lambda: formats.write(resource)):.1f} µs")
    print(f"base {microseconds(lambda: check(resource, Level.BASE)):.1f} µs (target: 60)")
    print(f"profile, none named {microseconds(lambda: check(resource, Level.PROFILE, profiles=Profiles())):.1f} µs")
    if EXAMPLES.is_file():
        examples()
        folder = SHARED / "no/VkpObservation"
        known = load_profiles([folder, SHARED / "no/hl7.fhir.no.basis-2.2.2"])
        vkp = formats.read((folder / "Observation-vkp-blood-pressure-profile-create.json").read_bytes())
        print(
            f"a blood pressure, VkpObservation {microseconds(lambda: check(vkp, Level.PROFILE, profiles=known)):.0f} µs"
        )


if __name__ == "__main__":
    main()
