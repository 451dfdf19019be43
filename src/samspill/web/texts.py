"""Sentences of the inner house, in the reader's language."""

from django.utils.translation import gettext

from samspill.kernel.texts import Text


def translate(text: Text) -> str:
    """Return a sentence in the reader's language; a value that is itself a sentence is translated too."""
    template = gettext(text.template) if text.template else ""
    if not text.values:
        return template
    values = {name: translate(value) if isinstance(value, Text) else value for name, value in text.values.items()}
    return template % values
