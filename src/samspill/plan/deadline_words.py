"""The day that the words of a deadline mean, for a form that asks for both."""

from datetime import date

from samspill.plan.importing import deadlines


def latest_day(*, words: str) -> date | None:
    """Return the latest day that a deadline's words allow; ``None`` when they name none that can be read."""
    return deadlines.read(words).latest
