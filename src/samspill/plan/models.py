"""The plan's tables. What must always hold is a constraint here; what somebody may do stands in ``rules``.

``Change`` and ``StatusReport`` are only ever added to, and the texts of an adopted version never change: the
migrations 0002 and 0003 let the database itself refuse it. Organisations and persons belong to others and are kept by
id.
"""

from enum import StrEnum

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from samspill.plan.contracts import Act, CellKind, MeasureState, Origin, Status, VersionState
from samspill.plan.drafts import YEAR_MAX, YEAR_MIN


def _one_of(field: str, enum: type[StrEnum]) -> CheckConstraint:
    """Let a column hold only the values of an enumeration."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": [member.value for member in enum]}), name=f"%(class)s_{field}_known"
    )


def _year(*, optional: bool = False) -> CheckConstraint:
    """Let a year be one that a plan can have; a slip of the pen is not."""
    within = Q(year__gte=YEAR_MIN, year__lte=YEAR_MAX)
    condition = within | Q(year__isnull=True) if optional else within
    return CheckConstraint(condition=condition, name="%(class)s_year_likely")


class Plan(models.Model):
    """A plan over the years; its versions say what it says at a time."""

    made_at = models.DateTimeField()


class PlanVersion(models.Model):
    """A plan as it stands in one version."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    owner = models.CharField(max_length=300, blank=True)
    dated = models.DateField(null=True)
    state = models.CharField(max_length=20, default=VersionState.DRAFT.value)
    adopted_on = models.DateField(null=True)
    adopted_in = models.CharField(max_length=300, blank=True)
    superseded_at = models.DateTimeField(null=True)
    """A superseded version shows the statuses that were reported until then."""
    status_words = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        constraints = (
            _one_of("state", VersionState),
            UniqueConstraint(fields=["plan", "number"], name="version_number_once_a_plan"),
            UniqueConstraint(fields=["plan"], condition=Q(state="adopted"), name="one_adopted_version_a_plan"),
            UniqueConstraint(fields=["fingerprint"], condition=~Q(fingerprint=""), name="version_content_once"),
            CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
            CheckConstraint(condition=~Q(title=""), name="version_has_title"),
            CheckConstraint(
                condition=Q(state__in=["adopted", "superseded"], adopted_on__isnull=False)
                | Q(state__in=["draft", "consulted", "recommended", "discarded"], adopted_on__isnull=True),
                name="adopted_version_has_its_day",
            ),
            CheckConstraint(
                condition=~Q(state="discarded") | Q(fingerprint=""), name="discarded_version_frees_content"
            ),
            CheckConstraint(
                condition=Q(state="superseded", superseded_at__isnull=False)
                | (~Q(state="superseded") & Q(superseded_at__isnull=True)),
                name="superseded_version_has_its_moment",
            ),
        )


class VersionYear(models.Model):
    """A year column of a version."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="years")
    position = models.PositiveIntegerField()
    year = models.PositiveIntegerField()
    label = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = (
            _one_of("kind", CellKind),
            _year(),
            UniqueConstraint(fields=["version", "position"], name="versionyear_position_once"),
            UniqueConstraint(fields=["version", "year", "kind"], name="versionyear_once"),
        )


class Area(models.Model):
    """An area (innsatsområde) of a version; the name is empty when the source leaves it blank."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="areas")
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField(null=True)
    name = models.CharField(max_length=300, blank=True)
    parent = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (UniqueConstraint(fields=["version", "position"], name="area_position_once"),)


class Goal(models.Model):
    """A goal of an area, or of the whole version when it has no area."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="goals")
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="goals")
    position = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["version", "position"], name="goal_position_once"),
            CheckConstraint(condition=~Q(text=""), name="goal_has_text"),
        )


class Group(models.Model):
    """A sub-heading of an area; the name is empty when there is none."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="groups")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (UniqueConstraint(fields=["area", "position"], name="group_position_once"),)


class Measure(models.Model):
    """A measure's lasting identity; what it says in a version is an ``Entry``."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures")
    made_at = models.DateTimeField()


class Entry(models.Model):
    """A measure as one version has it."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="entries")
    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="entries")
    group = models.ForeignKey(Group, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=1000, blank=True)
    description = models.TextField(blank=True)
    bullets = models.JSONField(default=list)
    deadline_text = models.CharField(max_length=300, blank=True)
    deadline_latest = models.DateField(null=True)
    remark = models.TextField(blank=True)
    origin = models.CharField(max_length=20, default=Origin.UNKNOWN.value)
    owner_forum = models.CharField(max_length=300, blank=True)
    target_groups = models.JSONField(default=list)
    state = models.CharField(max_length=20, default=MeasureState.UNKNOWN.value)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            _one_of("origin", Origin),
            _one_of("state", MeasureState),
            UniqueConstraint(fields=["measure", "version"], name="measure_once_a_version"),
            UniqueConstraint(fields=["group", "position"], name="entry_position_once"),
            CheckConstraint(condition=Q(revision__gte=1), name="entry_revision_from_one"),
            CheckConstraint(
                condition=~Q(deadline_text="") | Q(deadline_latest__isnull=True), name="deadline_keeps_its_words"
            ),
        )


class ResponsibleBody(models.Model):
    """A body or role that answers for a measure."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="responsible")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    organisation = models.CharField(max_length=100, blank=True)
    """An ``OrganisationId``; empty when it is not known."""
    role = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["entry", "position"], name="responsible_position_once"),
            CheckConstraint(condition=~Q(text=""), name="responsible_has_text"),
        )


class YearCell(models.Model):
    """What a version says of a measure in a year; without a year when the source does not tell."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="cells")
    position = models.PositiveIntegerField()
    year = models.PositiveIntegerField(null=True)
    label = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=20, default=Status.UNKNOWN.value)
    """As the version was written; what is reported later is a ``StatusReport``."""

    class Meta:
        constraints = (
            _one_of("kind", CellKind),
            _one_of("status", Status),
            _year(optional=True),
            UniqueConstraint(fields=["entry", "year", "kind"], name="cell_once_a_year_and_kind"),
            UniqueConstraint(fields=["entry", "position"], name="cell_position_once"),
        )


class StatusReport(models.Model):
    """How somebody said that a year's work goes. Never edited, never deleted: a new report is added.

    It belongs to the measure itself, so that what is reported on the adopted version while the next is a draft is not
    lost.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reports")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="reports")
    """Where the person who reported saw the measure."""
    year = models.PositiveIntegerField()
    status = models.CharField(max_length=20)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    by_id = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = (_one_of("status", Status), _year())
        indexes = (models.Index(fields=["measure", "year", "at"], name="report_newest"),)


class Change(models.Model):
    """One thing somebody changed. Never edited, never deleted."""

    at = models.DateTimeField()
    by_id = models.CharField(max_length=100)
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=100)
    act = models.CharField(max_length=30)
    version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="changes")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="changes")
    measure_title = models.CharField(max_length=1000, blank=True)
    field = models.CharField(max_length=60, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = (
            _one_of("act", Act),
            CheckConstraint(condition=~Q(by_id="") & ~Q(by_name=""), name="change_has_a_hand"),
        )
        indexes = (
            models.Index(fields=["at", "id"], name="change_when"),
            models.Index(fields=["measure", "at"], name="change_of_measure"),
        )


class Provenance(models.Model):
    """Where an imported value came from, with its words as they stood."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="provenance")
    position = models.PositiveIntegerField()
    field = models.CharField(max_length=60)
    document = models.CharField(max_length=300)
    page = models.PositiveIntegerField()
    verbatim = models.TextField()
    confidence = models.FloatField()
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["entry", "position"], name="provenance_position_once"),
            CheckConstraint(
                condition=Q(confidence__gte=0.0, confidence__lte=1.0), name="confidence_between_zero_and_one"
            ),
        )
