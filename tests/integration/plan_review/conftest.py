"""An import folder of one's own, and imports read by the real reader in a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from tests.factories.plan_documents import render
from tests.factories.plan_drafts import KEEPER, NOON
from tests.factories.plan_sheets import Layout
from tests.factories.plans import portfolio

from samspill.documents.contracts import Form
from samspill.kernel.communities import OSLO, load_community
from samspill.plan.review import api as review
from samspill.plan.review.contracts import Incoming, ReviewView, RunView, Verdict
from samspill.plan.review.reader import RESULT, Job
from samspill.plan.review.supervising import READER

REGISTER = load_community(OSLO).organisations
Read = Callable[..., RunView]


def at_noon() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def deck() -> bytes:
    """A portfolio plan as a slide deck."""
    return render(portfolio(), form=Form.PPTX, layout=Layout.PORTFOLIO)


@pytest.fixture(scope="session")
def read_before(deck: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A command that hands over what the real reader found in the deck, read once: a second a test is saved."""
    place = tmp_path_factory.mktemp("read")
    (place / "plan").write_bytes(deck)
    job = Job(files=((str(place / "plan"), "plan.pptx"),), work=str(place), pictures=str(place))
    with subprocess.Popen(READER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(job.to_json() + "\n")
        reader.stdin.flush()
        assert '{"read": true}' in reader.stdout.read()
    copying = (
        "import json, shutil, sys; shutil.copy(sys.argv[1], json.loads(input())['work']); print('{\"read\": true}')"
    )
    return (sys.executable, "-S", "-c", copying, str(place / RESULT))


@pytest.fixture
def folder(tmp_path: Path) -> review.ImportFolder:
    return review.ImportFolder(tmp_path / "imports", file_bytes_max=5 * 1024 * 1024)


@pytest.fixture
def read(db: None, folder: review.ImportFolder) -> Read:
    """Return a function that takes files in and has them read; keyword arguments go to the attempt."""

    def take_in(*files: tuple[str, bytes], **attempt: object) -> RunView:
        incoming = [Incoming(name, [data]) for name, data in files]
        run, _ = review.receive(incoming=incoming, folder=folder, by=KEEPER, at=NOON)
        begun = review.begin(run_id=run.id, folder=folder, by=KEEPER, clock=at_noon)
        review.supervise(replace(begun, **attempt))  # type: ignore[arg-type]
        return review.run(run_id=run.id, by=KEEPER, at=NOON)

    return take_in


def whole(run: RunView) -> ReviewView:
    return review.review(run_id=run.id, register=REGISTER, by=KEEPER, at=NOON)


def accept_everything(run: RunView) -> None:
    for view in whole(run).rows:
        if view.waits:
            review.decide(
                run_id=run.id,
                path=view.row.path,
                verdict=Verdict.ACCEPT,
                revision=0,
                register=REGISTER,
                by=KEEPER,
                at=NOON,
            )
    review.accept_unasked(run_id=run.id, register=REGISTER, by=KEEPER, at=NOON)
