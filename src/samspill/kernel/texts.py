"""Sentences for a reader, written in bokmål and translated where they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A bokmål sentence with named places, for example ``Text("Frist %(date)s", {"date": …})``.

    The template is the key in the translation catalogues; a value may itself be a ``Text``.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in bokmål."""
        return self.template % self.values if self.values else self.template


def say(template: str, /, **values: object) -> Text:
    """Return a sentence for a reader; the template is collected for translation by this name."""
    return Text(template, values)
