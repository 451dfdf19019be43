"""The page of the FHIR API says what the engine's own tables say."""

from scripts.fhir_api import PAGE, page


def test_page_of_the_fhir_api_is_what_the_tables_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m scripts.fhir_api"
