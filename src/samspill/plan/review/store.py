"""The only queries on the import's tables. Whoever calls decides what is allowed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from samspill.kernel.people import Person, PersonId
from samspill.kernel.texts import Text
from samspill.plan.contracts import VersionId
from samspill.plan.importing.contracts import FoundPlan
from samspill.plan.review.contracts import (
    AreaWords,
    Decision,
    GoalWords,
    GroupWords,
    KeptFile,
    Leaf,
    LeafHead,
    LeafTable,
    LeafText,
    MeasureWords,
    PlanWords,
    Reading,
    Row,
    RowKind,
    RunId,
    RunState,
    RunView,
    Verdict,
    Words,
)
from samspill.plan.review.models import ImportFile, ImportLeaf, ImportReading, ImportRun, RowDecision, RunTurn
from samspill.plan.review.rules import standing
from samspill.plan.review.serialising import from_json, plan_from_json, text_from_json, text_to_json, to_json

_WORDS: Mapping[RowKind, type[Words]] = {
    RowKind.PLAN: PlanWords,
    RowKind.GOAL: GoalWords,
    RowKind.AREA: AreaWords,
    RowKind.GROUP: GroupWords,
    RowKind.MEASURE: MeasureWords,
}


# Runs


def run_of_files(fingerprint: str) -> ImportRun | None:
    """Return the run these files are in already, unless it is dropped."""
    return _runs().filter(fingerprint=fingerprint).exclude(state=RunState.DROPPED.value).first()


def free_files(run: ImportRun) -> None:
    """Let the same files come in again: the draft that they became was discarded. The run stays as it ended."""
    ImportRun.objects.filter(pk=run.pk).update(fingerprint=f"discarded-{run.pk}")


def add_run(*, files: Sequence[KeptFile], fingerprint: str, by: Person, at: datetime) -> ImportRun:
    """Add a run with its files."""
    run = ImportRun.objects.create(
        fingerprint=fingerprint,
        received_at=at,
        heard_at=at,
        by_id=by.id,
        by_name=by.name,
        title=files[0].name,
    )
    ImportFile.objects.bulk_create(
        ImportFile(run=run, position=position, name=file.name, sha256=file.sha256, size=file.size)
        for position, file in enumerate(files)
    )
    return run


def find(run_id: int) -> ImportRun | None:
    """Return a run."""
    return _runs().filter(pk=run_id).first()


def lock(run_id: int) -> ImportRun | None:
    """Return a run that nobody else changes until the transaction ends (SQLite: its one writer already holds it)."""
    runs = ImportRun.objects.filter(pk=run_id)
    return (runs.select_for_update() if connection.features.has_select_for_update else runs).first()


def newest(count: int) -> tuple[ImportRun, ...]:
    """Return the newest runs, newest first."""
    return tuple(_runs().order_by("-received_at", "-id")[:count])


def turn(run: ImportRun, to: RunState, *, at: datetime, by_name: str = "", **also: Any) -> None:
    """Take a locked run to a state, and remember who did it."""
    RunTurn.objects.create(run=run, at=at, by_name=by_name, before=run.state, after=to.value)
    run.state = to.value
    for name, value in also.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *also])


def hear(run_id: int, attempt: int, *, at: datetime, reading: Reading | None = None) -> bool:
    """Note that somebody is still at work on the run; tell whether anybody still waits for this attempt."""
    waiting = ImportRun.objects.filter(
        pk=run_id, attempt=attempt, state__in=[RunState.RECEIVED.value, RunState.READING.value]
    )
    told = {"reading": asdict(reading)} if reading else {}
    return bool(waiting.update(heard_at=at, **told))


def files_only_in(run: ImportRun) -> tuple[str, ...]:
    """Return the checksums of files that no other living run holds."""
    own = [file.sha256 for file in run.files.all()]
    held = (
        ImportFile.objects.filter(sha256__in=own)
        .exclude(run=run)
        .exclude(run__state=RunState.DROPPED.value)
        .values_list("sha256", flat=True)
    )
    return tuple(set(own) - set(held))


def runs_with_files_of(run: ImportRun) -> tuple[ImportRun, ...]:
    """Return other living runs that hold one of this run's files."""
    own = [file.sha256 for file in run.files.all()]
    others = _runs().filter(files__sha256__in=own).exclude(pk=run.pk).exclude(state=RunState.DROPPED.value)
    return tuple(others.distinct().order_by("-received_at"))


def view(run: ImportRun, *, at: datetime) -> RunView:
    """Return a run as its pages show it at a moment."""
    finished = next((made.at for made in run.turns.all() if made.after == RunState.ACCEPTED.value), None)
    return RunView(
        id=RunId(run.pk),
        state=standing(RunState(run.state), heard_at=run.heard_at, at=at),
        files=tuple(
            KeptFile(name=file.name, sha256=file.sha256, size=file.size, form=file.form, pages=file.pages)
            for file in sorted(run.files.all(), key=lambda file: file.position)
        ),
        received_at=run.received_at,
        by_id=PersonId(run.by_id),
        by_name=run.by_name,
        reading=Reading(**run.reading),
        title=run.title,
        refusal=tuple(text_from_json(text) for text in run.refusal),
        measures=run.measures,
        flagged=run.flagged,
        version_id=VersionId(run.version) if run.version is not None else None,
        finished_at=finished,
    )


def _runs() -> QuerySet[ImportRun]:
    return ImportRun.objects.prefetch_related("files", "turns")


# What was read


def keep_reading(run: ImportRun, result: Mapping[str, Any]) -> None:
    """Keep what a reader understood, in the place of what an earlier reader did."""
    forget_reading(run)
    ImportReading.objects.create(run=run, content=_content(result))
    leaves = (from_json(leaf, Leaf) for leaf in result["leaves"])
    ImportLeaf.objects.bulk_create((_leaf_row(run, leaf) for leaf in leaves), batch_size=200)
    for told in result["files"]:
        run.files.filter(sha256=told["sha256"]).update(form=told["form"], pages=told["pages"])


def _content(result: Mapping[str, Any]) -> dict[str, Any]:
    return {**result["reading"], "warnings": result["warnings"], "places": result["places"]}


def forget_reading(run: ImportRun) -> None:
    """Remove what was read and decided."""
    ImportReading.objects.filter(run=run).delete()
    ImportLeaf.objects.filter(run=run).delete()
    RowDecision.objects.filter(run=run).delete()


def reading_of(run: ImportRun) -> tuple[FoundPlan, tuple[Text, ...], Mapping[str, int]]:
    """Return what was understood, what the readers warned of, and the leaf each row stands in, by path."""
    content = ImportReading.objects.get(run=run).content
    warnings = tuple(text_from_json(text) for text in content["warnings"])
    # A run that an older Samspill has read has no places; its rows lead to where the document begins.
    return plan_from_json(content), warnings, content.get("places", {})


def _leaf_row(run: ImportRun, leaf: Leaf) -> ImportLeaf:
    return ImportLeaf(
        run=run,
        position=leaf.head.position,
        document=leaf.head.document,
        sha256=leaf.head.sha256,
        page=leaf.head.page,
        part=leaf.head.part,
        blocks=to_json(leaf, Leaf).get("blocks", []),
    )


def leaf_heads(run: ImportRun) -> tuple[LeafHead, ...]:
    """Return which leaves there are, in order."""
    rows = run.leaves.order_by("position").values_list("position", "document", "sha256", "page", "part")
    return tuple(
        LeafHead(position=position, document=document, sha256=sha256, page=page, part=part)
        for position, document, sha256, page, part in rows
    )


def leaves(run: ImportRun, positions: Iterable[int]) -> tuple[Leaf, ...]:
    """Return some leaves with their content."""
    rows = run.leaves.filter(position__in=list(positions)).order_by("position")
    return tuple(
        Leaf(
            head=LeafHead(
                position=row.position, document=row.document, sha256=row.sha256, page=row.page, part=row.part
            ),
            blocks=from_json(row.blocks, tuple[LeafText | LeafTable, ...]),
        )
        for row in rows
    )


# Decisions


def decisions_of(run: ImportRun, rows: Sequence[Row]) -> dict[str, Decision]:
    """Return what was decided, by path."""
    kinds = {row.path: row.kind for row in rows}
    return {
        made.path: Decision(
            verdict=Verdict(made.verdict),
            by_name=made.by_name,
            at=made.at,
            revision=made.pk,
            words=from_json(made.words, _WORDS[kinds[made.path]]) if made.words is not None else None,
        )
        for made in RowDecision.objects.filter(run=run)
        if made.path in kinds
    }


def decide(run: ImportRun, words: Mapping[str, Words | None], verdict: Verdict, *, by: Person, at: datetime) -> None:
    """Keep a decision on each of the rows (by path, with what is kept), in the place of an earlier one."""
    RowDecision.objects.filter(run=run, path__in=words.keys()).delete()
    RowDecision.objects.bulk_create(
        RowDecision(
            run=run,
            path=path,
            verdict=verdict.value,
            words=to_json(said, type(said)) if said is not None else None,
            at=at,
            by_id=by.id,
            by_name=by.name,
        )
        for path, said in words.items()
    )


def undo(run: ImportRun, path: str) -> None:
    """Take a decision back."""
    RowDecision.objects.filter(run=run, path=path).delete()


def refusal_json(sentences: Iterable[Text]) -> list[Any]:
    """Return a refusal's sentences as a run keeps them."""
    return [text_to_json(sentence) for sentence in sentences]
