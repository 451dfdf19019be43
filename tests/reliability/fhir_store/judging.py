"""What must hold in a record store after its writers were killed, against what they had been told."""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.factories.records import rows_of

from samspill.fhir.auditing.api import verify
from samspill.fhir.store.api import differences
from samspill.fhir.store.contracts import HistoryScope, Store


@dataclass
class Verdict:
    """What was found; all but ``acknowledged`` and ``unacknowledged`` must be empty."""

    acknowledged: int = 0
    unacknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    index: list[object] = field(default_factory=list)
    log: list[object] = field(default_factory=list)

    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.half or self.gaps or self.index or self.log)


def say(what: str, verdict: Verdict) -> None:
    """Show the figures of a proof (with ``pytest -s``)."""
    sys.stderr.write(
        f"\n{what}: {verdict.acknowledged} acknowledged, {len(verdict.lost)} lost, {len(verdict.doubled)} doubled, "
        f"{verdict.unacknowledged} written without the answer arriving, {len(verdict.index)} index differences\n"
    )


def judge(store: Store, log: Path) -> Verdict:
    """Compare the store with the log of what was acknowledged."""
    lines = [line.split() for line in log.read_text().splitlines()]
    told = [line for line in lines if line[0] not in ("refused", "uncertain")]
    refused = {line[1] for line in lines if line[0] == "refused"}
    verdict = Verdict(acknowledged=len(told))
    with store.snapshot() as snapshot:
        audit = {row[0]: (row[1], row[2]) for row in snapshot.stream("SELECT request, resource, version FROM audit")}
        audit_rows = snapshot.select("SELECT count(*) FROM audit")[0][0]
        versions = [
            row
            for table in ("resource", "version")
            for row in snapshot.stream(f"SELECT id, version, method, sequence, at FROM {table}")
        ]
        jobs = [row[0] for row in snapshot.stream("SELECT subject FROM outbox")]
        total = snapshot.history_count(HistoryScope())
    verdict.unacknowledged = len(audit) - len(told)
    kept = Counter((name, version) for name, version, *_ in versions)
    for kind, request, name, version in told:
        if request not in audit or (kind != "note" and kept[name, int(version)] == 0):
            verdict.lost.append(f"{kind} {request} {name} {version}")
    verdict.doubled += [str(one) for one, count in kept.items() if count > 1]
    verdict.doubled += [f"audit rows {audit_rows}, requests {len(audit)}"] if audit_rows != len(audit) else []
    verdict.doubled += [f"refused and written: {request}" for request in refused & set(audit)]
    noted = Counter((name, version) for name, version in audit.values() if version)
    verdict.half += [f"version without audit {one}" for one in kept.keys() - noted.keys()]
    verdict.half += [f"audit without version {one}" for one in noted.keys() - kept.keys()]
    made = Counter(name for name, version in kept if version == 1)
    verdict.half += [f"outbox {name}" for name in (made - Counter(jobs)) | (Counter(jobs) - made)]
    verdict.gaps += _gaps(versions)
    verdict.gaps += [f"history counts {total}"] if total != len(versions) else []
    verdict.index += list(differences(store, rows_of))
    verdict.log += _unsealed(store, audit_rows)
    return verdict


def _unsealed(store: Store, audit_rows: int) -> list[object]:
    """What is wrong with the audit log: every row must be sealed once, and the tree be right."""
    found = verify(store, key=None)
    until = time.monotonic() + 60
    while found.waiting.count and time.monotonic() < until:  # on PostgreSQL rows are sealed a moment after
        time.sleep(0.1)
        found = verify(store, key=None)
    wrong: list[object] = list(found.faults)
    return wrong if (found.size, found.waiting.count) == (audit_rows, 0) else [*wrong, found.size, found.waiting]


def _gaps(versions: list[tuple[str, int, int, int, int]]) -> list[str]:
    """Versions run from 1 without a gap, and sequence and time follow them."""
    chains: dict[str, list[tuple[int, int, int]]] = {}
    for name, version, _, sequence, at in versions:
        chains.setdefault(name, []).append((version, sequence, at))
    wrong = []
    for name, chain in chains.items():
        chain.sort()
        numbers, sequences, times = (list(column) for column in zip(*chain, strict=True))
        if numbers != list(range(1, len(chain) + 1)) or sequences != sorted(set(sequences)) or times != sorted(times):
            wrong.append(f"{name}: {chain}")
    if len({sequence for _, _, _, sequence, _ in versions}) != len(versions):
        wrong.append("a sequence is used twice")
    return wrong
