"""What is said when something asked for is not done."""

from samspill.kernel.texts import Text


class Refused(Exception):
    """An expected refusal that reaches the reader: what happened, why, and what to do now.

    Each context has its own subclass, so that an edge can tell them apart; the sentences are ``Text`` and are
    translated at the edge. Nothing has been changed when one is raised.
    """

    def __init__(self, what: Text, *, why: Text | None = None, remedy: Text | None = None) -> None:
        self.what = what
        self.why = why
        self.remedy = remedy
        super().__init__(str(self))

    @property
    def sentences(self) -> tuple[Text, ...]:
        """The sentences in reading order, those that are there."""
        return tuple(text for text in (self.what, self.why, self.remedy) if text is not None)

    def __str__(self) -> str:
        """Return the whole refusal in bokmål, for a log or a terminal."""
        return " ".join(str(text) for text in self.sentences)


class NotAllowed(Refused):
    """The person's role does not allow it."""


class NotFound(Refused):
    """There is no such thing."""


class Invalid(Refused):
    """Something in what was written must be mended."""


class Stale(Refused):
    """Somebody changed it after the reader opened it."""
