"""The demo's provider and a FHIR base on one loopback port, a browser to sign in with, and registered clients."""

import http.client
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import uvicorn
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.routing import Mount
from tests.factories.fhir_server import Heard, Scripted
from tests.factories.logins import AT, SECRET, public

from samspill.access.login.client.api import HELSEID, Client, Profile, Registration
from samspill.access.login.client.making import proof
from samspill.access.login.jose.keys import Key
from samspill.access.login.jose.strict import parse_compact
from samspill.access.login.provider.api import Provider, demo_people
from samspill.access.login.provider.contracts import Client as Registered
from samspill.access.login.provider.folder import read_client
from samspill.access.login.resource_server import ResourceServer
from samspill.access.login.seen import SeenInMemory
from samspill.access.login.transport import Web
from samspill.http.fhir.endpoint import FhirEndpoint
from samspill.http.login.api import ProviderEndpoints

KEY = ECKey.generate_key("P-256")
BACK = "http://127.0.0.1:9/callback"
SCOPES = "openid profile offline_access user/*.rs helseid://scopes/identity/pid helseid://scopes/hpr/hpr_number"
PARENT, OTHER_PARENT, CHILD = "994598759", "993467049", "974589095"


def registered(client_id: str = "web", **changes: Any) -> Registered:
    return read_client(
        {
            "client_id": client_id,
            "client_name": "Journalen",
            "jwks": {"keys": [{**public(KEY), "kid": "own", "alg": "ES256", "use": "sig"}]},
            "redirect_uris": [BACK],
            "post_logout_redirect_uris": ["http://127.0.0.1:9/bye"],
            "scope": f"{SCOPES} system/*.rs nhn:tillitsrammeverk:parameters",
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
            "organisation": PARENT,
            "tenancy": "multi",
            **changes,
        }
    )


@dataclass
class Place:
    """A running provider beside a FHIR base; its clock stands still until ``moment`` is changed."""

    port: int
    provider: Provider
    engine: Scripted
    moment: list[datetime]
    browser: "Browser" = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.port)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/id"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/fhir"

    @property
    def at(self) -> datetime:
        return self.moment[0]

    def client(self, *, profile: Profile = HELSEID, client_id: str = "web", scopes: str = SCOPES) -> Client:
        who = Registration(self.issuer, profile, client_id, KEY, "own", "ES256", BACK, scopes)
        return Client(who, http=Web(), draw=token_urlsafe)

    def fhir(self, token: str, key: Key | None, path: str = "/fhir/Patient/1") -> Heard:
        headers = {"Authorization": f"{'DPoP' if key else 'Bearer'} {token}"}
        if key is not None:
            url = f"http://127.0.0.1:{self.port}{path}"
            headers["DPoP"] = proof(key, method="GET", url=url, draw=token_urlsafe, at=self.at, token=token)
        return self.browser.ask("GET", path, headers=headers)


@dataclass
class Browser:
    """Signs in on the page as a person would."""

    port: int

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Heard:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Heard(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def post(self, path: str, form: dict[str, str], headers: dict[str, str] | None = None) -> Heard:
        named = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.ask("POST", path, urlencode(form).encode(), named)

    def sign_in(self, address: str, person: str, **fields: str) -> dict[str, str]:
        """Open the page, choose somebody, and return the query that the browser comes back with."""
        parts = urlsplit(address)
        page = self.ask("GET", f"{parts.path}?{parts.query}")
        assert page.status == 200, page.body
        text = page.body.decode()
        (action,) = re.findall(r'action="([^"]+)"', text)
        (request_uri,) = re.findall(r'name="request_uri" value="([^"]+)"', text)
        assert f'value="{person}"' in text
        sent = self.post(urlsplit(action).path, {"request_uri": request_uri, "person": person, **fields})
        assert sent.status == 303, sent.body
        assert sent.headers["location"].startswith(BACK)
        return dict(parse_qsl(urlsplit(sent.headers["location"]).query))


@contextmanager
def provider_place(folder: Path, *clients: Registered) -> Iterator[Place]:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    moment, seen, engine = [AT], SeenInMemory(), Scripted()
    base = f"http://127.0.0.1:{port}/fhir"
    signing = ECKey.generate_key("P-256", {"kid": "provider"})
    provider = Provider(
        issuer=f"http://127.0.0.1:{port}/id",
        audience=base,
        key=signing,
        clients={client.id: client for client in clients or (registered(),)},
        people=demo_people(),
        seen=seen,
        secret=SECRET,
    )
    tokens = ResourceServer([provider.as_issuer()], http=provider.keys_before(Web()), seen=seen, secret=SECRET)
    fhir = FhirEndpoint(
        lambda: engine, tokens, hosts=("127.0.0.1",), is_https=False, clock=lambda: moment[0],
        authorization=provider.metadata,
    )  # fmt: skip
    login = ProviderEndpoints(lambda: provider, lambda: moment[0]).application(("127.0.0.1", "[::1]"))
    application = Starlette(routes=[Mount("/id", app=login), Mount("/fhir", app=fhir)])
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not (server.started or not thread.is_alive()):
            threading.Event().wait(0.005)
        yield Place(port, provider, engine, moment)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def claims_of(token: str) -> dict[str, Any]:
    """Read a token's claims without verifying it."""

    return dict(parse_compact(token, chars_max=99_999).claims)
