"""A draft may be discarded. The guards of 0002 are taken down while the table is remade, and put back."""

from collections.abc import Iterator
from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

earlier = import_module("samspill.plan.migrations.0002_guards")

STATES = ["draft", "consulted", "recommended", "adopted", "superseded"]
KNOWN = "planversion_state_known"
ADOPTED = "adopted_version_has_its_day"


def guards() -> Iterator[tuple[str, str, str, str, str]]:
    yield (
        "plan_planversion_discarded_state",
        "plan_planversion",
        "UPDATE OF state",
        "OLD.state = 'discarded' AND NEW.state <> 'discarded'",
        "a discarded version never comes back",
    )
    yield (
        "plan_planversion_discarded_delete",
        "plan_planversion",
        "DELETE",
        "OLD.state = 'discarded'",
        "a discarded version is kept with its history",
    )


def set_up_all(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    earlier.set_up(apps, editor)
    for guard in guards():
        earlier.set_up_one(editor, *guard)


def take_down_all(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for name, table, *_ in guards():
        earlier.take_down_one(editor, name, table)
    earlier.take_down(apps, editor)


def day_of_adoption(*without: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(state__in=["adopted", "superseded"], adopted_on__isnull=False)
        | Q(state__in=list(without), adopted_on__isnull=True),
        name=ADOPTED,
    )


class Migration(migrations.Migration):
    dependencies = [("plan", "0002_guards")]
    operations = [
        migrations.RunPython(earlier.take_down, earlier.set_up),
        migrations.RemoveConstraint("planversion", KNOWN),
        migrations.RemoveConstraint("planversion", ADOPTED),
        migrations.AddConstraint(
            "planversion", models.CheckConstraint(condition=Q(state__in=[*STATES, "discarded"]), name=KNOWN)
        ),
        migrations.AddConstraint("planversion", day_of_adoption("draft", "consulted", "recommended", "discarded")),
        migrations.AddConstraint(
            "planversion",
            models.CheckConstraint(
                condition=~Q(state="discarded") | Q(fingerprint=""), name="discarded_version_frees_content"
            ),
        ),
        migrations.RunPython(set_up_all, take_down_all),
    ]
