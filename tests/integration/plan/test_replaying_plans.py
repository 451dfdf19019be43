"""The demo's plan, and plan files in general, replayed through the same rules as a person's own acts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from samspill.kernel.communities import OSLO, Community, load_community
from samspill.plan import api as plan
from samspill.plan.acts.demo import DEMO_PLAN
from samspill.plan.acts.replay import replay
from samspill.plan.contracts import Act, MeasureState, PortfolioFilter, Status, VersionState
from samspill.plan.files import PlanFileRefused, load_plan_file

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HEAD = """
[plan]
title = "Plan"
kind = "handlingsplan"
language = "nb"
[[year]]
year = 2026
kind = "planned"
[[area]]
name = "Område"
[[area.group]]
name = "Gruppe"
[[area.group.measure]]
key = "k"
title = "Tiltak"
responsible = [{ text = "OUS", organisation = "ous" }]
state = "planned"
cells = [{ year = 2026, text = "Starte", status = "planned" }]
"""


def event(act: str, *lines: str, by: str = "sekretariat", at: str = "2026-02-01T10:00:00+01:00") -> str:
    return "\n".join(("[[event]]", f"at = {at}", f'by = "{by}"', f'act = "{act}"', *lines, ""))


CREATE = event("create")
ADOPT = event("turn", 'to = "adopted"', "adopted_on = 2026-01-15", 'adopted_in = "SSU"')


@pytest.fixture(scope="module")
def community() -> Community:
    return load_community(OSLO)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "plan.toml"


def test_demo_has_a_plan_that_is_adopted_followed_and_on_its_way_to_the_next(community: Community) -> None:
    plan.load_demo(community=community, at=AT)
    current = plan.current_version()
    assert current is not None
    view = plan.portfolio(version_id=current.id, where=PortfolioFilter())
    assert (len(view.areas), view.count > 55, view.by_status[Status.IN_PROGRESS] > 10) == (10, True, True)
    assert {version.state for version in plan.versions()} == {
        VersionState.DRAFT,
        VersionState.ADOPTED,
        VersionState.SUPERSEDED,
    }
    acts = {change.act for change in plan.changes(since=LONG_AGO, limit=500)}
    assert acts == set(Act) - {Act.IMPORTED}


def test_demo_is_loaded_once(community: Community) -> None:
    plan.load_demo(community=community, at=AT)
    before = plan.changes(since=LONG_AGO, limit=500)
    plan.load_demo(community=community, at=AT + timedelta(days=1))
    assert plan.changes(since=LONG_AGO, limit=500) == before


def test_nothing_in_the_demo_has_happened_in_the_future(community: Community) -> None:
    early = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
    plan.load_demo(community=community, at=early)
    changes = plan.changes(since=LONG_AGO, limit=500)
    adopted = [version.adopted_on for version in plan.versions() if version.adopted_on]
    assert (changes[0].at <= early, changes[0].at > early - timedelta(days=1)) == (True, True)
    assert max(adopted) <= early.date()


def test_every_event_of_the_demo_is_told_with_the_person_and_moment_of_the_file(community: Community) -> None:
    file = load_plan_file(DEMO_PLAN)
    plan.load_demo(community=community, at=AT)
    told = {(change.by_id, change.at) for change in plan.changes(since=LONG_AGO, limit=500)}
    assert told == {(event.by, event.at) for event in file.events}


def test_events_do_what_they_say(written: Path, community: Community) -> None:
    written.write_text(
        HEAD
        + CREATE
        + ADOPT
        + event(
            "report", 'measure = "k"', "year = 2026", 'status = "in-progress"', 'comment = "I gang"', by="tiltak-ous"
        )
        + event("state", 'measure = "k"', 'to = "in-progress"', by="tiltak-ous")
        + event("start", 'title = "Neste plan"')
        + event("edit", 'measure = "k"', 'set = { remark = "Ny", cells = [{ year = 2026, text = "Fortsette" }] }')
        + event("add", 'area = "Område"', 'group = "gruppe"', 'measure = { key = "ny", title = "Nytt" }')
        + event("report", 'measure = "ny"', "year = 2026", 'status = "done"'),
        encoding="utf-8",
    )
    replay(load_plan_file(written), community=community, at=AT)
    draft, adopted = plan.versions()
    old = plan.portfolio(version_id=adopted.id, where=PortfolioFilter()).areas[0].measures
    new = plan.portfolio(version_id=draft.id, where=PortfolioFilter()).areas[0].measures
    assert [(measure.title, measure.remark, measure.cells[0].text, measure.status_now) for measure in (*old, *new)] == [
        ("Tiltak", "", "Starte", Status.IN_PROGRESS),
        ("Tiltak", "Ny", "Fortsette", Status.IN_PROGRESS),
        ("Nytt", "", "", Status.DONE),
    ]
    assert (old[0].state, adopted.adopted_on, adopted.adopted_in, draft.title) == (
        MeasureState.IN_PROGRESS,
        date(2026, 1, 15),
        "SSU",
        "Neste plan",
    )


@pytest.mark.parametrize(
    ("events", "number", "reason"),
    [
        (event("create", by="ukjent"), 1, "the community has no person 'ukjent'"),
        (event("create", by="tiltak-ous"), 1, "Du kan ikke endre planen."),
        (CREATE + event("report", 'measure = "x"', "year = 2026", 'status = "done"'), 2, "no measure has the key 'x'"),
        (
            CREATE + event("report", 'measure = "k"', "year = 2027", 'status = "done"'),
            2,
            "year: Planen har ikke noe år 2027.",
        ),
        (
            CREATE + event("report", 'measure = "k"', "year = 2026", 'status = "fint"'),
            2,
            "'fint' is not a valid Status",
        ),
        (
            CREATE + event("report", 'measure = "k"', "year = 2026", 'status = "done"', by="tiltak-ahus"),
            2,
            "andre ansvarlige",
        ),
        (CREATE + event("state", 'measure = "k"', 'to = "proposed"'), 2, "kan ikke gå fra"),
        (CREATE + event("start"), 2, "allerede en versjon"),
        (CREATE + event("turn", 'to = "consulted"', "version = 2"), 2, "there is no version 2 yet"),
        (CREATE + ADOPT + event("edit", 'measure = "k"', 'set = { remark = "Ny" }'), 3, "kan ikke endres"),
        (CREATE + event("edit", 'measure = "k"', 'set = { state = "done" }'), 2, "an edit cannot set state"),
        (
            CREATE + event("edit", 'measure = "k"', 'set = { cells = [{ year = 2026, status = "done" }] }'),
            2,
            "a status changes by report",
        ),
        (CREATE + event("add", 'area = "Annet"', 'measure = { title = "T" }'), 2, "0 areas are called 'Annet'"),
        (CREATE + event("add", 'area = "Område"', 'measure = { key = "k", title = "T" }'), 2, "stands on two measures"),
    ],
)
def test_event_that_cannot_be_done_leaves_nothing_behind(
    written: Path, community: Community, events: str, number: int, reason: str
) -> None:
    written.write_text(HEAD + events, encoding="utf-8")
    with pytest.raises(PlanFileRefused) as refused:
        replay(load_plan_file(written), community=community, at=AT)
    assert str(refused.value).startswith(f"Hendelse {number} i planfilen kan ikke utføres. ")
    assert reason in str(refused.value)
    assert plan.versions() == ()


def test_file_without_events_makes_nothing(written: Path, community: Community) -> None:
    written.write_text(HEAD, encoding="utf-8")
    replay(replace(load_plan_file(written), events=()), community=community, at=AT)
    assert plan.versions() == ()
