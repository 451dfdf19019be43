"""Where the next page begins, in a link: opaque, and refused when it was tampered with.

A cursor is the place as JSON with a keyed hash over it and the search it belongs to. A search whose values must not
stand in a link (identifiers that came by POST) is kept here instead, for a bounded time, and its links carry only a
random id; the process forgets it when it ends, and the client then searches again.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from hashlib import blake2b
from hmac import compare_digest
from threading import Lock
from time import monotonic

import msgspec

from samspill.fhir.outcomes import refusal
from samspill.fhir.search.contracts import Place

CURSOR = "_cursor"
KEPT = "_page"
DIGEST = 12
KEPT_SECONDS = 900
KEPT_MAX = 10_000
KEPT_LETTERS_MAX = 16 * 1024 * 1024
"""Letters of all kept searches: one may be a megabyte long, and ten thousand of them would fill the memory."""

Pairs = tuple[tuple[str, str], ...]
Kept = tuple[Pairs, str]

_encoder = msgspec.json.Encoder()


class Keeper:
    """Signs cursors and keeps private searches."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self._kept: OrderedDict[str, tuple[float, Kept]] = OrderedDict()
        self._letters = 0
        self._lock = Lock()

    @property
    def secret(self) -> bytes:
        """What signs, of any length; processes that share it understand each other's cursors."""
        return self._secret

    @secret.setter
    def secret(self, secret: bytes) -> None:
        self._secret = secret
        # A key of its own: the secret signs other things too, and blake2b takes no key above 64 bytes.
        self._key = blake2b(secret, person=b"search-cursor").digest()

    def sign(self, place: Place, pairs: Pairs, scope: str) -> str:
        """Return the cursor of a place in a search.

        Args:
            place: where the page begins.
            pairs: the search's parameters.
            scope: where they were sent to (``Patient``, ``Patient/1/Observation``), as types and compartment.
        """
        data = _encoder.encode([place.plan, place.values])
        return urlsafe_b64encode(self._hash(data, pairs, scope) + data).rstrip(b"=").decode()

    def read(self, cursor: str, pairs: Pairs, scope: str) -> Place:
        """Return the place of a cursor.

        Raises:
            Refusal: 400, when it is not one of ours, or of another search.
        """
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raw = b""
        if not compare_digest(raw[:DIGEST], self._hash(raw[DIGEST:], pairs, scope)):
            raise refusal(
                400,
                "value",
                f"Search parameter '{CURSOR}': the link is not one of this server's, or was changed. Search again.",
            )
        plan, values = msgspec.json.decode(raw[DIGEST:])
        return Place(plan, tuple(values))

    def keep(self, pairs: Pairs, cursor: str) -> str:
        """Keep a private search's page and return its id."""
        name, now = secrets.token_urlsafe(18), monotonic()
        with self._lock:
            self._kept[name] = (now + KEPT_SECONDS, (pairs, cursor))
            self._letters += _letters(pairs)
            while self._is_full() or next(iter(self._kept.values()))[0] < now:
                _, (_, (forgotten, _)) = self._kept.popitem(last=False)
                self._letters -= _letters(forgotten)
        return name

    def _is_full(self) -> bool:
        return len(self._kept) > KEPT_MAX or (self._letters > KEPT_LETTERS_MAX and len(self._kept) > 1)

    def kept(self, name: str) -> Kept:
        """Return a private search's page.

        Raises:
            Refusal: 410, when it was forgotten or never there.
        """
        with self._lock:
            until, kept = self._kept.get(name, (0.0, ((), "")))
        if until < monotonic():
            minutes = KEPT_SECONDS // 60
            raise refusal(
                410, "not-found", f"This page link is no longer valid; it lasts {minutes} minutes. Search again."
            )
        return kept

    def _hash(self, data: bytes, pairs: Pairs, scope: str) -> bytes:
        about = _encoder.encode([scope, pairs])
        return blake2b(len(data).to_bytes(4, "big") + data + about, key=self._key, digest_size=DIGEST).digest()


def _letters(pairs: Pairs) -> int:
    return sum(len(name) + len(value) for name, value in pairs)


keeper = Keeper(secrets.token_bytes(32))
"""The process's own; ``api.share_secret`` gives it a secret that outlives the process."""
