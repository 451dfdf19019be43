"""What the provider remembers while it runs: requests, codes, sessions and used assertions, each until it ends."""

import hashlib
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

KEPT_MAX = 10_000
T = TypeVar("T")


class Kept(Generic[T]):
    """Values under secrets that are not themselves kept; the oldest go first when there are too many."""

    def __init__(self, life: timedelta) -> None:
        self.life = life
        self._values: dict[bytes, tuple[datetime, T]] = {}
        self._lock = Lock()

    def keep(self, secret: str, value: T, *, at: datetime) -> bool:
        """Keep a value; ``False`` when there is one under the secret already."""
        key = _key(secret)
        with self._lock:
            if self._alive(key, at) is not None:
                return False
            if len(self._values) >= KEPT_MAX:
                alive = [(known, kept) for known, kept in self._values.items() if kept[0] > at]
                self._values = dict(alive[-KEPT_MAX // 2 :])
            self._values[key] = (at + self.life, value)
            return True

    def find(self, secret: str, *, at: datetime) -> T | None:
        """Return a value; ``None`` when there is none, or it has ended."""
        with self._lock:
            return self._alive(_key(secret), at)

    def take(self, secret: str, *, at: datetime) -> T | None:
        """Return a value and forget it."""
        with self._lock:
            value = self._alive(_key(secret), at)
            self._values.pop(_key(secret), None)
            return value

    def _alive(self, key: bytes, at: datetime) -> T | None:
        kept = self._values.get(key)
        return kept[1] if kept is not None and kept[0] > at else None


def _key(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
