"""The samspill command: its words, and how a refusal becomes an exit code."""

import argparse
import sys
from collections.abc import Sequence

from samspill import __version__
from samspill.cli import audit, doctor, plan, records, serve, token
from samspill.cli.contracts import Wiring
from samspill.kernel.refusals import Refused

REFUSED = 1
"""The exit code of a refusal; argparse uses 2 for words it does not know."""


def run(argv: Sequence[str], *, wiring: Wiring) -> int:
    """Run one command and return its exit code; a refusal is said on standard error, without a traceback."""
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.act(arguments, wiring))
    except Refused as refused:
        for sentence in refused.sentences:
            print(sentence, file=sys.stderr)  # noqa: T201
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every command in it."""
    parser = argparse.ArgumentParser(prog="samspill", description="Samspill: helsefellesskapets felles arbeidssted.")
    parser.add_argument("--version", action="version", version=f"samspill {__version__}")
    commands = parser.add_subparsers(title="kommandoer", metavar="KOMMANDO", required=True)
    serve.register(commands)
    plan.register(commands)
    records.register(commands)
    audit.register(commands)
    token.register(commands)
    doctor.register(commands)
    return parser
