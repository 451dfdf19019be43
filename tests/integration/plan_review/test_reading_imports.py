"""Files in: kept by checksum, read apart, refused kindly, and tried again."""

import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.plan_documents import render
from tests.factories.plan_drafts import KEEPER, NOON, READER, SAGENES
from tests.factories.plan_sheets import Layout
from tests.factories.plans import portfolio
from tests.integration.plan_review.conftest import Read, at_noon, whole

from samspill.documents.contracts import Form, Unreadable
from samspill.kernel.people import Person
from samspill.plan import api as plan
from samspill.plan.review import api as review
from samspill.plan.review.contracts import ImportRefused, Incoming, MayNotImport, NoSuchImport, Reading, RunId, RunState
from samspill.plan.review.reader import Bounds

NOT_A_PLAN = ("brev.txt", "Kjære alle.\n\nTakk for et fint møte i går.\n".encode())
DYING = (sys.executable, "-c", "import os, signal; input(); os.kill(os.getpid(), signal.SIGKILL)")
ENDLESS = (sys.executable, "-c", "import time; input(); time.sleep(60)")


def test_a_plan_is_read_and_ready_for_review(read: Read, deck: bytes) -> None:
    run = read(("Porteføljeplan.pptx", deck))
    assert (run.state, run.title, run.measures) == (RunState.READY, "Porteføljeplan 2026", 4)
    assert [(file.name, file.form, file.size) for file in run.files] == [("Porteføljeplan.pptx", "pptx", len(deck))]


def test_a_file_lies_under_its_checksum_and_never_under_its_given_name(
    read: Read, deck: bytes, folder: review.ImportFolder
) -> None:
    run = read(("../../plan.pptx", deck))
    assert [path.name for path in folder.root.iterdir() if path.is_file()] == [run.files[0].sha256]
    assert folder.path(run.files[0].sha256).read_bytes() == deck
    assert folder.root.stat().st_mode & 0o077 == 0


def test_reading_leaves_no_work_behind(read: Read, deck: bytes, folder: review.ImportFolder) -> None:
    read(("plan.pptx", deck))
    assert list((folder.root / "work").iterdir()) == []


def test_the_progress_is_told_page_by_page(read: Read, deck: bytes) -> None:
    told: list[Reading] = []
    read(("plan.pptx", deck), told=told.append)
    assert told[-1].done == told[-1].of > 1


def test_a_file_that_is_no_plan_is_refused_and_changes_nothing(read: Read) -> None:
    run = read(NOT_A_PLAN)
    assert run.state is RunState.REFUSED
    assert run.refusal
    assert plan.versions() == ()


def test_a_broken_file_is_refused_with_what_why_and_what_to_do(read: Read, deck: bytes) -> None:
    run = read(("plan.pptx", deck[: len(deck) // 2]))
    assert run.state is RunState.REFUSED
    assert [str(sentence) for sentence in run.refusal] == [
        "Filen «plan.pptx» kunne ikke leses.",
        "Den ser ut som en PowerPoint-fil, men innholdet er skadet eller ufullstendig.",
        "Åpne den i programmet den ble laget i, lagre den på nytt og prøv igjen.",
    ]


def test_a_file_that_is_too_large_is_refused_and_nothing_of_it_is_kept(db: None, folder: review.ImportFolder) -> None:
    chunks = (bytes(1024 * 1024) for _ in range(6))
    with pytest.raises(Unreadable) as refused:
        review.receive(incoming=[Incoming("stor.pdf", chunks)], folder=folder, by=KEEPER, at=NOON)
    assert str(refused.value.what) == "Filen «stor.pdf» er for stor."
    assert list(folder.root.iterdir()) == []
    assert review.runs(by=KEEPER, at=NOON) == ()


def test_the_same_file_sent_twice_is_the_same_import(read: Read, deck: bytes, folder: review.ImportFolder) -> None:
    first = read(("plan.pptx", deck))
    again, is_new = review.receive(incoming=[Incoming("kopi.pptx", [deck])], folder=folder, by=KEEPER, at=NOON)
    assert (again.id, is_new) == (first.id, False)


def test_the_same_files_in_another_order_are_the_same_import(
    read: Read, deck: bytes, folder: review.ImportFolder
) -> None:
    first = read(("a.pptx", deck), NOT_A_PLAN)
    backwards = [Incoming(NOT_A_PLAN[0], [NOT_A_PLAN[1]]), Incoming("a.pptx", [deck])]
    again, is_new = review.receive(incoming=backwards, folder=folder, by=KEEPER, at=NOON)
    assert (again.id, is_new) == (first.id, False)


def test_a_file_in_two_imports_is_told(read: Read, deck: bytes) -> None:
    alone = read(("plan.pptx", deck))
    both = read(("plan.pptx", deck), NOT_A_PLAN)
    others = review.others_with_its_files(run_id=both.id, by=KEEPER, at=NOON)
    assert [other.id for other in others] == [alone.id]


def test_a_killed_reader_leaves_the_import_stopped(read: Read, deck: bytes) -> None:
    assert read(("plan.pptx", deck), command=DYING).state is RunState.STOPPED


def test_a_stopped_import_can_be_read_again(read: Read, deck: bytes, folder: review.ImportFolder) -> None:
    run = read(("plan.pptx", deck), command=DYING)
    review.supervise(review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=at_noon))
    assert review.run(run_id=run.id, by=KEEPER, at=NOON).state is RunState.READY


def test_a_reader_whose_server_died_is_shown_as_stopped_and_can_be_begun_again(
    db: None, deck: bytes, folder: review.ImportFolder
) -> None:
    run, _ = review.receive(incoming=[Incoming("plan.pptx", [deck])], folder=folder, by=KEEPER, at=NOON)
    review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=at_noon)  # and then nobody reads
    later = NOON + timedelta(minutes=1)
    assert review.run(run_id=run.id, by=KEEPER, at=later).state is RunState.STOPPED
    review.supervise(review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=lambda: later))
    assert review.run(run_id=run.id, by=KEEPER, at=later).state is RunState.READY


def test_an_import_that_is_being_read_is_not_read_twice(db: None, deck: bytes, folder: review.ImportFolder) -> None:
    run, _ = review.receive(incoming=[Incoming("plan.pptx", [deck])], folder=folder, by=KEEPER, at=NOON)
    review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=at_noon)
    with pytest.raises(ImportRefused):
        review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=at_noon)


def test_what_an_earlier_attempt_reads_after_a_newer_has_begun_changes_nothing(
    db: None, deck: bytes, folder: review.ImportFolder
) -> None:
    run, _ = review.receive(incoming=[Incoming("plan.pptx", [deck])], folder=folder, by=KEEPER, at=NOON)
    forgotten = review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=at_noon)
    later = NOON + timedelta(minutes=1)
    review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=lambda: later)
    review.supervise(forgotten)
    assert review.run(run_id=run.id, by=KEEPER, at=later).state is RunState.RECEIVED


def test_a_reader_that_takes_too_long_is_ended_and_the_import_refused(read: Read, deck: bytes) -> None:
    run = read(("plan.pptx", deck), command=ENDLESS, bounds=Bounds(wall_seconds=0))
    assert run.state is RunState.REFUSED
    assert str(run.refusal[0]) == "Det tok for lang tid å lese dokumentet."


def test_a_reader_without_the_memory_it_needs_ends_alone(read: Read, deck: bytes) -> None:
    run = read(("plan.pptx", deck), bounds=Bounds(memory_bytes=40 * 1024 * 1024))
    assert run.state in {RunState.STOPPED, RunState.REFUSED}


def test_a_reader_ends_when_nobody_waits_for_it_any_more(tmp_path: object) -> None:
    import subprocess  # noqa: PLC0415

    waiting = "import samspill.plan.review.reader as r, threading; threading.Thread(target=r._end_with_the_asker).run()"
    process = subprocess.Popen([sys.executable, "-c", waiting], stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=20) == 3


def test_dropping_an_import_that_is_read_ends_its_reader(db: None, deck: bytes, folder: review.ImportFolder) -> None:
    run, _ = review.receive(incoming=[Incoming("plan.pptx", [deck])], folder=folder, by=KEEPER, at=NOON)
    attempt = review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=at_noon)
    telling = (sys.executable, "-uc", 'import time; input(); print(\'{"progress": {"done": 1}}\'); time.sleep(60)')
    dropping = replace(
        attempt,
        command=telling,
        told=lambda _: review.drop(run_id=run.id, folder=folder, by=KEEPER, at=NOON),
    )
    review.supervise(dropping)
    assert review.run(run_id=run.id, by=KEEPER, at=NOON).state is RunState.DROPPED


def test_dropping_an_import_removes_its_file_unless_another_import_holds_it(
    read: Read, deck: bytes, folder: review.ImportFolder, django_capture_on_commit_callbacks: object
) -> None:
    alone = read(("plan.pptx", deck))
    both = read(("plan.pptx", deck), NOT_A_PLAN)
    letter = next(file.sha256 for file in both.files if file.name == "brev.txt")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        review.drop(run_id=both.id, folder=folder, by=KEEPER, at=NOON)
    assert not folder.path(letter).exists()
    assert folder.path(alone.files[0].sha256).exists()


def test_files_of_a_dropped_import_may_come_again(read: Read, deck: bytes, folder: review.ImportFolder) -> None:
    first = read(("plan.pptx", deck))
    review.drop(run_id=first.id, folder=folder, by=KEEPER, at=NOON)
    again = read(("plan.pptx", deck))
    assert again.id != first.id
    assert again.state is RunState.READY


def test_pages_of_a_pdf_are_drawn(read: Read, folder: review.ImportFolder) -> None:
    run = read(("plan.pdf", render(portfolio(), form=Form.PDF, layout=Layout.PORTFOLIO)))
    picture = folder.picture(run.files[0].sha256, 1)
    assert picture is not None
    assert picture.read_bytes()[8:12] == b"WEBP"
    assert picture.stat().st_size < 300_000


def test_the_document_stands_beside_the_rows(read: Read, deck: bytes) -> None:
    run = read(("plan.pptx", deck))
    view = whole(run)
    row = next(one.row for one in view.rows if "legemidler" in str(one.row.proposal))
    head = view.leaf_of(row.path)
    assert head is not None
    leaf = review.leaf(run_id=run.id, position=head.position, by=KEEPER, at=NOON)
    assert leaf.head.page == row.page
    assert any("legemidler" in line for line in review.lines_of(leaf))


@pytest.mark.parametrize("person", [READER, SAGENES])
def test_others_than_those_who_keep_the_plan_see_and_do_nothing(
    read: Read, deck: bytes, folder: review.ImportFolder, person: Person
) -> None:
    run = read(("plan.pptx", deck))
    for act in (
        lambda: review.runs(by=person, at=NOON),
        lambda: review.run(run_id=run.id, by=person, at=NOON),
        lambda: review.leaf(run_id=run.id, position=0, by=person, at=NOON),
        lambda: review.drop(run_id=run.id, folder=folder, by=person, at=NOON),
        lambda: review.receive(incoming=[Incoming("x", [b"x"])], folder=folder, by=person, at=NOON),
    ):
        with pytest.raises(MayNotImport):
            act()


def test_an_import_that_is_not_there_is_said_so(db: None) -> None:
    with pytest.raises(NoSuchImport):
        review.run(run_id=RunId(404), by=KEEPER, at=NOON)


def test_a_reader_is_told_nothing_of_the_servers_secrets(
    monkeypatch: pytest.MonkeyPatch, read: Read, deck: bytes
) -> None:
    monkeypatch.setenv("SAMSPILL_SECRET_KEY", "hemmelig")
    spying = "import json, os, sys; input(); print(json.dumps({'progress': {'file': ','.join(sorted(os.environ))}}))"
    told: list[Reading] = []
    read(("plan.pptx", deck), command=(sys.executable, "-c", spying), told=told.append)
    assert [name for name in told[0].file.split(",") if name.startswith(("SAMSPILL", "DJANGO", "DATABASE"))] == []


def test_a_reader_that_runs_away_with_the_processor_is_refused(read: Read, deck: bytes) -> None:
    burning = (sys.executable, "-c", "import os, signal; input(); os.kill(os.getpid(), signal.SIGXCPU)")
    assert read(("plan.pptx", deck), command=burning).state is RunState.REFUSED
