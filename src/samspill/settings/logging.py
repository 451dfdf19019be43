"""The log: one event a line, readable or JSON, never a query, a form or a person in it."""

import logging
import sys

import structlog


def set_up_logging(*, as_json: bool) -> None:
    """Send structlog's events, and what libraries warn about, to standard error."""
    renderer = structlog.processors.JSONRenderer() if as_json else _readable()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[_without_meta, structlog.processors.format_exc_info, renderer]
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # Django logs each refused request with its whole path; web.errors logs what is unexpected, once.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)


def _readable() -> structlog.dev.ConsoleRenderer:
    # Its own choice, where rich is installed, shows the local variables of every frame: forms, files and secrets.
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def _without_meta(logger: logging.Logger, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return structlog.stdlib.ProcessorFormatter.remove_processors_meta(logger, name, event)
