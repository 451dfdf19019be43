import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from tests.factories import plans
from tests.factories.office_bytes import texts
from tests.factories.plan_documents import Form, Layout, render

from samspill.documents import api


@pytest.mark.parametrize("form", [Form.PPTX, Form.PDF, Form.DOCX, Form.XLSX, Form.HTML])
def test_the_bytes_and_not_the_name_tell_the_form(form: Form):
    data = render(plans.portfolio(), form=form, layout=Layout.PORTFOLIO)
    assert api.read_bytes(data=data, name="plan.txt").form is form


def test_a_wrong_name_is_told():
    data = render(plans.portfolio(), form=Form.PPTX, layout=Layout.PORTFOLIO)
    document = api.read_bytes(data=data, name="plan.pdf")
    assert [str(warning) for warning in document.warnings] == [
        "Filen heter plan.pdf, men er en PowerPoint-fil. Den er lest som PowerPoint."
    ]


@pytest.mark.parametrize("name", ["plan.txt", "plan.TXT", "plan", "plan.ocr"])
def test_a_right_or_unknown_name_gives_no_warning(name: str):
    assert api.read_bytes(data=b"Plan", name=name).warnings == ()


def test_a_document_carries_the_name_without_folders_and_the_sum_of_its_bytes(tmp_path: Path):
    path = tmp_path / "plan.txt"
    path.write_bytes(b"Plan")
    document = api.read(path=path)
    assert (document.name, document.sha256) == ("plan.txt", hashlib.sha256(b"Plan").hexdigest())
    assert api.read(path=path, name="mappe/opplastet.txt").name == "opplastet.txt"
    assert texts(document) == ["Plan"]


def test_reading_a_text_loads_no_office_or_pdf_library():
    code = (
        "import sys; from samspill.documents import api; api.read_bytes(data=b'Plan', name='a.txt');"
        "print([one for one in ('lxml', 'pypdfium2', 'pdfminer', 'pptx', 'docx', 'openpyxl') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
