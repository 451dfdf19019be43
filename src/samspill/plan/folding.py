"""Comparing words as a reader does: capitals, accents written in two ways and extra space do not matter."""

import unicodedata


def fold(text: str) -> str:
    """Return the text for comparing: one form of each letter, no capitals (æ, ø and å too), single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
