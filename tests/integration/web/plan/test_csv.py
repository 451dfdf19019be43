"""The portfolio as a file for Excel."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client
from tests.factories.plan_drafts import TRAINING, version_draft
from tests.integration.web.plan.conftest import OVERDUE, Adopt

from samspill.plan.contracts import VersionId
from samspill.web.pages.plan.csv_files import harmless


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_file_has_a_row_for_each_measure_and_two_columns_for_each_year(secretariat: Client, adopt: Adopt) -> None:
    adopt(version_draft(OVERDUE))
    head, row = rows(secretariat.get("/plan/portefolje.csv").content)
    assert dict(zip(head[:-1], row[:-1], strict=True)) == {
        "Nr.": "1", "Område": "Barn og unge", "Gruppe": "Felles forståelse", "Tiltak": "Hospitering",
        "Fase": "Ukjent fase",
        "2025": "Kartlagt behov", "2025: status": "Ferdigstilt",
        "Fokus for 2026": "Prøve ut i to bydeler", "Fokus for 2026: status": "Ikke påbegynt",
        "Ansvarlig": "Bydel Sagene", "Frist": "Våren 2020", "Frist senest": "2020-06-30",
        "Merknad": "Begynner til høsten",
        "Eier": "", "Målgrupper": "", "Opphav": "Ukjent opphav",
    }  # fmt: skip


def test_file_opens_as_utf8_in_excel_and_is_saved_under_its_name(secretariat: Client, adopted: VersionId) -> None:
    response = secretariat.get("/plan/portefolje.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="portefolje.csv"'


def test_file_holds_what_the_filter_shows(secretariat: Client, adopted: VersionId) -> None:
    found = rows(secretariat.get("/plan/portefolje.csv?virksomhet=ous").content)
    assert [row[3] for row in found[1:]] == ["Veileder for utskrivning"]


def test_title_that_looks_like_a_formula_is_text(secretariat: Client, adopt: Adopt) -> None:
    adopt(version_draft(replace(TRAINING, title="=1+1")))
    assert rows(secretariat.get("/plan/portefolje.csv").content)[1][3] == "'=1+1"


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_what_a_spreadsheet_would_run_is_made_harmless(value: str) -> None:
    assert harmless(value) == f"'{value}"


@pytest.mark.parametrize(("value", "text"), [(None, ""), (7, "7"), ("Innen 31.12", "Innen 31.12"), ("a=b", "a=b")])
def test_what_is_harmless_is_left_alone(value: object, text: str) -> None:
    assert harmless(value) == text
