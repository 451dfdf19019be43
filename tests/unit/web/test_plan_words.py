"""How the plan's pages say deadlines, fields and certainty."""

from datetime import date

import pytest

from samspill.plan.contracts import (
    AreaId,
    Deadline,
    GroupId,
    MeasureId,
    MeasureState,
    MeasureView,
    Status,
    VersionId,
)
from samspill.web.pages.plan.presenters.measures import deadline_of, overdue_words
from samspill.web.pages.plan.words import confidence_words, field_word

TODAY = date(2026, 7, 1)


def measure(
    deadline: Deadline, *, state: MeasureState = MeasureState.PLANNED, status: Status = Status.PLANNED
) -> MeasureView:
    return MeasureView(
        MeasureId(1), VersionId(1), AreaId(1), "", GroupId(1), "", "", state, (), deadline=deadline, status_now=status
    )


@pytest.mark.parametrize(
    ("latest", "words"),
    [
        (None, ""),
        (date(2026, 7, 1), ""),
        (date(2026, 6, 30), "Fristen gikk ut for 1 dag siden"),
        (date(2026, 6, 1), "Fristen gikk ut for 30 dager siden"),
    ],
)
def test_deadline_is_overdue_from_the_day_after(latest: date | None, words: str) -> None:
    assert overdue_words(Deadline("Frist", latest), today=TODAY) == words


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("Innen 30.06.2026", ""),
        ("30.6.26", ""),
        ("innen 30. juni 2026", ""),
        ("Innen 130.06.2026", "30. juni 2026"),
        ("Våren 2026", "30. juni 2026"),
        ("Innen 30. juni", "30. juni 2026"),
    ],
)
def test_latest_day_is_said_only_where_the_words_do_not(text: str, latest: str) -> None:
    shown = deadline_of(measure(Deadline(text, date(2026, 6, 30))), today=TODAY)
    assert shown is not None
    assert (shown.words, shown.latest.replace("\xa0", " ")) == (text, latest)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (MeasureState.DONE, Status.PLANNED),
        (MeasureState.IN_OPERATION, Status.PLANNED),
        (MeasureState.STOPPED, Status.PLANNED),
        (MeasureState.PLANNED, Status.DONE),
    ],
)
def test_what_is_finished_is_never_overdue(state: MeasureState, status: Status) -> None:
    shown = deadline_of(measure(Deadline("Mai", date(2026, 5, 31)), state=state, status=status), today=TODAY)
    assert shown is not None
    assert shown.overdue == ""


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("status 2026", "Status 2026"),
        ("text 2026", "Tekst 2026"),
        ("text ?", "Tekst ukjent år"),
        ("owner_forum", "Eier"),
        ("noe nytt", "noe nytt"),
    ],
)
def test_changed_field_has_a_word(field: str, word: str) -> None:
    assert field_word(field) == word


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "Sikker (100 %)"),
        (0.9, "Sikker (90 %)"),
        (0.89, "Ganske sikker (89 %)"),
        (0.6, "Ganske sikker (60 %)"),
        (0.2, "Usikker (20 %)"),
    ],
)
def test_certainty_is_said_in_words_and_per_cent(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words
