import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium
import pytest
import typst
from pptx import Presentation
from tests.factories.office_bytes import repacked, saved, unzipped, zipped

from samspill.documents import api

CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _compound(stream: str) -> bytes:
    return CFB + stream.encode("utf-16-le") + bytes(512)


def _deck() -> bytes:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Tittel"
    return saved(deck)


def _with_slide(xml: bytes) -> bytes:
    return repacked(_deck(), "ppt/slides/slide1.xml", lambda _: xml)


def _without(part: str) -> bytes:
    return zipped({name: data for name, data in unzipped(_deck()).items() if name != part})


def _swollen_pdf() -> bytes:
    packed = zlib.compress(bytes(80 * 1024 * 1024))
    return b"%PDF-1.7\n1 0 obj<</Length 1>>stream\n" + packed + b"\nendstream endobj\n%%EOF"


def _swollen_deck() -> bytes:
    return _with_slide(b"<a>" + b" " * (70 * 1024 * 1024) + b"</a>")


LAUGHS = b"""<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><p>&b;</p>"""
OUTSIDE = b"""<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hostname">]><p>&a;</p>"""

CASES: list[tuple[str, Any, str]] = [
    ("empty", lambda: b"", "Filen «plan» er tom."),
    ("white space", lambda: b" \n\t\x00 ", "Filen «plan» er tom."),
    ("byte order mark alone", lambda: b"\xef\xbb\xbf", "Fant ingen tekst"),
    ("noise", lambda: bytes(range(256)) * 20, "kjenner ikke igjen innholdet"),
    ("png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "er et bilde. Samspill leser tekst, ikke bilder av tekst."),
    ("jpeg", lambda: b"\xff\xd8\xff\xe0" + bytes(99), "tekstgjenkjenning"),
    ("tiff", lambda: b"II*\x00" + bytes(99), "er et bilde"),
    ("webp", lambda: b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(9), "er et bilde"),
    ("old word", lambda: _compound("WordDocument"), "gammelt Word-format"),
    ("old excel", lambda: _compound("Workbook"), "«Lagre som» og Excel-arbeidsbok (.xlsx)"),
    ("old powerpoint", lambda: _compound("PowerPoint Document"), "gammelt PowerPoint-format"),
    ("locked office", lambda: _compound("EncryptedPackage"), "er låst med passord"),
    ("other compound", lambda: _compound("__substg1.0"), "kjenner ikke igjen"),
    ("rtf", lambda: b"{\\rtf1 Hei}", "er en RTF-fil"),
    ("web archive", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "nettarkiv"),
    ("rar", lambda: b"Rar!\x1a\x07\x00" + bytes(99), "Pakk den ut"),
    ("zip", lambda: zipped({"plan.txt": "Plan"}), "Pakk den ut"),
    ("empty zip", lambda: zipped({}), "Pakk den ut"),
    ("open document", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
    ("binary excel", lambda: zipped({"xl/workbook.bin": "x"}), "binær Excel"),
    ("torn zip", lambda: _deck()[:-200], "skadet eller ufullstendig"),
    ("torn pdf", lambda: b"%PDF-1.7\n" + b"x" * 500, "PDF-fil, men innholdet er skadet"),
    ("deck without a slide part", lambda: _without("ppt/slides/slide1.xml"), "skadet eller ufullstendig"),
    ("deck without relations", lambda: _without("_rels/.rels"), "skadet eller ufullstendig"),
    ("deck with torn xml", lambda: _with_slide(b"<p:sld"), "skadet eller ufullstendig"),
    ("entity bomb", lambda: _with_slide(LAUGHS), "skadet eller ufullstendig"),
    ("outside entity", lambda: _with_slide(OUTSIDE), "skadet eller ufullstendig"),
    ("absurd nesting", lambda: _with_slide(b"<a>" * 9999 + b"</a>" * 9999), "skadet eller ufullstendig"),
    ("swollen deck", _swollen_deck, "urimelig stort når det pakkes ut"),
    ("swollen pdf", _swollen_pdf, "urimelig stort når det pakkes ut"),
    ("web page without words", lambda: b"<html><body><img src=x></body></html>", "Fant ingen tekst"),
    ("deck without slides", lambda: saved(Presentation()), "Fant ingen tekst"),
    ("pdf without words", lambda: bytes(typst.compile(b"#rect()")), "Fant ingen tekst"),
]


@pytest.mark.parametrize(("data", "sentence"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_file_that_cannot_be_read_ends_in_one_clear_sentence(data: Any, sentence: str):
    with pytest.raises(api.Unreadable) as refused:
        api.read_bytes(data=data(), name="plan")
    assert sentence in str(refused.value)
    assert refused.value.remedy is not None


def test_a_pdf_with_a_password_is_refused_as_locked(monkeypatch: pytest.MonkeyPatch):
    # The standard handler with a user password: pdfium knows it by the file's own Encrypt entry.
    encrypted = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<31><31>]>>\n%%EOF"
    )
    assert pdfium.FPDF_ERR_PASSWORD == 4
    with pytest.raises(api.Unreadable, match="låst med passord"):
        api.read_bytes(data=encrypted, name="plan.pdf")


def test_a_locked_member_of_an_office_file_is_refused_as_locked():
    data = bytearray(_deck())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    with pytest.raises(api.Unreadable, match="låst med passord"):
        api.read_bytes(data=bytes(data), name="plan.pptx")


def test_an_archive_that_lies_about_its_size_is_stopped_while_unpacking():
    data = bytearray(_swollen_deck())
    at = data.rfind(b"ppt/slides/slide1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(api.Unreadable):
        api.read_bytes(data=bytes(data), name="plan.pptx")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "stor.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(api.Unreadable) as refused:
        api.read(path=path)
    assert str(refused.value) == (
        "Filen «stor.pdf» er for stor: 200 MB. Samspill leser filer på inntil 100 MB. "
        "Ta bort bilder og vedlegg, eller lagre dokumentet i mindre deler, og prøv igjen."
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("finnes ikke.pdf", "Fant ikke filen"), (".", "ikke en vanlig fil"), ("a\x00b", "Fant ikke filen")],
)
def test_a_path_without_a_file_is_refused(tmp_path: Path, name: str, sentence: str):
    with pytest.raises(api.Unreadable, match=sentence):
        api.read(path=tmp_path / name)


def test_the_cause_is_kept_for_the_log():
    with pytest.raises(api.Unreadable) as refused:
        api.read_bytes(data=_with_slide(b"<p:sld"), name="plan.pptx")
    assert type(refused.value.__cause__).__name__ == "XMLSyntaxError"


def test_more_letters_than_the_limit_are_refused():
    with pytest.raises(api.Unreadable, match="for omfattende"):
        api.read_bytes(data=b"ord " * 100, name="a.txt", limits=api.Limits(text_chars_max=99))


def test_more_sheets_than_the_limit_are_refused():
    with pytest.raises(api.Unreadable, match="for omfattende"):
        api.read_bytes(data=_deck(), name="a.pptx", limits=api.Limits(pages_max=0))


def test_a_bomb_of_many_small_members_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("ppt/presentation.xml", "x")
        for number in range(20_001):
            archive.writestr(str(number), "")
    with pytest.raises(api.Unreadable, match="urimelig stort"):
        api.read_bytes(data=held.getvalue(), name="a.pptx")
