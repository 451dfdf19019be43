"""Writes what login takes and refuses from the tables that test it: docs/reference/login.md.

Run as ``python -m scripts.login_page`` after changing the attacks in tests/spec/access, or a fault's words;
tests/docs/test_login_page.py says when it was forgotten.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.spec.access import proof_attacks, token_attacks
from tests.spec.access.attacks import Group

from samspill.access.login.faults import Fault, error_of, status_of
from samspill.access.login.issuers_file import ALGORITHMS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "login.md"
BEGIN, END = "<!-- from here on written by scripts/login_page.py -->\n", "<!-- to here -->\n"
GROUPS = (*proof_attacks.GROUPS, *token_attacks.GROUPS)


def page(now: str) -> str:
    """Return the page with its tables made anew."""
    before, _, rest = now.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + "\n".join(_tables()) + "\n" + END + after


def _tables() -> Iterator[str]:
    yield "## Algorithms\n"
    yield "| kind of issuer | its tokens may be signed by |\n|---|---|"
    for kind, algorithms in ALGORITHMS.items():
        yield f"| `{kind.value}` | {' '.join(f'`{name}`' for name in sorted(algorithms))} |"
    yield "\n## Refusals\n"
    yield "What the caller is told.\n"
    yield "| fault | status | error | words |\n|---|---|---|---|"
    for fault in Fault:
        error = f"`{error_of(fault)}`" if error_of(fault) else ""
        yield f"| `{fault.name}` | {status_of(fault)} | {error} | {fault.value}. |"
    count = sum(len(group.attacks) for group in GROUPS)
    yield f"\n## Attacks\n\n{count} attacks, each refused for its own reason. Beside each group stands what is let in."
    for group in GROUPS:
        yield from _group(group)


def _group(group: Group) -> Iterator[str]:
    yield f"\n### {group.title}\n"
    yield "Let in:\n"
    for what, _ in group.honest:
        yield f"- {what}"
    yield "\n| somebody … | is refused for |\n|---|---|"
    for attack in group.attacks:
        yield f"| {attack.what} | `{attack.fault.name}` |"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
