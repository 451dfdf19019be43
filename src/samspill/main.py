"""Wiring only: settings -> stores -> contexts -> one ASGI application."""

import asyncio
import gc
import hashlib
import hmac
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.types import ASGIApp

from samspill import __version__
from samspill.access.api import DemoTokens
from samspill.cli import main as cli
from samspill.cli.contracts import Finding
from samspill.fhir.store.contracts import Store
from samspill.kernel.clock import now, now_us
from samspill.settings.environment import Settings, load_settings
from samspill.settings.examination import examine
from samspill.settings.logging import set_up_logging
from samspill.settings.login import Login
from samspill.settings.record import record_location, record_place
from samspill.settings.secrets import secret_key

if TYPE_CHECKING:
    from samspill.access.audit import api as audit
    from samspill.fhir.api import Engine as FhirEngine
    from samspill.fhir.auditing.api import Keeper, PublicLog
    from samspill.fhir.subscriptions.api import Subscriptions
    from samspill.http.fhir.contracts import Engine
    from samspill.http.fhir.endpoint import FhirEndpoint
    from samspill.web.record import Record

CURSOR_USE = b"samspill: search cursor 1"
"""Makes the key of search cursors from the deployment's secret: another than that of sessions or tokens."""

LOOPBACK = ("http://127.0.0.1:", "http://localhost:")
"""What subscriptions may call in the demo, so that a listener on the same machine can be tried."""


class Samspill:
    """What the commands are given (``cli.contracts.Wiring``)."""

    def __init__(self) -> None:
        self._port = 0
        self._opening = Lock()
        self._opened: tuple[Engine, Record] | None = None
        self._store: Store

    def read_settings(
        self, defaults: Mapping[str, str] | None = None, *, flags: Mapping[str, str] | None = None
    ) -> Settings:
        """Put the defaults under the environment and the flags over it, and read the settings."""
        for name, value in (defaults or {}).items():
            os.environ.setdefault(name, value)
        os.environ.update(flags or {})
        settings = load_settings(os.environ)
        set_up_logging(as_json=settings.log_json)
        self._port = settings.port
        return settings

    def prepare(self, defaults: Mapping[str, str] | None = None, *, flags: Mapping[str, str] | None = None) -> Settings:
        """Read the settings, and set Django up."""
        settings = self.read_settings(defaults, flags=flags)
        os.environ["DJANGO_SETTINGS_MODULE"] = "samspill.settings.django"
        import django  # noqa: PLC0415  (reads the settings named just above)

        django.setup()
        return settings

    def bring_up_to_date(self) -> None:
        """Migrate the stores and collect the static files."""
        from django.core.management import call_command  # noqa: PLC0415  (needs prepare)

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        self.open_record_store().close()
        self.audit_signer()

    def load_demo(self) -> None:
        """Load the demo plan, once."""
        from samspill.plan import api as plan  # noqa: PLC0415
        from samspill.web.community import community  # noqa: PLC0415

        plan.load_demo(community=community(), at=now())

    def listens_on(self, port: int) -> None:
        """Take note of the port that was got."""
        self._port = port

    def fhir_bases(self, *, port: int) -> tuple[str, ...]:
        """Return the absolute addresses of the FHIR base on a port."""
        from samspill.settings.bases import fhir_bases  # noqa: PLC0415

        return fhir_bases(load_settings(os.environ), port=port)

    def audit_signer(self) -> "audit.Signer":
        """Return the key that signs the audit log, made when there is none."""
        from samspill.settings.audit import audit_signer  # noqa: PLC0415

        return audit_signer(load_settings(os.environ))

    def audit_key(self) -> "audit.PublicKey | None":
        """Return what the audit log's checkpoints are verified with."""
        from samspill.settings.audit import audit_key  # noqa: PLC0415

        return audit_key(load_settings(os.environ))

    def audit_public_key(self) -> str:
        """Return the log's public key as it is handed out."""
        return self.audit_signer().public.written()

    def audit_peers(self) -> "tuple[audit.Peer, ...]":
        """Return the other parties whose audit logs are watched."""
        from samspill.settings.audit import audit_peers  # noqa: PLC0415

        return audit_peers(load_settings(os.environ))

    def keep_evidence(self, origin: str, evidence: bytes) -> Path:
        """Keep what shows that a log contradicts itself; return where."""
        from samspill.settings.audit import keep_evidence  # noqa: PLC0415

        return keep_evidence(load_settings(os.environ), origin, evidence, at=now_us())

    def demo_tokens(self) -> DemoTokens:
        """Return what issues tokens with this deployment's key."""
        return DemoTokens(secret_key(load_settings(os.environ)))

    def open_record_store(self) -> Store:
        """Open the record store that the settings name."""
        # The engine's tables of R4 take a tenth of a second to read, which the pages' start does not pay.
        from samspill.fhir.store.api import open_store  # noqa: PLC0415

        return open_store(record_location(load_settings(os.environ)), clock=now_us)

    def open_engine(self) -> "Engine":
        """Return the FHIR engine, with the bulk operations beside it."""
        return self._shared()[0]

    def open_record(self) -> "Record":
        """Return the record store as the pages are shown it."""
        return self._shared()[1]

    def close_record(self) -> None:
        """Let the next one who asks open the record store anew; the engine has been closed."""
        self._opened = None

    def open_log(self) -> "PublicLog":
        """Return the audit log as other parties see it."""
        from samspill.fhir.auditing.api import PublicLog  # noqa: PLC0415

        self._shared()
        return PublicLog(self._store)

    def _shared(self) -> "tuple[Engine, Record]":
        """Open the record store and make the FHIR engine over it, once."""
        from samspill.fhir.reporting.api import Reports  # noqa: PLC0415
        from samspill.http.fhir.addresses import PREFIX  # noqa: PLC0415
        from samspill.web.record import Record  # noqa: PLC0415

        with self._opening:
            if self._opened is None:
                settings = load_settings(os.environ)
                store = self._store = self.open_record_store()
                subscriptions = self._subscriptions(store)
                engine = self._engine(store, subscriptions)
                reports = Reports(store, clock=now_us)
                record = Record(engine, reports, record_place(settings), settings.fhir_validation, PREFIX)
                self._opened = self._with_bulk(engine, store, subscriptions), record
            return self._opened

    def _subscriptions(self, store: Store) -> "Subscriptions":
        from samspill.fhir.subscriptions.api import Subscriptions  # noqa: PLC0415

        settings = load_settings(os.environ)
        subscriptions = Subscriptions(hooks=settings.fhir_hooks or (LOOPBACK if settings.demo else ()))
        base = self.fhir_bases(port=self._port)[0]
        subscriptions.start(store, base=base, clock=now_us, rng=Random())  # noqa: S311  (pauses, not secrets)
        return subscriptions

    def _keeper(self, store: Store) -> "Keeper":
        from samspill.fhir.auditing.api import Keeper  # noqa: PLC0415

        keeper = Keeper(store, self.audit_signer, clock=now_us, watch=lambda: self._watch_logs(store))
        keeper.start()
        return keeper

    def _watch_logs(self, store: Store) -> None:
        """Look at the other parties' audit logs, and say in the server's log what came of it."""
        from samspill.fhir.auditing.api import Web, Witness, tell  # noqa: PLC0415

        if peers := self.audit_peers():
            tell(Witness(store, self.audit_signer(), peers, Web()).look(at=now_us()), self.keep_evidence)

    def _with_bulk(self, engine: "FhirEngine", store: Store, subscriptions: "Subscriptions") -> "Engine":
        from samspill.fhir.bulk import api as bulk  # noqa: PLC0415
        from samspill.fhir.identifiers import identifier_checks  # noqa: PLC0415

        settings = load_settings(os.environ)
        how = bulk.Loading(
            level=settings.fhir_validation,
            bases=frozenset(self.fhir_bases(port=self._port)),
            profiles=settings.fhir_profiles,
            on_change=subscriptions.on_change,
            checks={**identifier_checks(settings.takes_numbers), **subscriptions.checks},
        )
        room = bulk.Room(store, clock=now_us, import_folder=settings.fhir_import, loading=how)
        return bulk.WithBulk(engine, bulk.Bulk(room, folder=settings.data / "bulk"))

    def _engine(self, store: Store, subscriptions: "Subscriptions") -> "FhirEngine":
        from samspill.fhir.api import Engine  # noqa: PLC0415
        from samspill.fhir.api import Settings as EngineSettings  # noqa: PLC0415
        from samspill.fhir.identifiers import identifier_checks  # noqa: PLC0415
        from samspill.fhir.search.api import share_secret  # noqa: PLC0415
        from samspill.fhir.validation import api as validation  # noqa: PLC0415
        from samspill.fhir.validation.contracts import Level  # noqa: PLC0415

        settings = load_settings(os.environ)
        profiles = validation.load_profiles(settings.fhir_profiles)
        for problem in profiles.problems:
            structlog.get_logger(__name__).warning("fhir_profile_not_read", problem=problem)
        validation.use_profiles(profiles)
        bases = self.fhir_bases(port=self._port)
        share_secret(hmac.digest(secret_key(settings).encode(), CURSOR_USE, hashlib.sha256))
        return Engine(
            store,
            clock=now_us,
            on_change=subscriptions.on_change,
            checks={**identifier_checks(settings.takes_numbers), **subscriptions.checks},
            before_close=(subscriptions.stop, self._keeper(store).stop),
            settings=EngineSettings(
                validation=Level(settings.fhir_validation),
                body_bytes_max=settings.fhir_body_mb_max * 1024 * 1024,
                bases=frozenset(bases),
                software=__version__,
            ),
        )

    def application(self) -> Callable[..., Any]:
        """Return the ASGI application: static files and FHIR beside the pages."""
        from django.conf import settings  # noqa: PLC0415
        from django.core.asgi import get_asgi_application  # noqa: PLC0415
        from django.urls import reverse  # noqa: PLC0415

        from samspill.http.audit.endpoint import routes as audit_routes  # noqa: PLC0415
        from samspill.http.front import Front  # noqa: PLC0415
        from samspill.web import record  # noqa: PLC0415
        from samspill.web.content_types import ReadableContentType  # noqa: PLC0415
        from samspill.web.limits import BodyLimit  # noqa: PLC0415
        from samspill.web.signing_in import check_can_start  # noqa: PLC0415
        from samspill.web.static_files import LastingFiles  # noqa: PLC0415

        check_can_start(settings.SAMSPILL)
        static = LastingFiles(directory=settings.STATIC_ROOT)
        django = cast("ASGIApp", get_asgi_application())
        pages = BodyLimit(
            ReadableContentType(django),
            bytes_max=(settings.SAMSPILL.import_mb_max + 1) * 1024 * 1024,
            file_paths={reverse("imports:new")},
        )
        login = Login(settings.SAMSPILL, port=lambda: self._port)
        fhir = self.fhir(settings.SAMSPILL, login)
        record.opens_by(self.open_record)
        others = Starlette(
            routes=[
                Mount("/static", app=static, middleware=[Middleware(GZipMiddleware, minimum_size=500)]),
                *login.routes(now),
                audit_routes(self.open_log, self.audit_public_key),
                Mount("/", app=pages),
            ],
            lifespan=_lifespan(fhir, closed=self.close_record),
        )
        others.router.default = pages  # a mount's pattern passes over a line break (%0a) in an address
        others.router.redirect_slashes = False  # every address is somebody's already
        return Front(fhir, others)

    def fhir(self, settings: Settings, login: Login) -> "FhirEndpoint":
        """Return what answers below the FHIR base; nothing is opened yet."""
        from samspill.http.fhir.contracts import Limits  # noqa: PLC0415
        from samspill.http.fhir.endpoint import FhirEndpoint  # noqa: PLC0415

        return FhirEndpoint(
            self.open_engine,
            login.tokens(),
            hosts=settings.hosts,
            is_https=settings.https,
            clock=now,
            limits=Limits(body_bytes_max=settings.fhir_body_mb_max * 1024 * 1024),
            authorization=login.authorization(),
        )

    def examine(self) -> tuple[Finding, ...]:
        """Look at everything that can be missing or unsafe."""
        return examine(os.environ, prepare=self.prepare)


def _lifespan(fhir: "FhirEndpoint", *, closed: Callable[[], None]) -> Callable[[Starlette], Any]:
    """Open the engine while the server starts, and close it when it stops."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        opening = asyncio.create_task(fhir.warm_up())
        opening.add_done_callback(_settle)
        # What goes wrong here goes wrong again at the first request, which then says so; the pages do not wait for it.
        opening.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            yield
        finally:
            await asyncio.wait([opening])
            await fhir.close()
            closed()

    return lifespan


def _settle(_: "asyncio.Task[None]") -> None:
    """Leave what was imported out of every later collection, which would walk through it: 100 ms each time."""
    gc.freeze()
    gc.enable()


def run(argv: Sequence[str] | None = None) -> int:
    """Run the samspill command."""
    return cli.run(sys.argv[1:] if argv is None else argv, wiring=Samspill())
