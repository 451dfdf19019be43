import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samspill.plan.contracts import CellDraft, CellKind, Deadline, MeasureState, Origin, Responsible, Status, YearHead
from samspill.plan.files import EventAct, PlanFileRefused, load_plan_file

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = re.findall(
    r"```toml\n(.*?)```", (ROOT / "docs/reference/plan-file.md").read_text(encoding="utf-8"), re.DOTALL
)
SMALL = """
[plan]
title = "P"
kind = "handlingsplan"
language = "nn"
[[year]]
year = 2026
kind = "planned"
[[area]]
name = "A"
[[area.group]]
name = ""
[[area.group.measure]]
key = "k"
title = "T"
"""
CREATE = """
[[event]]
at = 2026-01-02T10:00:00+01:00
by = "sekretariat"
act = "create"
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "plan.toml"


def test_documented_example_is_read(written: Path) -> None:
    written.write_text("\n".join(EXAMPLES), encoding="utf-8")
    file = load_plan_file(written)
    measure = file.draft.areas[0].groups[0].measures[0]
    assert (measure.title, measure.origin, measure.state) == (
        "Felles opplæring for ansatte",
        Origin.COMMISSION,
        MeasureState.PLANNED,
    )
    assert measure.responsible == (
        Responsible("Bydel Sagene", "bydel-sagene"),
        Responsible("Leder for fagnettverket", role="Nettverksleder"),
    )
    assert measure.deadline == Deadline("Innen utgangen av juni", date(2026, 6, 30))
    assert measure.cells[0] == CellDraft(2025, "Kartlegge behov", status=Status.DONE)
    assert file.draft.years[1] == YearHead(2026, "Fokus for 2026", CellKind.PLANNED)
    assert file.keys == ("felles-opplaering",)


def test_documented_events_are_read_in_order(written: Path) -> None:
    written.write_text("\n".join(EXAMPLES), encoding="utf-8")
    events = load_plan_file(written).events
    assert [event.act for event in events] == [
        EventAct.CREATE,
        EventAct.TURN,
        EventAct.REPORT,
        EventAct.STATE,
        EventAct.START,
        EventAct.EDIT,
        EventAct.ADD,
    ]
    assert events[0].at.astimezone(UTC) == datetime(2025, 10, 20, 8, 0, tzinfo=UTC)
    assert events[1].told == {
        "to": "adopted",
        "adopted_on": date(2025, 11, 5),
        "adopted_in": "Strategisk samarbeidsutvalg, sak 31/25",
    }


def test_same_content_has_the_same_fingerprint_and_other_content_another(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.toml", "b.toml", "c.toml")]
    for path, text in zip(files, (SMALL, SMALL, SMALL + CREATE), strict=True):
        path.write_text(text, encoding="utf-8")
    first, same, other = (load_plan_file(path).draft.fingerprint for path in files)
    assert (first == same, first == other) == (True, False)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[plan", "Expected"),
        ("", "the file lacks area, plan, year"),
        (SMALL.replace('language = "nn"', ""), "plan lacks language"),
        (SMALL.replace('title = "T"', 'titel = "T"'), "measure has the unknown name titel"),
        (SMALL.replace('title = "T"', ""), "the measure 'k' has neither title nor bullets"),
        (SMALL.replace('title = "T"', "title = 3"), "has no attribute 'strip'"),
        (SMALL.replace("planned", "later"), "'later' is not a valid CellKind"),
        (SMALL + '[[area.group.measure]]\nkey = "k"\ntitle = "U"', "the key 'k' stands on two measures"),
        (SMALL + 'responsible = [{ organisation = "ous" }]', "responsible lacks text"),
        (SMALL + 'deadline = { text = "I juni", latest = "2026-06-30" }', "should be a day"),
        (SMALL + CREATE.replace("create", "start"), "the first event must be the create"),
        (SMALL + CREATE + CREATE, "event 2 creates version 1 a second time"),
        (SMALL + CREATE.replace("+01:00", ""), "event 1: at must be a moment with a time zone"),
        (SMALL + CREATE.replace("create", "delete"), "'delete' is not a valid EventAct"),
        (SMALL + CREATE + CREATE.replace("create", "turn"), r"event 2 \(turn\) lacks to"),
        (
            SMALL + CREATE + CREATE.replace("create", "start").replace("2026-01-02", "2026-01-01"),
            "event 2 is earlier than the one before it",
        ),
    ],
)
def test_file_that_cannot_be_used_is_refused_with_the_reason(written: Path, text: str, error: str) -> None:
    written.write_text(text, encoding="utf-8")
    with pytest.raises(PlanFileRefused, match=error):
        load_plan_file(written)


def test_missing_file_is_refused_by_name(written: Path) -> None:
    with pytest.raises(PlanFileRefused, match=r"Vi finner ikke planfilen plan\.toml\."):
        load_plan_file(written)


def test_file_that_is_not_text_is_refused(written: Path) -> None:
    written.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanFileRefused, match=r"Planfilen plan\.toml kan ikke brukes\."):
        load_plan_file(written)
