"""npm's oidc-provider by its FAPI 2.0 profile, as a process of its own on a free loopback port."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from joserfc.jwk import ECKey
from scripts.fhir_clients import PROVIDER_FOLDER, program
from tests.factories.logins import public

CLIENT_ID, BACK, AUDIENCE, SCOPES = (
    "web",
    "https://samspill.test/callback",
    "https://fhir.samspill.test/fhir",
    "user/*.rs",
)
KEY = ECKey.generate_key("P-256")
PROVIDER_KEY = ECKey.generate_key("P-256")
CLAIMS = {
    "helseid://claims/client/claims/orgnr_parent": "994598759",
    "helseid://claims/identity/security_level": "4",
    "name": "Kari Oppdiktet",
}


@dataclass(frozen=True, slots=True)
class Outside:
    """The running provider, and a browser with cookies that it signs in by itself."""

    issuer: str

    def sign_in(self, address: str) -> dict[str, str]:
        """Follow the redirects until they lead back to the client; return the query they lead back with."""
        cookies: dict[str, str] = {}
        for _ in range(12):
            parts = urlsplit(address)
            connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=20)
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
            connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
            answer = connection.getresponse()
            text = answer.read()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                cookies[name] = value
            connection.close()
            assert answer.status in (302, 303), text.decode()
            address = urljoin(address, answer.headers["Location"])
            if address.startswith(BACK):
                return dict(parse_qsl(urlsplit(address).query))
        raise AssertionError("the provider leads in circles")


@contextmanager
def outside_provider() -> Iterator[Outside]:
    told: dict[str, Any] = {
        "client": {
            "id": CLIENT_ID,
            "redirect_uri": BACK,
            "jwks": {"keys": [{**public(KEY), "kid": "own", "alg": "ES256", "use": "sig"}]},
            "provider_key": {**PROVIDER_KEY.as_dict(private=True), "kid": "provider", "alg": "ES256", "use": "sig"},
        },
        "audience": AUDIENCE,
        "claims": CLAIMS,
        "scopes": f"{SCOPES} system/*.rs",
    }
    with subprocess.Popen(
        [str(program("node")), "provider.mjs"], cwd=PROVIDER_FOLDER, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(told))
            process.stdin.close()
            issuer = process.stdout.readline().strip()
            assert issuer.startswith("http://127.0.0.1:"), process.stderr.read() if process.stderr else ""
            yield Outside(issuer)
        finally:
            process.kill()
