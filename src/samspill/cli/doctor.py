"""samspill doctor: what is missing or unsafe, and what to do about it."""

import argparse
from typing import Any

from rich.console import Console
from rich.text import Text as Styled

from samspill.cli.contracts import Finding, Level, Wiring

_SHOWN = {Level.GOOD: ("✓", "green"), Level.UNSAFE: ("!", "yellow"), Level.MISSING: ("✗", "red")}


def register(commands: Any) -> None:
    """Add the command."""
    doctor = commands.add_parser("doctor", help="forklar hva som mangler eller er utrygt")
    doctor.set_defaults(act=act_doctor)


def act_doctor(_: argparse.Namespace, wiring: Wiring) -> int:
    """Print every finding; exit 1 when something is missing, 0 when Samspill can start."""
    findings = wiring.examine()
    console = Console(soft_wrap=True, highlight=False)
    for finding in findings:
        console.print(_line(finding))
    missing = sum(finding.level is Level.MISSING for finding in findings)
    unsafe = sum(finding.level is Level.UNSAFE for finding in findings)
    console.print(f"{len(findings)} ting undersøkt. Mangler: {missing}. Utrygt: {unsafe}.", markup=False)
    return 1 if missing else 0


def _line(finding: Finding) -> Styled:
    sign, colour = _SHOWN[finding.level]
    line = Styled(f"{sign} ", style=colour).append(str(finding.text), style="default")
    if finding.remedy and finding.level is not Level.GOOD:
        line.append(f" {finding.remedy}", style="default")
    return line
