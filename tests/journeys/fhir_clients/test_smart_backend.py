"""smart-fetch signs in by SMART Backend Services: it finds the token endpoint itself, and sends a signed assertion."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey
from tests.factories.logins import public
from tests.journeys.fhir_clients.outside_clients import smart_fetch
from tests.journeys.fhir_clients.papers import patient
from tests.journeys.fhir_clients.serving import FhirServer, samspill_server

from samspill.access.login.jose.keys import Key

KEYS: dict[str, tuple[str, Callable[[], Key]]] = {
    "ES384": ("research-es384", lambda: ECKey.generate_key("P-384")),
    "RS384": ("research-rs384", lambda: RSAKey.generate_key(2048)),
}


def _register(folder: Path, client_id: str, key: Key) -> None:
    """Register a backend service of the demo's provider, as docs/reference/login.md says."""
    registration = {
        "client_id": client_id,
        "organisation": "994598759",
        "grant_types": ["client_credentials"],
        "dpop_bound_access_tokens": False,
        "scope": "system/*.rs",
        "jwks": {"keys": [{**public(key), "kid": client_id}]},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{client_id}.json").write_text(json.dumps(registration), encoding="utf-8")


def _private(key: Key, key_id: str, algorithm: str, folder: Path) -> None:
    members = {**key.as_dict(private=True), "kid": key_id, "alg": algorithm, "key_ops": ["sign"]}
    (folder / f"{key_id}.jwks").write_text(json.dumps({"keys": [members]}), encoding="utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FhirServer, Path]]:
    """A server with one patient, and the folder of the clients' private keys."""
    data, keys = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("keys")
    for algorithm, (client_id, made) in KEYS.items():
        key = made()
        _register(data / "login" / "clients", client_id, key)
        _private(key, client_id, algorithm, keys)
    with samspill_server(data) as server:
        _create(server.base_url, server.headers)
        yield server, keys


@pytest.mark.parametrize("algorithm", list(KEYS))
def test_smart_fetch_signs_in_and_fetches(served: tuple[FhirServer, Path], tmp_path: Path, algorithm: str) -> None:
    server, keys = served
    client_id, _ = KEYS[algorithm]
    signs_in = ("--smart-client-id", client_id, "--smart-key", str(keys / f"{client_id}.jwks"))
    assert smart_fetch(server, tmp_path, "--export-mode", "bulk", signs_in=signs_in)["Patient"] == 1


def _create(base_url: str, headers: dict[str, str]) -> None:

    body = json.dumps(patient("backend")).encode()
    sent = {**headers, "Content-Type": "application/fhir+json"}
    with urllib.request.urlopen(urllib.request.Request(f"{base_url}/Patient", body, sent)) as answer:
        assert answer.status == 201
