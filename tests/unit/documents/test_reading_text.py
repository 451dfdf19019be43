import pytest
from tests.factories.office_bytes import lines, texts

from samspill.documents import api


def _read(text: str) -> api.Document:
    return api.read_bytes(data=text.encode(), name="plan.txt")


def test_blank_lines_part_the_blocks_and_lines_stay_apart():
    document = _read("Porteføljeplan\n\nFelles mål\nfor alle\n \nSlutt")
    assert [[line.text for line in block.lines] for block in document.pages[0].blocks] == [
        ["Porteføljeplan"],
        ["Felles mål", "for alle"],
        ["Slutt"],
    ]


def test_a_form_feed_is_a_new_page():
    document = _read("Side én\n\fSide to\n\f\n")
    assert [(page.number, page.blocks[0].text) for page in document.pages] == [(1, "Side én"), (2, "Side to")]


@pytest.mark.parametrize("sign", ["•", "-", "–", "➢", "»", "o", "*", "·", "▪", "✓", "\uf0b7", "Ø"])
def test_a_bullet_is_taken_off_and_kept_apart(sign: str):
    (line,) = lines(_read(f"{sign} Avtale møter"))
    assert line.text == "Avtale møter"
    assert line.bullet == ("•" if sign == "\uf0b7" else sign)


@pytest.mark.parametrize(
    "text", ["2024", "§ 6-2 om avtaler", "– 2026", "-5 grader", "Ø-hjelp", "ord o ord", "1. Først"]
)
def test_what_only_looks_like_a_bullet_stays_in_the_text(text: str):
    (line,) = lines(_read(text))
    assert (line.bullet, line.text) == ("", text)


def test_a_bullet_alone_on_its_line_belongs_to_the_next():
    assert [(line.bullet, line.text) for line in lines(_read("•\nAvtale møter\n•\n\nHolde møter"))] == [
        ("•", "Avtale møter"),
        ("•", "Holde møter"),
    ]


def test_bullets_set_further_in_are_deeper():
    document = _read("• Ytterst\n   • Inne\n     - Innerst\n• Ytterst igjen")
    assert [line.indent for line in lines(document)] == [0, 1, 2, 0]


def test_another_sign_at_the_same_place_is_deeper():
    document = _read("• Ytterst\n\no Inne\n\nfortsetter her\n\n• Ytterst igjen")
    assert [(line.bullet, line.indent) for line in lines(document)] == [("•", 0), ("o", 1), ("", 1), ("•", 0)]


def test_a_line_set_in_opens_a_new_block():
    assert texts(_read("Foto: Kommunen\n Nytt lysbilde\nmer")) == ["Foto: Kommunen", "Nytt lysbilde mer"]


def test_white_space_is_joined_and_unseen_signs_are_dropped():
    (line,) = lines(_read("  Felles\u00a0 \tplan\u200b   for sam\u00adhandling \r\n"))
    assert line.text == "Felles plan for samhandling"


def test_a_soft_hyphen_at_the_end_says_that_the_word_goes_on():
    assert [line.text for line in lines(_read("Felles sam\u00ad\nhandling"))] == ["Felles sam\u00ad", "handling"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_norwegian_letters_survive_the_encoding(encoding: str):
    document = api.read_bytes(data="Blåbærsyltetøy på Økern".encode(encoding), name="a.txt")
    assert texts(document) == ["Blåbærsyltetøy på Økern"]


def test_letters_read_once_with_the_wrong_encoding_are_mended_and_told():
    data = "Målbilde for næring og sømløs flyt – nå".encode().decode("cp1252").encode()
    document = api.read_bytes(data=data, name="a.txt")
    assert texts(document) == ["Målbilde for næring og sømløs flyt – nå"]
    assert [str(warning) for warning in document.warnings] == [
        "Noen bokstaver (æ, ø, å) var skadet i filen og er rettet. Se over teksten."
    ]


def test_a_text_that_does_not_tell_its_encoding_gives_a_warning():
    document = api.read_bytes(data="Mål".encode("latin-1"), name="a.txt")
    assert [str(warning) for warning in document.warnings] == [
        "Filen sier ikke hvilket tegnsett den bruker. Se over at æ, ø og å er riktige."
    ]


def test_two_thousand_pages_are_the_most():
    with pytest.raises(api.Unreadable, match="for omfattende"):
        _read("side\f" * 2001)
