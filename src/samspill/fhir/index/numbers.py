"""Numbers as they are written."""

from decimal import Decimal


def written(value: object) -> Decimal | None:
    """Return a JSON number as it was written; ``None`` for what is no finite number."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None
