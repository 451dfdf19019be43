"""samspill demo | init | serve."""

import argparse
import gc
import socket
import sys
from typing import Any

import uvicorn

from samspill.cli import running
from samspill.cli.contracts import Level, ServerSettings, Wiring
from samspill.cli.memory import share_heaps
from samspill.kernel.communities import OSLO, load_community
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

DEMO = {"SAMSPILL_DEMO": "1", "SAMSPILL_DATA": "var/demo"}
"""Defaults of the demo; the environment wins over them."""


SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter when another waits. At Python's own 5 ms a read beside transactions waits
that long several times over: with two writers, p50 94 ms became 33, p99 857 became 260, and no write was slower."""


def register(commands: Any) -> None:
    """Add the commands."""
    demo = commands.add_parser("demo", help="start Samspill med demofellesskapet på denne maskinen")
    demo.set_defaults(act=act_demo)
    init = commands.add_parser("init", help="gjør databasen og de statiske filene klare")
    init.set_defaults(act=act_init)
    serve = commands.add_parser("serve", help="start tjenesten")
    serve.add_argument("--port", metavar="PORT", help="porten den svarer på; går foran SAMSPILL_PORT")
    serve.add_argument(
        "--demo", action="store_true", help="start i demomodus, med demoens data om ingen andre er valgt"
    )
    serve.set_defaults(act=act_serve)


def act_demo(_: argparse.Namespace, wiring: Wiring) -> int:
    """Set everything up, load the demo plan, print the roles, and serve."""
    _start_lightly()
    settings = wiring.prepare(DEMO)
    if not settings.demo:
        raise Refused(
            say("Demoen starter ikke når SAMSPILL_DEMO er slått av."),
            remedy=say("Fjern SAMSPILL_DEMO fra miljøet, eller bruk samspill serve."),
        )
    wiring.bring_up_to_date()
    wiring.load_demo()
    print("Demoroller du kan velge når du logger inn:")  # noqa: T201
    for person in load_community(OSLO).people:
        print(f"  {person.name}")  # noqa: T201
    return _serve(settings, wiring)


def act_init(_: argparse.Namespace, wiring: Wiring) -> int:
    """Migrate and collect; safe to run again."""
    settings = wiring.prepare()
    wiring.bring_up_to_date()
    print(f"Samspill er gjort klar i {settings.data}.")  # noqa: T201
    return 0


def act_serve(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Serve until stopped; in the demo, what is not made ready yet is made ready first."""
    _start_lightly()
    flags = {} if arguments.port is None else {"SAMSPILL_PORT": arguments.port}
    if not arguments.demo:
        return _serve(wiring.prepare(flags=flags), wiring)
    settings = wiring.prepare(DEMO, flags={**flags, "SAMSPILL_DEMO": "1"})
    if any(finding.level is Level.MISSING for finding in wiring.examine()):
        wiring.bring_up_to_date()
        wiring.load_demo()
    return _serve(settings, wiring)


def _start_lightly() -> None:
    """Collect nothing while the server starts: what is imported stays, and main.py turns collecting on again."""
    share_heaps()
    gc.disable()


def _serve(settings: ServerSettings, wiring: Wiring) -> int:
    application = wiring.application()
    _warn(wiring)
    listener = _listen(settings)
    host, port = listener.getsockname()[:2]
    wiring.listens_on(port)
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        application, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=10
    )
    print(f"Samspill svarer på http://{shown}:{port}/ (stopp med Ctrl+C)", flush=True)  # noqa: T201
    sys.setswitchinterval(SWITCH_SECONDS)
    with listener, running.noted(settings, f"http://{shown}:{port}", is_demo=settings.demo):
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _warn(wiring: Wiring) -> None:
    """Say on standard error what ``samspill doctor`` finds unsafe; whoever starts a server may never ask it."""
    for finding in wiring.examine():
        if finding.level is Level.UNSAFE:
            print(f"! {finding.text} {finding.remedy or ''}".rstrip(), file=sys.stderr, flush=True)  # noqa: T201


def _listen(settings: ServerSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.address, settings.port))
        listener.listen()  # whoever reads the address below may ask at once, and waits until the server takes over
    except OSError as error:
        listener.close()
        raise Refused(
            say("Samspill får ikke svare på %(address)s port %(port)s.", address=settings.address, port=settings.port),
            why=say("Systemet sier: %(error)s.", error=error.strerror or str(error)),
            remedy=say("Stopp det som bruker porten, eller velg en annen med SAMSPILL_PORT."),
        ) from error
    return listener
