"""samspill token: a short-lived bearer token for the FHIR API, in demo mode only."""

import argparse
import os
from typing import Any

from samspill.access.api import check_types_exist, parse_scopes
from samspill.cli.contracts import ServerSettings, Wiring
from samspill.cli.running import is_demo_server, port_of_server
from samspill.cli.serve import DEMO
from samspill.kernel.clock import now
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

ALL = "system/*.cruds"


def register(commands: Any) -> None:
    """Add the command."""
    token = commands.add_parser("token", help="lag et tilgangstoken til FHIR i demoen; det varer én time")
    token.add_argument(
        "--scope", metavar="TILGANGER", default=ALL, help="tilganger slik SMART skriver dem, for eksempel system/*.rs"
    )
    token.add_argument("--name", metavar="NAVN", default="demo", help="navnet som loggen skal vise")
    token.add_argument(
        "--base", metavar="ADRESSE", help="FHIR-adressen tokenet er for, når en mellomtjener har en annen"
    )
    token.set_defaults(act=act_token)


def act_token(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Print a token and nothing else."""
    scopes = parse_scopes(arguments.scope)
    _check_types(scopes)
    settings = _demo_settings(wiring)
    port = port_of_server(settings) or settings.port
    if not port and not arguments.base:
        raise Refused(
            say("Vi vet ikke hvilken adresse tokenet skal gjelde for."),
            why=say("Tjenesten svarer på en ledig port, og den kjører ikke nå."),
            remedy=say("Start tjenesten først, eller oppgi adressen med --base."),
        )
    audience = (arguments.base.rstrip("/"),) if arguments.base else wiring.fhir_bases(port=port)
    issued = wiring.demo_tokens().issue(scopes=scopes, audience=audience, name=arguments.name, at=now())
    print(issued)  # noqa: T201
    return 0


def _check_types(scopes: tuple[tuple[str, str], ...]) -> None:
    if any(resource_type != "*" for resource_type, _ in scopes):
        from samspill.fhir.definitions import api as definitions  # noqa: PLC0415  (reads R4's tables)

        check_types_exist(scopes, frozenset(definitions.resource_types()))


def _demo_settings(wiring: Wiring) -> ServerSettings:
    """Return the demo's settings: those of the environment, or of ``samspill demo`` where it says nothing.

    A server started with ``serve --demo`` is in demo mode whatever the environment of this command says.
    """
    says_nothing = not {"SAMSPILL_DEMO", "SAMSPILL_DATA"} & set(os.environ)
    settings = wiring.read_settings(DEMO if says_nothing else None)
    if settings.demo or ("SAMSPILL_DEMO" not in os.environ and is_demo_server(settings)):
        return settings
    raise Refused(
        say("Tokener lages bare i demomodus."),
        why=say("Systemer logger inn hos en utsteder som tjenesten stoler på."),
        remedy=say("Sett SAMSPILL_DEMO=1 på en maskin uten ekte opplysninger."),
    )
