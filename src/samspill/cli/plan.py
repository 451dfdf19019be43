"""samspill plan read: what a plan document says, as JSON, without writing anything."""

import argparse
import json
from pathlib import Path
from typing import Any

from samspill.cli.contracts import Wiring
from samspill.documents import api as documents
from samspill.plan.importing import api as importing


def register(commands: Any) -> None:
    """Add the commands."""
    plan = commands.add_parser("plan", help="les og importer planer")
    acts = plan.add_subparsers(title="kommandoer", metavar="KOMMANDO", required=True)
    read = acts.add_parser("read", help="vis hva Samspill forstår av en plan, uten å lagre noe")
    read.add_argument("files", nargs="+", type=Path, metavar="FIL", help="planen; flere filer er samme plan")
    read.add_argument("--json", action="store_true", help="skriv alt som JSON (plan-gold/1)")
    read.set_defaults(act=act_read)


def act_read(arguments: argparse.Namespace, _: Wiring) -> int:
    """Print what was understood; exit 1 when the file holds no plan."""
    found = importing.understand([documents.read(path=path) for path in arguments.files])
    if arguments.json:
        print(json.dumps(importing.to_gold(found), ensure_ascii=False, indent=2))  # noqa: T201
        return 1 if found.refusal else 0
    print(importing.summary(found))  # noqa: T201
    return 1 if found.refusal else 0
