"""What the audit commands say of a log, in bokmål."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from samspill.access.audit.contracts import Fault, FaultKind, Verdict
from samspill.fhir.auditing.api import Seen, SeenKind
from samspill.fhir.auditing.contracts import Shown
from samspill.kernel.texts import Text, say

SHOWN_MAX = 100
"""Faults that are printed."""

KINDS: Mapping[FaultKind, Text] = {
    FaultKind.CHANGED: say("Oppføringen er endret etter at den ble forseglet."),
    FaultKind.LEAF_CHANGED: say("Oppføringen er som den var, men hashen som er lagret for den, er endret."),
    FaultKind.REMOVED: say("Oppføringen er fjernet, uten at loggen sier at den ble slettet etter lagringstid."),
    FaultKind.LEAF_REMOVED: say("Hashen som er lagret for plassen, er fjernet."),
    FaultKind.INSERTED: say("En oppføring er satt inn uten å være forseglet."),
    FaultKind.MOVED: say("Oppføringen er flyttet hit fra en annen plass."),
    FaultKind.REWRITTEN: say("Noe på disse plassene er skrevet om, fjernet eller satt inn."),
    FaultKind.NODE_CHANGED: say("En mellomhash er endret. Oppføringene under den er som de var."),
    FaultKind.CHECKPOINT: say("Et kontrollpunkt holder ikke."),
    FaultKind.CUT: say("Loggen er kortere enn den var. Oppføringer på disse plassene er fjernet."),
}

SEEN: Mapping[SeenKind, str] = {
    SeenKind.FOLLOWS: str(say("Følger det den har signert før. Plasser: %(size)s.")),
    SeenKind.UNREACHABLE: str(say("Svarer ikke.")),
    SeenKind.UNREADABLE: str(say("Svarer noe som ikke kan leses eller ikke er signert av den.")),
    SeenKind.SHRANK: str(say("Er blitt kortere enn den har signert.")),
    SeenKind.FORKED: str(say("Viser en annen fortid enn den har signert.")),
}


def verdict(found: Verdict) -> Iterator[object]:
    """Yield what was found, line by line."""
    root = b64encode(found.root).decode()
    yield say("Tilgangsloggen har %(size)s plasser. Rot: %(root)s", size=found.size, root=root)
    if found.signed:
        count = found.checkpoints
        yield say(
            "Signert fra plass 0 til %(last)s. Kontrollpunkter lest: %(count)s.", last=found.signed - 1, count=count
        )
    if found.size > found.signed:
        yield say("Ikke dekket av noe kontrollpunkt: %(count)s.", count=found.size - found.signed)
    if found.retained:
        yield say("Slettet etter lagringstid: %(count)s.", count=found.retained)
    for one in found.retentions:
        yield say(
            "  Plass %(position)s (%(at)s) sier at %(first)s-%(last)s ble slettet.",
            position=one.position, at=moment(one.at), first=one.first, last=one.last,
        )  # fmt: skip
    if found.waiting.count:
        yield say(
            "Venter på å bli forseglet: %(count)s, den eldste fra %(at)s.",
            count=found.waiting.count, at=moment(found.waiting.oldest),
        )  # fmt: skip
    yield from (fault(one) for one in found.faults[:SHOWN_MAX])
    if found.faults:
        yield say("Loggen er endret utenom Samspill. Antall funn: %(count)s.", count=len(found.faults))
    else:
        yield say("Ingenting er endret.")


def fault(found: Fault) -> str:
    """Return one fault as a line."""
    place = str(found.first) if found.first == found.last else f"{found.first}-{found.last}"
    times = "–".join(dict.fromkeys(moment(at) for at in (found.since, found.until) if at))
    where = say("plass %(place)s", place=place) if found.kind is not FaultKind.INSERTED else say("uten plass")
    number = f" [{found.number}]" if found.number >= 0 else ""
    detail = f" ({found.text})" if found.text else ""
    return f"✗ {where}{f' ({times})' if times else ''}: {KINDS[found.kind]}{number}{detail}"


def line(shown: Shown) -> str:
    """Return one place of the log as a line."""
    entry = shown.entry
    if entry is None:
        return f"{shown.position}  {say('(slettet eller fjernet)')}  {shown.leaf.hex()}"
    what = "/".join(part for part in (entry.resource_type, entry.id, str(entry.version or "")) if part)
    parts = (
        str(shown.position), moment(shown.at), entry.actor, entry.name, entry.role, entry.organisation, entry.purpose,
        entry.interaction, what, str(entry.status), entry.kind, entry.detail, entry.request,
    )  # fmt: skip
    return "  ".join(part for part in parts if part)


def seen(found: Seen) -> str:
    """Return what came of looking at a log as a line."""
    sign = "✓" if found.kind is SeenKind.FOLLOWS else "✗" if found.is_trouble else "!"
    by = say(", holdt mot det %(name)s har tatt vare på", name=found.by) if found.by else ""
    detail = f" ({found.text})" if found.text else ""
    return f"{sign} {found.origin}{by}: {SEEN[found.kind] % {'size': found.size}}{detail}"


def moment(at: int) -> str:
    """Return a time as UTC, to the millisecond."""
    return f"{datetime.fromtimestamp(at / 1_000_000, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
