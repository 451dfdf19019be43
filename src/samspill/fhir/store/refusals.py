"""Why a record store cannot be opened, in the reader's language: the person who starts the server reads it."""

from samspill.kernel.refusals import Refused


class StoreRefused(Refused):
    """The record store cannot be opened as it stands; nothing in it was changed."""
