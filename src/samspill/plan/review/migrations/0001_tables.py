import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=80)),
                ("state", models.CharField(default="received", max_length=20)),
                ("received_at", models.DateTimeField()),
                ("by_id", models.CharField(max_length=100)),
                ("by_name", models.CharField(max_length=200)),
                ("attempt", models.PositiveIntegerField(default=0)),
                ("heard_at", models.DateTimeField()),
                ("reading", models.JSONField(default=dict)),
                ("refusal", models.JSONField(default=list)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("measures", models.PositiveIntegerField(default=0)),
                ("flagged", models.PositiveIntegerField(default=0)),
                ("version", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["received", "reading", "stopped", "refused", "ready", "accepted", "dropped"])
                        ),
                        name="importrun_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "dropped"), _negated=True),
                        fields=("fingerprint",),
                        name="import_of_files_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), ("version__isnull", False)),
                            models.Q(models.Q(("state", "accepted"), _negated=True), ("version__isnull", True)),
                            _connector="OR",
                        ),
                        name="accepted_import_has_its_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by_id", ""), _negated=True), models.Q(("by_name", ""), _negated=True)
                        ),
                        name="import_has_a_hand",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField()),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="understood",
                        to="plan_review.importrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportLeaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("document", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("page", models.PositiveIntegerField()),
                ("part", models.PositiveIntegerField(default=1)),
                ("blocks", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="leaves", to="plan_review.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "position"), name="import_leaf_position_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("form", models.CharField(blank=True, max_length=10)),
                ("pages", models.PositiveIntegerField(default=0)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="plan_review.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "position"), name="import_file_position_once"),
                    models.UniqueConstraint(fields=("run", "sha256"), name="import_file_once_a_run"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RowDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=100)),
                ("verdict", models.CharField(max_length=20)),
                ("words", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
                ("by_id", models.CharField(max_length=100)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="plan_review.importrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["accept", "correct", "drop"])),
                        name="rowdecision_verdict_known",
                    ),
                    models.UniqueConstraint(fields=("run", "path"), name="decision_once_a_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "drop"), ("words__isnull", True)),
                            models.Q(models.Q(("verdict", "drop"), _negated=True), ("words__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_keeps_its_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="plan_review.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "before__in",
                                ["received", "reading", "stopped", "refused", "ready", "accepted", "dropped"],
                            )
                        ),
                        name="runturn_before_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after__in", ["received", "reading", "stopped", "refused", "ready", "accepted", "dropped"])
                        ),
                        name="runturn_after_known",
                    ),
                ],
            },
        ),
    ]
