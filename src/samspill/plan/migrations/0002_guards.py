"""What must never be rewritten is guarded by the database itself, on SQLite as on PostgreSQL.

Changes and status reports are only added to. What a version says is fixed once it is adopted; states, revisions and
reports go on. A later migration that alters one of these tables must put its guards back: SQLite loses them when Django
remakes a table.
"""

from collections.abc import Iterator

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = ("plan_change", "plan_statusreport")

_OF_VERSION = "{row}.version_id"
_OF_AREA = "(SELECT version_id FROM plan_area WHERE id = {row}.area_id)"
_OF_ENTRY = "(SELECT version_id FROM plan_entry WHERE id = {row}.entry_id)"
FIXED = {
    "plan_versionyear": _OF_VERSION,
    "plan_area": _OF_VERSION,
    "plan_goal": _OF_VERSION,
    "plan_group": _OF_AREA,
    "plan_entry": _OF_VERSION,
    "plan_responsiblebody": _OF_ENTRY,
    "plan_yearcell": _OF_ENTRY,
    "plan_provenance": _OF_ENTRY,
}
"""Tables that say what a version says, and how a row of each tells its version."""

LIVE_COLUMNS_LEFT_OUT = {
    "plan_entry": "measure_id, version_id, group_id, position, title, description, bullets, deadline_text, "
    "deadline_latest, remark, origin, owner_forum, target_groups"
}
"""Where some columns go on living (state, revision): those that are fixed."""

VERSION_COLUMNS = (
    "plan_id, number, title, kind, language, owner, dated, adopted_on, adopted_in, status_words, fingerprint, made_at, "
    "follows_id"
)

Guard = tuple[str, str, str, str, str]
"""Name, table, the act it stands before, when it refuses, and what it says."""


def guards() -> Iterator[Guard]:
    for table in KEPT:
        for act in ("UPDATE", "DELETE"):
            yield f"{table}_only_added_to_{act.lower()}", table, act, "1 = 1", f"{table} is only added to"
    for table, lookup in FIXED.items():
        for act in ("INSERT", "UPDATE", "DELETE"):
            row = "NEW" if act == "INSERT" else "OLD"
            version = lookup.format(row=row)
            adopted = (
                f"EXISTS (SELECT 1 FROM plan_planversion WHERE id = {version} "  # noqa: S608  (only names written above)
                "AND state IN ('adopted', 'superseded'))"
            )
            columns = LIVE_COLUMNS_LEFT_OUT.get(table)
            before = f"UPDATE OF {columns}" if act == "UPDATE" and columns else act
            yield f"{table}_fixed_{act.lower()}", table, before, adopted, "an adopted version is never rewritten"
    yield (
        "plan_planversion_fixed_update",
        "plan_planversion",
        f"UPDATE OF {VERSION_COLUMNS}",
        "OLD.state IN ('adopted', 'superseded')",
        "an adopted version is never rewritten",
    )
    yield (
        "plan_planversion_fixed_state",
        "plan_planversion",
        "UPDATE OF state",
        (
            "(OLD.state = 'adopted' AND NEW.state NOT IN ('adopted', 'superseded')) "
            "OR (OLD.state = 'superseded' AND NEW.state <> 'superseded')"
        ),
        "an adopted version never becomes a draft again",
    )
    yield (
        "plan_planversion_fixed_delete",
        "plan_planversion",
        "DELETE",
        "OLD.state IN ('adopted', 'superseded')",
        "an adopted version is never removed",
    )


def set_up(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for guard in guards():
        set_up_one(editor, *guard)


def set_up_one(editor: BaseDatabaseSchemaEditor, name: str, table: str, before: str, when: str, says: str) -> None:
    if editor.connection.vendor == "postgresql":
        row = "OLD" if before == "DELETE" else "NEW"
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN RAISE EXCEPTION "
            f"'{says}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {before} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    else:
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {before} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


def take_down(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for name, table, *_ in guards():
        take_down_one(editor, name, table)


def take_down_one(editor: BaseDatabaseSchemaEditor, name: str, table: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {name} ON {table}")
        editor.execute(f"DROP FUNCTION {name}()")
    else:
        editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_tables")]
    operations = [migrations.RunPython(set_up, take_down)]
