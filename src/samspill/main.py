"""Wiring only: settings -> stores -> contexts -> one ASGI application."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.types import ASGIApp

from samspill.cli import main as cli
from samspill.cli.contracts import Finding
from samspill.settings.environment import Settings, load_settings
from samspill.settings.examination import examine
from samspill.settings.logging import set_up_logging


class Samspill:
    """What the commands are given (``cli.contracts.Wiring``)."""

    def prepare(self, overrides: Mapping[str, str] | None = None) -> Settings:
        """Put the overrides under the environment, read the settings, and set Django up."""
        for name, value in (overrides or {}).items():
            os.environ.setdefault(name, value)
        settings = load_settings(os.environ)
        set_up_logging(as_json=settings.log_json)
        os.environ["DJANGO_SETTINGS_MODULE"] = "samspill.settings.django"
        import django  # noqa: PLC0415  (reads the settings named just above)

        django.setup()
        return settings

    def bring_up_to_date(self) -> None:
        """Migrate the stores and collect the static files."""
        from django.core.management import call_command  # noqa: PLC0415  (needs prepare)

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)

    def load_demo(self) -> None:
        """Load the demo plan, once."""
        from samspill.kernel.clock import now  # noqa: PLC0415
        from samspill.plan import api as plan  # noqa: PLC0415
        from samspill.web.community import community  # noqa: PLC0415

        plan.load_demo(community=community(), at=now())

    def application(self) -> Callable[..., Any]:
        """Return the ASGI application: static files beside the pages."""
        from django.conf import settings  # noqa: PLC0415
        from django.core.asgi import get_asgi_application  # noqa: PLC0415
        from django.urls import reverse  # noqa: PLC0415

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
        return Starlette(
            routes=[
                Mount("/static", app=static, middleware=[Middleware(GZipMiddleware, minimum_size=500)]),
                Mount("/", app=pages),
            ]
        )

    def examine(self) -> tuple[Finding, ...]:
        """Look at everything that can be missing or unsafe."""
        return examine(os.environ, prepare=self.prepare)


def run(argv: Sequence[str] | None = None) -> int:
    """Run the samspill command."""
    return cli.run(sys.argv[1:] if argv is None else argv, wiring=Samspill())
