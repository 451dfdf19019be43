import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import plans
from tests.factories.office_bytes import unzipped, zipped
from tests.factories.plan_documents import Degrade, Form, Layout, render

from samspill.documents import api

FORMS = [Form.PPTX, Form.PDF, Form.DOCX, Form.XLSX, Form.HTML]
HEADS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<html>",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
]
ODD_VALUES = [b"-1", b"0", b"99999999999", b"ord", b"", b"1.5", b"NaN", b"1e400", b"A1:XFD1048576"]


def _read(data: bytes) -> api.Document | api.Unreadable:
    try:
        return api.read_bytes(data=data, name="plan")
    except api.Unreadable as refused:
        return refused


@settings(max_examples=300, deadline=None)
@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_end_in_a_document_or_a_refusal(head: bytes, rest: bytes):
    assert isinstance(_read(head + rest), api.Document | api.Unreadable)


@pytest.fixture(scope="module")
def real() -> dict[Form, bytes]:
    return {
        form: render(plans.portfolio(), form=form, layout=Layout.PORTFOLIO, degrade=frozenset(Degrade))
        for form in FORMS
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(20))
def test_a_real_file_with_damaged_bytes_is_read_or_refused(real: dict[Form, bytes], form: Form, seed: int):
    rng = random.Random(seed)
    data = bytearray(real[form])
    for _ in range(rng.choice((1, 5, 50))):
        at = rng.randrange(len(data))
        if rng.random() < 0.7:
            data[at] = rng.randrange(256)
        else:
            del data[at : at + rng.randrange(40)]
    assert isinstance(_read(bytes(data)), api.Document | api.Unreadable)


@pytest.mark.parametrize("form", [Form.PPTX, Form.DOCX, Form.XLSX])
@pytest.mark.parametrize("seed", range(30))
def test_an_office_file_with_odd_values_is_read_or_refused(real: dict[Form, bytes], form: Form, seed: int):
    rng = random.Random(seed)

    def odd(match: re.Match[bytes]) -> bytes:
        return b'="' + rng.choice(ODD_VALUES) + b'"' if rng.random() < 0.02 else match.group(0)

    members = {
        name: data if name.endswith(".rels") or name.startswith("[") else re.sub(rb'="([^"]*)"', odd, data)
        for name, data in unzipped(real[form]).items()
    }
    assert isinstance(_read(zipped(members)), api.Document | api.Unreadable)
