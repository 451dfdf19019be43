"""Run as a program on a database of its own: threads change one plan at once. Prints what came of it as JSON."""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (Django must be set up first)
from django.db import connection  # noqa: E402
from tests.factories.plan_drafts import KEEPER, NOON, TRAINING, version_draft  # noqa: E402

from samspill.plan import api as plan  # noqa: E402
from samspill.plan.contracts import MeasureView, PlanRefused, PortfolioFilter, Stale, Status, VersionId, VersionState  # noqa: E402

THREADS = 6


def main() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    version_id = plan.create_version(draft=version_draft(), by=KEEPER, at=NOON)
    measure, other = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[:2]
    edits = at_once(lambda number: edit(measure, number))
    reports = at_once(lambda number: report_until_kept(other, number))
    imports = at_once(lambda _: plan.create_version(draft=version_draft(fingerprint="same"), by=KEEPER, at=NOON))
    plan.turn_version(version_id=version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=NOON.date())
    drafts = at_once(lambda _: start(version_id))
    measure, other = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[:2]
    history = [change.field for change in plan.history(measure_id=measure.id) if change.field]
    comments = [change.why for change in plan.history(measure_id=other.id) if change.field]
    sys.stdout.write(
        json.dumps(
            {
                "edits": Counter(edits),
                "revision after edits": measure.revision,
                "history of edits": history,
                "reports": Counter(reports),
                "revision after reports": other.revision,
                "comments": sorted(comments),
                "imported versions": len(set(imports)),
                "started drafts": Counter(drafts),
            }
        )
    )


def at_once(act: Callable[[int], object]) -> list[object]:
    """Let every thread act at the same moment; return what each of them met."""
    met: list[object] = []
    start_line = threading.Barrier(THREADS)

    def run(number: int) -> None:
        try:
            start_line.wait()
            met.append(act(number))
        except Exception as error:  # noqa: BLE001  (whatever a thread meets is told to the test)
            met.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


def edit(measure: MeasureView, number: int) -> str:
    try:
        plan.edit_measure(
            measure_id=measure.id,
            version_id=measure.version_id,
            draft=replace(TRAINING, remark=f"Merknad {number}"),
            revision=measure.revision,
            by=KEEPER,
            at=NOON,
        )
    except Stale as stale:
        return f"stale at revision {stale.newer.revision}"
    return "kept"


def report_until_kept(measure: MeasureView, number: int) -> str:
    while True:
        now = plan.measure(measure_id=measure.id, version_id=measure.version_id)
        try:
            plan.report_status(
                measure_id=now.id,
                version_id=now.version_id,
                year=2026,
                status=Status.IN_PROGRESS,
                comment=str(number),
                revision=now.revision,
                by=KEEPER,
                at=NOON,
            )
        except Stale:
            continue
        return "kept"


def start(version_id: VersionId) -> str:
    try:
        plan.start_version(from_id=version_id, by=KEEPER, at=NOON)
    except PlanRefused:
        return "refused"
    return "started"


if __name__ == "__main__":
    main()
