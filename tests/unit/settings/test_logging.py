"""What reaches the log."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from samspill.settings.logging import set_up_logging


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Set the log back as it was."""
    root, was = logging.getLogger(), logging.getLogger().handlers[:]
    yield
    root.handlers[:] = was
    structlog.reset_defaults()


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("logger", ["uvicorn.error", "samspill"])
def test_an_error_is_logged_with_its_cause_and_without_what_the_program_held(
    capsys: pytest.CaptureFixture[str], logger: str, as_json: bool
) -> None:
    set_up_logging(as_json=as_json)
    written = "Kari Nordmann".upper()
    try:
        {"": 0}[str(len(written))]
    except KeyError:
        if logger == "samspill":
            structlog.get_logger("samspill").error("unexpected_error", exc_info=True)
        else:
            logging.getLogger(logger).exception("Exception in ASGI application")
    said = capsys.readouterr().err
    assert "KeyError: '13'" in said
    assert "KARI NORDMANN" not in said
