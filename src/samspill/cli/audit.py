"""samspill audit verify | show | proof | checkpoint | witness | retain | key: the log of who has looked up what."""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from samspill.cli.contracts import Wiring
from samspill.cli.serve import DEMO
from samspill.fhir.store.contracts import Store, StoreFailure
from samspill.kernel.clock import now, now_us
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

if TYPE_CHECKING:
    from samspill.access.audit import api as audit
    from samspill.fhir.auditing.contracts import Proved

RETAINED_DAYS_MIN = 3 * 365
"""EHDS (EU 2025/327) article 9(2): access is to be shown for at least three years back."""

CHANGED = 1
"""The exit code when something was found."""

_AGE = re.compile(r"([1-9][0-9]{0,4})([yd])")


def register(commands: Any) -> None:
    """Add the commands."""
    group = commands.add_parser("audit", help="tilgangsloggen: kontroller, vis, bevis, signer og slett det gamle")
    acts = group.add_subparsers(title="kommandoer", metavar="KOMMANDO", required=True)
    verify = _add(acts, "verify", act_verify, "les hele loggen og si fra om alt som er endret utenom Samspill")
    verify.add_argument(
        "--checkpoint", action="append", type=Path, metavar="FIL", default=[],
        help="et kontrollpunkt som andre har tatt vare på; kan gjentas",
    )  # fmt: skip
    verify.add_argument("--key", metavar="NØKKEL", help="loggens offentlige nøkkel, når den ikke ligger i datamappen")
    show = _add(acts, "show", act_show, "vis oppføringer")
    show.add_argument("--first", type=_count, metavar="PLASS", help="første plass; ellers de nyeste")
    show.add_argument("--count", type=_count, metavar="ANTALL", default=20, help="hvor mange; 20 om ikke annet er sagt")
    proof = _add(acts, "proof", act_proof, "bevis at en oppføring står i loggen (JSON)")
    proof.add_argument("position", type=_count, metavar="PLASS", help="plassen i loggen, fra 0")
    _add(acts, "checkpoint", act_checkpoint, "signer loggen slik den er, og skriv ut kontrollpunktet")
    witness = _add(
        acts, "witness", act_witness, "hent og kontroller andre parters logger, og ta vare på kontrollpunktene"
    )
    witness.add_argument("address", nargs="?", metavar="ADRESSE", help="én logg; ellers alle i SAMSPILL_AUDIT_PEERS")
    witness.add_argument("--key", metavar="NØKKEL", help="loggens offentlige nøkkel, når den ikke står i filen")
    _add(acts, "key", act_key, "skriv ut den offentlige nøkkelen som andre trenger")
    retain = _add(acts, "retain", act_retain, "slett oppføringer som er eldre enn lagringstiden; bevisene består")
    retain.add_argument(
        "--older-than", type=_age, metavar="ALDER", required=True, help="som 5y (år) eller 2000d (dager)"
    )


def _add(acts: Any, name: str, act: Callable[[argparse.Namespace, Wiring], int], text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = acts.add_parser(name, help=text)
    command.add_argument("--demo", action="store_true", help="bruk demoens data, som «samspill demo» viser")
    command.set_defaults(act=act)
    return command


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError("skriv et helt tall, 0 eller mer")
    return int(text)


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError("skriv en alder, for eksempel 5y (år) eller 2000d (dager)")
    days = int(found[1]) * (365 if found[2] == "y" else 1) + (int(found[1]) // 4 if found[2] == "y" else 0)
    return timedelta(days=days)


def act_verify(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Read the whole log; exit 1 when anything is wrong with it."""
    from samspill.cli import audit_words as words  # noqa: PLC0415
    from samspill.fhir.auditing import api as auditing  # noqa: PLC0415  (the engine takes a moment to import)

    _settings(arguments, wiring)
    key = _key(arguments.key) if arguments.key else wiring.audit_key()
    copies = [(str(path), _bytes_of(path)) for path in arguments.checkpoint]
    with _store(wiring) as store, _bar() as bar:
        task = bar.add_task("Leser loggen", total=None)
        verdict = auditing.verify(
            store, key=key, copies=copies, told=lambda done, size: bar.update(task, completed=done, total=size)
        )
    _print_all(words.verdict(verdict))
    return CHANGED if verdict.faults else 0


def act_show(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Print entries, one a line."""
    from samspill.cli import audit_words as words  # noqa: PLC0415
    from samspill.fhir.auditing import api as auditing  # noqa: PLC0415

    _settings(arguments, wiring)
    with _store(wiring) as store:
        _print_all(words.line(one) for one in auditing.show(store, first=arguments.first, count=arguments.count))
    return 0


def act_proof(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Print a proof as JSON."""
    from samspill.fhir.auditing import api as auditing  # noqa: PLC0415

    _settings(arguments, wiring)
    with _store(wiring) as store:
        print(json.dumps(_as_json(auditing.prove(store, arguments.position)), ensure_ascii=False, indent=2))  # noqa: T201
    return 0


def _as_json(proved: "Proved") -> Mapping[str, object]:
    """Return a proof as docs/reference/audit-log.md describes it."""
    from samspill.access.audit import api as audit  # noqa: PLC0415

    shown, proof = proved.shown, proved.proof
    entry = {} if shown.entry is None else {
        "entry": audit.canonical(shown.entry, shown.at).decode(), "salt": shown.salt.hex(),
    }  # fmt: skip
    return {
        "position": proof.position,
        "size": proof.size,
        **entry,
        "leaf": proof.leaf.hex(),
        "path": [one.hex() for one in proof.path],
        "root": proof.root.hex(),
        "checkpoint": proved.checkpoint.decode() or None,
    }


def act_checkpoint(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Sign the log as it is, and print the checkpoint and nothing else."""
    from samspill.fhir.auditing import api as auditing  # noqa: PLC0415

    _settings(arguments, wiring)
    with _store(wiring) as store:
        head = auditing.sign(store, wiring.audit_signer(), at=now_us())
    if head is None:
        raise Refused(say("Tilgangsloggen er tom, så det er ingenting å signere."))
    print(head.note.decode(), end="")  # noqa: T201
    return 0


def act_key(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Print the public key and nothing else; it is made when there is none."""
    _settings(arguments, wiring)
    print(wiring.audit_signer().public.written())  # noqa: T201
    return 0


def act_witness(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Look at others' logs, and say what came of it; exit 1 when one contradicts itself or could not be seen."""
    from samspill.cli import audit_words as words  # noqa: PLC0415
    from samspill.fhir.auditing import api as auditing  # noqa: PLC0415

    _settings(arguments, wiring)
    peers, signer, is_well = _peers(arguments, wiring), wiring.audit_signer(), True
    with _store(wiring) as store:
        for seen in auditing.Witness(store, signer, peers, auditing.Web()).look(at=now_us()):
            is_well = is_well and seen.kind is auditing.SeenKind.FOLLOWS
            _print_all([words.seen(seen)])
            if seen.is_trouble:
                path = wiring.keep_evidence(seen.origin, seen.evidence)
                _print_all([say("  Det som viser det, er lagt i %(file)s.", file=str(path))])
    return 0 if is_well else CHANGED


def _peers(arguments: argparse.Namespace, wiring: Wiring) -> "tuple[audit.Peer, ...]":
    from samspill.access.audit import api as audit  # noqa: PLC0415

    peers = wiring.audit_peers()
    if arguments.address and arguments.key:
        return (audit.Peer(arguments.address, arguments.address.rstrip("/"), _key(arguments.key), date.min),)
    if arguments.address:
        peers = tuple(peer for peer in peers if peer.url == arguments.address.rstrip("/"))
    if not peers:
        raise Refused(
            say("Ingen logger å passe på."),
            remedy=say("Skriv dem i filen som SAMSPILL_AUDIT_PEERS peker på, eller oppgi adresse og --key."),
        )
    return peers


def act_retain(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Delete what is older, and say how much that was."""
    from samspill.fhir.auditing import api as auditing  # noqa: PLC0415

    settings = _settings(arguments, wiring)
    if arguments.older_than.days < RETAINED_DAYS_MIN and not settings.demo:
        raise Refused(
            say("Oppføringer som er yngre enn tre år, blir ikke slettet."),
            why=say("EHDS (EU 2025/327) artikkel 9 krever at innsyn kan vises minst tre år tilbake."),
            remedy=say("Velg en lengre lagringstid, for eksempel 5y."),
        )
    before = int((now() - arguments.older_than).timestamp() * 1_000_000)
    with _store(wiring) as store:
        taken = auditing.retain(store, before=before, actor="samspill audit retain", request=token_hex(8))
    until = datetime.fromtimestamp(before / 1_000_000, UTC)
    text = say("Slettet fra før %(date)s: %(count)s plasser.", date=f"{until:%Y-%m-%d}", count=taken.count)
    _print_all([text])
    return 0


def _key(text: str) -> "audit.PublicKey":
    from samspill.access.audit import api as audit  # noqa: PLC0415
    from samspill.access.audit.contracts import NoteRefused  # noqa: PLC0415

    try:
        return audit.PublicKey.read(text)
    except NoteRefused as error:
        raise Refused(
            say("Den offentlige nøkkelen kan ikke leses."),
            remedy=say("Skriv den slik samspill audit key viser den, i anførselstegn."),
        ) from error


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            say("Filen %(file)s kan ikke leses.", file=str(path)),
            why=say("Systemet sier: %(error)s.", error=error.strerror or str(error)),
        ) from error


def _settings(arguments: argparse.Namespace, wiring: Wiring) -> Any:
    return wiring.read_settings(DEMO if arguments.demo else None)


@contextmanager
def _store(wiring: Wiring) -> Iterator[Store]:
    store = wiring.open_record_store()
    try:
        yield store
    except StoreFailure as error:
        raise Refused(
            say("Journalen kan ikke brukes akkurat nå."), why=say("Lageret sier: %(error)s", error=str(error))
        ) from error
    finally:
        store.close()


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _print_all(lines: Iterable[object]) -> None:
    for line in lines:
        print(line)  # noqa: T201
