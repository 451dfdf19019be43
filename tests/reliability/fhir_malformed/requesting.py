"""Requests that no client should send, made from a seed: bodies, addresses, headers and patches."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from tests.reliability.fhir_malformed import oddities
from tests.reliability.fhir_malformed.bodies import UNFIT
from tests.reliability.fhir_malformed.mutating import ODD, encoded, mutated
from tests.reliability.fhir_malformed.oddities import FORM, JSON, JSON_PATCH

from samspill.fhir.definitions import api as definitions


@dataclass(frozen=True)
class Request:
    """One request; ``about`` is what the answer to a fault of it has to name, where that is known."""

    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    about: str = ""

    def __repr__(self) -> str:
        return f"{self.method} {self.path[:300]} {self.headers} {(self.body or b'')[:400]!r}"


class Requests:
    """Makes requests from real resources."""

    def __init__(self, resources: Sequence[dict[str, Any]]) -> None:
        self._resources = resources
        self._types = sorted({one["resourceType"] for one in resources})
        self._codes = {name: sorted(definitions.search_parameters(name)) for name in definitions.resource_types()}
        self._kinds: tuple[tuple[int, Callable[[Random], Request]], ...] = (
            (34, self.write),
            (10, self.validate),
            (10, self.several),
            (6, self.json_patch),
            (5, self.fhirpath_patch),
            (22, self.search),
            (4, self.parameters),
            (5, self.heads),
            (3, self.paths),
            (1, self.unfit),
        )

    def one(self, seed: int) -> Request:
        """The request of a seed."""
        rng = Random(seed)
        made = rng.choices([make for _, make in self._kinds], [weight for weight, _ in self._kinds])[0]
        return made(rng)

    def _resource(self, rng: Random) -> dict[str, Any]:
        return self._resources[rng.randrange(len(self._resources))]

    def write(self, rng: Random) -> Request:
        """A changed resource to create, or to store under an id."""
        original = self._resource(rng)
        body = encoded(mutated(original, rng), rng)
        headers = {"content-type": JSON}
        if rng.random() < 0.03:
            body, headers = gzip.compress(body), {**headers, "content-encoding": "gzip"}
        if rng.random() < 0.3 and "id" in original:
            return Request("PUT", f"{original['resourceType']}/{original['id']}", body, headers)
        return Request("POST", original["resourceType"], body, headers)

    def validate(self, rng: Random) -> Request:
        """A changed resource to look at, bare or among parameters."""
        original = self._resource(rng)
        found: Any = mutated(original, rng)
        if rng.random() < 0.4:
            rows = [{"name": "resource", "resource": found}, {"name": "profile", "valueUri": "http://example.org/none"}]
            found = {"resourceType": "Parameters", "parameter": rows[: rng.choice((1, 2))]}
            found = mutated(found, rng) if rng.random() < 0.3 else found
        return Request("POST", f"{original['resourceType']}/$validate", encoded(found, rng), {"content-type": JSON})

    def several(self, rng: Random) -> Request:
        """A batch or transaction of changed entries, itself changed now and then."""
        entries = [self._entry(rng) for _ in range(rng.choice((0, 1, 2, 3, 8)))]
        found: dict[str, Any] = {
            "resourceType": "Bundle",
            "type": rng.choice(("batch", "transaction")),
            "entry": entries,
        }
        found = mutated(found, rng) if rng.random() < 0.5 else found
        return Request("POST", "", encoded(found, rng), {"content-type": JSON})

    def _entry(self, rng: Random) -> dict[str, Any]:
        original = self._resource(rng)
        name = original["resourceType"]
        method = rng.choice(("POST", "POST", "PUT", "GET", "DELETE", "PATCH", "HEAD", "OPTIONS", ""))
        url = rng.choice(
            (
                name,
                f"{name}/{original.get('id', 'x')}",
                f"{name}?{self._query(name, rng)}",
                f"{name}/{rng.choice(oddities.PATHS)}",
            )
        )
        found: dict[str, Any] = {"request": {"method": method, "url": url}}
        if rng.random() < 0.9:
            found["resource"] = mutated(original, rng) if rng.random() < 0.7 else original
        if rng.random() < 0.6:
            found["fullUrl"] = rng.choice(
                (f"urn:uuid:{rng.getrandbits(128):x}", "urn:uuid:a", f"http://x/{name}/1", "", 5)
            )
        if rng.random() < 0.3:
            found["request"][rng.choice(("ifMatch", "ifNoneExist", "ifNoneMatch", "ifModifiedSince"))] = rng.choice(
                oddities.HEADER_VALUES
            )
        return found

    def json_patch(self, rng: Random) -> Request:
        """A JSON Patch of one of our resources."""
        rows: Any = [
            {
                "op": rng.choice(("add", "remove", "replace", "move", "copy", "test", "x", None)),
                "path": rng.choice(oddities.POINTERS),
                "from": rng.choice(oddities.POINTERS),
                "value": rng.choice(ODD),
            }
            for _ in range(rng.choice((0, 1, 1, 2, 50)))
        ]
        rows = mutated({"a": rows}, rng).get("a") if rng.random() < 0.3 else rows
        return Request("PATCH", self._known(rng), encoded(rows, rng), {"content-type": JSON_PATCH})

    def fhirpath_patch(self, rng: Random) -> Request:
        """A FHIRPath Patch of one of our resources."""
        parts = [
            {"name": "type", "valueCode": rng.choice(("add", "insert", "delete", "replace", "move", "x"))},
            {"name": "path", "valueString": rng.choice(oddities.FHIRPATHS)},
            {"name": "name", "valueString": rng.choice(("name", "birthDate", "x", "", "id"))},
            {"name": "value", rng.choice(("valueString", "valueHumanName", "valueDate", "value")): rng.choice(ODD)},
            {"name": rng.choice(("index", "source", "destination")), "valueInteger": rng.choice((0, -1, 99, 2**31))},
        ]
        found: Any = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}
        found = mutated(found, rng) if rng.random() < 0.4 else found
        return Request("PATCH", self._known(rng), encoded(found, rng), {"content-type": JSON})

    def _known(self, rng: Random) -> str:
        original = self._resource(rng)
        return f"{original['resourceType']}/{original.get('id', 'x')}"

    def search(self, rng: Random) -> Request:
        """A search, a history or an operation with parameters that mean nothing."""
        name = rng.choice(self._types)
        query = self._query(name, rng)
        place = rng.choice(
            (
                name,
                name,
                name,
                "",
                f"Patient/example/{name}",
                "Patient/example/*",
                f"{name}/_history",
                "_history",
                f"{self._known(rng)}/_history",
                "Patient/example/$everything",
                "Observation/$lastn",
            )
        )
        if rng.random() < 0.4 and not place.endswith("_history") and "$" not in place:
            path = f"{place}/_search" if place else "_search"
            return Request("POST", path, query.encode(), {"content-type": FORM})
        return Request("GET", f"{place}?{query}")

    def _query(self, name: str, rng: Random) -> str:
        pairs = [(self._name(name, rng), self._value(rng)) for _ in range(rng.choice((1, 1, 2, 3, 12)))]
        if rng.random() < 0.05:
            pairs *= 30
        if rng.random() < 0.9:
            return urlencode(pairs)
        raw = "&".join(f"{quote(key, safe=':')}={value}" for key, value in pairs)
        return "".join(letter for letter in raw if "!" <= letter <= "~")[:3000]

    def _name(self, name: str, rng: Random) -> str:
        codes = self._codes[name] or ["_id"]
        code = rng.choice(codes) if rng.random() < 0.7 else rng.choice(oddities.CONTROLS)
        match rng.randrange(10):
            case 0:
                code = ".".join(
                    [
                        code,
                        *rng.choices(("subject", "patient", "name", "encounter", "_id", "x"), k=rng.choice((1, 2, 9))),
                    ]
                )
            case 1:
                last = rng.choice(("code", "_id", "_has:Observation:subject:code", "x"))
                code = f"_has:{rng.choice(self._types)}:{code}:{last}"
            case 2:
                return rng.choice(oddities.NAMES)
        return code + rng.choice(oddities.MODIFIERS)

    def _value(self, rng: Random) -> str:
        values = [rng.choice(oddities.VALUES) for _ in range(rng.choice((1, 1, 1, 2, 40)))]
        return ",".join(values)

    def parameters(self, rng: Random) -> Request:
        """An operation with changed Parameters."""
        rows = [
            {
                "name": rng.choice(("resource", "mode", "meta", "max", "_type", "input", "code", "patient", "x")),
                rng.choice(("valueString", "valueMeta", "resource", "part", "value", "valueInteger")): rng.choice(ODD),
            }
            for _ in range(rng.choice((0, 1, 2)))
        ]
        found = mutated({"resourceType": "Parameters", "parameter": rows}, rng)
        path = rng.choice(oddities.OPERATIONS)
        place = rng.choice((self._known(rng), "Observation", "Patient", "Patient/example", "Subscription/example"))
        if rng.random() < 0.1:
            return Request(
                "POST",
                rng.choice(("$import", "$export")),
                encoded(found, rng),
                {"content-type": JSON, "prefer": "respond-async"},
            )
        return Request("POST", f"{place}/{path}", encoded(found, rng), {"content-type": JSON})

    def heads(self, rng: Random) -> Request:
        """Headers that mean nothing, on a request that does."""
        headers = {
            rng.choice(oddities.HEADERS): rng.choice(oddities.HEADER_VALUES) for _ in range(rng.choice((1, 1, 2, 4)))
        }
        original = self._resource(rng)
        known = f"{original['resourceType']}/{original.get('id', 'x')}"
        match rng.randrange(5):
            case 0:
                return Request("GET", known, None, headers)
            case 1:
                return Request("PUT", known, json.dumps(original).encode(), {"content-type": JSON, **headers})
            case 2:
                return Request(
                    "POST", original["resourceType"], json.dumps(original).encode(), {"content-type": JSON, **headers}
                )
            case 3:
                return Request("DELETE", f"{original['resourceType']}?_id=none", None, headers)
            case _:
                return Request("GET", f"{original['resourceType']}?_count=1", None, headers)

    def paths(self, rng: Random) -> Request:
        """Addresses that lead nowhere."""
        name = rng.choice((*self._types, *oddities.PATHS))
        path = (
            "/".join([name, *rng.choices(oddities.PATHS, k=rng.randrange(5))])
            .replace(" ", "%20")
            .encode("ascii", "ignore")
            .decode()
        )
        method = rng.choice(("GET", "GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"))
        body = b'{"resourceType":"Patient"}' if method in ("PUT", "POST", "PATCH") else None
        return Request(method, path, body, {"content-type": JSON} if body else {})

    def unfit(self, rng: Random) -> Request:
        """One of the bodies that break naive servers."""
        body = rng.choice(list(UNFIT.values()))
        path = rng.choice(("Patient", "Observation", "", "Patient/$validate", "$import", "Patient/example/$meta-add"))
        return Request("POST", path, body, {"content-type": JSON, "prefer": "respond-async"})
