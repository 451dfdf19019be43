"""What login is made of, by the settings: trusted issuers, used proofs, and in the demo the provider of its own."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Mount

from samspill.access.api import DemoOrLogin, DemoTokens, NoTokens, Opened, Tokens
from samspill.access.contracts import BEARER, DPOP
from samspill.access.login.contracts import Issuer, IssuerKind
from samspill.access.login.issuers_file import load_issuers
from samspill.http.fhir.addresses import PREFIX as FHIR
from samspill.http.fhir.well_known import Authorization
from samspill.settings.bases import fhir_bases
from samspill.settings.environment import Settings
from samspill.settings.secrets import secret_key

if TYPE_CHECKING:
    from samspill.access.login.contracts import ProofsSeen
    from samspill.access.login.provider.api import Provider

PROOFS = "login.sqlite3"
"""Used proofs, in the data folder."""

FOLDER = "login"
"""The demo's provider, in the data folder: its key, and the clients that are registered with it."""


def trusted_issuers(settings: Settings) -> tuple[Issuer, ...]:
    """Return the issuers of the file that the settings name; none without one.

    Raises:
        IssuersRefused: the file cannot be used.
    """
    return load_issuers(settings.issuers) if settings.issuers else ()


class Login:
    """Makes what takes tokens, and in demo mode what gives them; what costs time is made when it is first asked for."""

    def __init__(self, settings: Settings, *, port: Callable[[], int]) -> None:
        """Begin.

        Args:
            settings: of this deployment.
            port: tells the port that is listened on, which is known when the first request comes.

        Raises:
            IssuersRefused: the file of trusted issuers cannot be used.
        """
        self._settings = settings
        self._port = port
        self._issuers = trusted_issuers(settings)
        self._lock = Lock()
        self._provider: Provider | None = None

    def tokens(self) -> Tokens:
        """Return what takes access tokens: those of trusted issuers, in the demo also its own, and demo tokens."""
        if self._settings.demo:
            return DemoOrLogin(DemoTokens(secret_key(self._settings)), self._open)
        if not self._issuers:
            return NoTokens()
        takes_bearer = any(issuer.kind is IssuerKind.SMART for issuer in self._issuers)
        return Opened(self._open, challenges=(DPOP, BEARER) if takes_bearer else (DPOP,))

    def routes(self, clock: Callable[[], datetime]) -> list[BaseRoute]:
        """Return the route of the demo's provider; none outside demo mode, where there is no such thing."""
        if not self._settings.demo:
            return []
        from samspill.http.login.api import PREFIX, ProviderEndpoints  # noqa: PLC0415  (not before a demo needs it)

        return [Mount(PREFIX, app=ProviderEndpoints(self.provider, clock).application(self._settings.hosts))]

    def authorization(self) -> Authorization | None:
        """Return what tells the metadata of the demo's provider; ``None`` outside demo mode."""
        return (lambda: self.provider().metadata()) if self._settings.demo else None

    def provider(self) -> "Provider":
        """Return the demo's provider, made once."""
        from samspill.access.login.provider import api as provider  # noqa: PLC0415  (cryptography: a tenth of a second)

        with self._lock:
            if self._provider is None:
                folder = self._settings.data / FOLDER
                base = fhir_bases(self._settings, port=self._port())[0]
                self._provider = provider.Provider(
                    issuer=issuer_of(base),
                    audience=base,
                    key=provider.own_key(folder),
                    clients=provider.registered_clients(folder),
                    people=provider.demo_people(),
                    seen=self._seen(),
                    secret=secret_key(self._settings),
                )
            return self._provider

    def _open(self) -> Tokens:
        from samspill.access.login import api as login  # noqa: PLC0415  (cryptography: a tenth of a second)

        web, secret = login.Web(), secret_key(self._settings)
        if not self._settings.demo:
            return login.ResourceServer(self._issuers, http=web, seen=self._seen(), secret=secret)
        own = self.provider()
        issuers = (*self._issuers, own.as_issuer())
        return login.ResourceServer(issuers, http=own.keys_before(web), seen=self._seen(), secret=secret)

    def _seen(self) -> "ProofsSeen":
        """Return where used proofs are remembered: beside the record where that is on PostgreSQL, else in a file."""
        if self._settings.record_url:
            from samspill.access.login.seen_postgres import SeenInPostgres  # noqa: PLC0415  (needs the optional driver)

            return SeenInPostgres(self._settings.record_url)
        from samspill.access.login import api as login  # noqa: PLC0415  (cryptography: a tenth of a second)

        self._settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return login.SeenInSqlite(self._settings.data / PROOFS)


def issuer_of(base: str) -> str:
    """Return the identifier of the demo's provider beside a FHIR base."""
    from samspill.http.login.api import PREFIX  # noqa: PLC0415  (not before a demo needs it)

    return base.removesuffix(FHIR) + PREFIX
