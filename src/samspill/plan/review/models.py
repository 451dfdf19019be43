"""The import's tables: what was received, read and decided. The plan is changed only when a run is accepted."""

from enum import StrEnum

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from samspill.plan.review.contracts import RunState, Verdict


def _one_of(field: str, enum: type[StrEnum]) -> CheckConstraint:
    """Let a column hold only the values of an enumeration."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": [member.value for member in enum]}), name=f"%(class)s_{field}_known"
    )


class ImportRun(models.Model):
    """Files of one plan, on their way from received to a version of the plan."""

    fingerprint = models.CharField(max_length=80)
    """Of the files' checksums: the same files are the same run, until it is dropped."""
    state = models.CharField(max_length=20, default=RunState.RECEIVED.value)
    received_at = models.DateTimeField()
    by_id = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    attempt = models.PositiveIntegerField(default=0)
    """Counts the readings, so that what a forgotten reader says of an older one changes nothing."""
    heard_at = models.DateTimeField()
    """When the reader, or whoever waits to start it, last told that it lives."""
    reading = models.JSONField(default=dict)
    refusal = models.JSONField(default=list)
    title = models.CharField(max_length=300, blank=True)
    measures = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    version = models.BigIntegerField(null=True)
    """The ``VersionId`` that came of it."""

    class Meta:
        constraints = (
            _one_of("state", RunState),
            UniqueConstraint(fields=["fingerprint"], condition=~Q(state="dropped"), name="import_of_files_once"),
            CheckConstraint(
                condition=Q(state="accepted", version__isnull=False) | (~Q(state="accepted") & Q(version__isnull=True)),
                name="accepted_import_has_its_version",
            ),
            CheckConstraint(condition=~Q(by_id="") & ~Q(by_name=""), name="import_has_a_hand"),
        )


class ImportFile(models.Model):
    """A file of a run; its bytes lie in the import folder under the checksum."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    form = models.CharField(max_length=10, blank=True)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["run", "position"], name="import_file_position_once"),
            UniqueConstraint(fields=["run", "sha256"], name="import_file_once_a_run"),
        )


class ImportReading(models.Model):
    """What was understood of a run's files, whole (``serialising``). Apart from the run, so that lists stay light."""

    run = models.OneToOneField(ImportRun, models.CASCADE, related_name="understood")
    content = models.JSONField()


class ImportLeaf(models.Model):
    """A piece of a document as the review shows it beside the rows."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="leaves")
    position = models.PositiveIntegerField()
    document = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    page = models.PositiveIntegerField()
    part = models.PositiveIntegerField(default=1)
    blocks = models.JSONField()

    class Meta:
        constraints = (UniqueConstraint(fields=["run", "position"], name="import_leaf_position_once"),)


class RowDecision(models.Model):
    """What was last decided about a row of a run. Deciding anew makes a new record, so that its id tells the newer."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="decisions")
    path = models.CharField(max_length=100)
    verdict = models.CharField(max_length=20)
    words = models.JSONField(null=True)
    """What the person kept: the words as they stood on the screen, or the corrected ones."""
    at = models.DateTimeField()
    by_id = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = (
            _one_of("verdict", Verdict),
            UniqueConstraint(fields=["run", "path"], name="decision_once_a_row"),
            CheckConstraint(
                condition=Q(verdict="drop", words__isnull=True) | (~Q(verdict="drop") & Q(words__isnull=False)),
                name="decision_keeps_its_words",
            ),
        )


class RunTurn(models.Model):
    """A run went from one state to another. Never edited."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="turns")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200, blank=True)
    """Empty when the reader itself did it."""
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)

    class Meta:
        constraints = (_one_of("before", RunState), _one_of("after", RunState))
