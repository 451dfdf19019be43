"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature), with Ed25519 (RFC 8032).

A note is a text and lines of signatures; a checkpoint is a note whose text is a name, a size and a root. Other
programs that speak the format can read, verify and cosign ours (https://c2sp.org).
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from samspill.access.audit.contracts import HASH_BYTES, Checkpoint, NoteRefused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = 1
"""Type of a log's own signature."""
COSIGNATURE = 4
"""Type of a witness's signature, which says when it was made."""

NOTE_BYTES_MAX = 64 * 1024
SIGNATURES_MAX = 64
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
_TIME_BYTES = 8
_PREFIX = "PRIVATE+KEY"
_DASH = "— "
_NAME = re.compile(r"[^\s+]+")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose, with which key, and the bytes."""

    name: str
    key: bytes
    signature: bytes

    def line(self) -> str:
        """Return it as a line of a note."""
        return f"{_DASH}{self.name} {b64encode(self.key + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A signed text, its last newline included, and its signatures; nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def written(self) -> bytes:
        """Return the note as bytes."""
        return (self.text + "\n" + "".join(one.line() for one in self.signatures)).encode()


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return the four bytes that tell a name's keys apart."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


class PublicKey:
    """What signatures of one name are verified with.

    Attributes:
        name: whose key it is: the log's origin.
        bytes: the 32 bytes of the key.
    """

    def __init__(self, name: str, public: bytes) -> None:
        self.name = checked_name(name)
        self.bytes = public
        self._ids = {kind: key_id(name, kind, public) for kind in (ED25519, COSIGNATURE)}
        self._key: Ed25519PublicKey | None = None

    @classmethod
    def read(cls, text: str) -> "PublicKey":
        """Read a key as it is handed out: ``name+id+base64``, of either type.

        Raises:
            NoteRefused: it is not one.
        """
        name, plus, rest = text.strip().partition("+")
        shown, other_plus, coded = rest.partition("+")
        data = _decoded(coded)
        if not (plus and other_plus and len(data) == _KEY_BYTES + 1 and data[0] in (ED25519, COSIGNATURE)):
            raise NoteRefused("This is not an Ed25519 verifier key (name+id+base64).")
        key = cls(name, data[1:])
        if key_id(name, data[0], data[1:]).hex() != shown.lower():
            raise NoteRefused(f"The verifier key of {name} does not have the id it says; is a letter missing?")
        return key

    def written(self, kind: int = ED25519) -> str:
        """Return the key as it is handed out."""
        return f"{self.name}+{self._ids[kind].hex()}+{b64encode(bytes([kind]) + self.bytes).decode()}"

    def check(self, note: Note) -> None:
        """Check that the note is signed by this key.

        Raises:
            NoteRefused: it is not, or a signature said to be made with this key does not hold.
        """
        mine = [one for one in note.signatures if (one.name, one.key) == (self.name, self._ids[ED25519])]
        if not mine:
            raise NoteRefused(f"The checkpoint is not signed with the known key of {self.name}.")
        if not all(self._holds(one.signature, note.text.encode()) for one in mine):
            raise NoteRefused(f"The signature of {self.name} does not hold.")

    def cosigned_at(self, note: Note) -> int | None:
        """Return when this key cosigned a checkpoint, seconds since 1970 UTC; ``None`` when it has not.

        Raises:
            NoteRefused: a cosignature said to be made with this key does not hold.
        """
        for one in note.signatures:
            if (one.name, one.key) == (self.name, self._ids[COSIGNATURE]):
                at = int.from_bytes(one.signature[:_TIME_BYTES], "big")
                if not self._holds(one.signature[_TIME_BYTES:], _cosigned(note.text, at)):
                    raise NoteRefused(f"The cosignature of {self.name} does not hold.")
                return at
        return None

    def _holds(self, signature: bytes, message: bytes) -> bool:
        # cryptography takes a tenth of a second to load, which only those who sign or verify pay
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        try:
            if self._key is None:
                self._key = Ed25519PublicKey.from_public_bytes(self.bytes)
            self._key.verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A log's own key.

    Attributes:
        name: the log's origin.
        public: what its signatures are verified with.
    """

    def __init__(self, name: str, secret: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

        self._secret = secret
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.name = name
        self.public = PublicKey(name, self._key.public_key().public_bytes_raw())

    @classmethod
    def read(cls, text: str) -> "Signer":
        """Read a key as it is kept: ``PRIVATE+KEY+name+id+base64``, as Go's note package writes it.

        Raises:
            NoteRefused: it is not one. The text is not in the message.
        """
        parts = text.strip().removeprefix(_PREFIX).split("+", 3)
        data = _decoded(parts[3]) if len(parts) == 4 else b""
        if not text.strip().startswith(_PREFIX + "+") or len(data) != _KEY_BYTES + 1 or data[0] != ED25519:
            raise NoteRefused("This is not an Ed25519 signing key (PRIVATE+KEY+name+id+base64).")
        signer = cls(checked_name(parts[1]), data[1:])
        if signer.public.written().split("+")[1] != parts[2].lower():
            raise NoteRefused("The signing key does not have the id it says; is a letter missing?")
        return signer

    def written(self) -> str:
        """Return the key as it is kept; a secret."""
        shown = self.public.written().split("+")[1]
        return f"{_PREFIX}+{self.name}+{shown}+{b64encode(bytes([ED25519]) + self._secret).decode()}"

    def sign(self, checkpoint: Checkpoint) -> Note:
        """Sign a checkpoint of one's own log."""
        text = text_of(checkpoint)
        signature = Signature(self.name, key_id(self.name, ED25519, self.public.bytes), self._key.sign(text.encode()))
        return Note(text, (signature,))

    def cosign(self, note: Note, *, at: int) -> Note:
        """Add to another log's checkpoint that it was seen, and that it follows what was seen before.

        Args:
            note: the verified checkpoint.
            at: when, seconds since 1970 UTC.
        """
        key = key_id(self.name, COSIGNATURE, self.public.bytes)
        signed = at.to_bytes(_TIME_BYTES, "big") + self._key.sign(_cosigned(note.text, at))
        others = tuple(one for one in note.signatures if (one.name, one.key) != (self.name, key))
        return Note(note.text, (*others, Signature(self.name, key, signed)))


def make_signer(name: str) -> Signer:
    """Make a new key for a log of this name.

    Raises:
        NoteRefused: the name is empty, or holds a blank or a plus.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    return Signer(checked_name(name), Ed25519PrivateKey.generate().private_bytes_raw())


def checked_name(name: str) -> str:
    """Return a name that a key may have.

    Raises:
        NoteRefused: it is empty, or holds a blank or a plus.
    """
    if not _NAME.fullmatch(name):
        raise NoteRefused(f"«{name}» cannot be the name of a log: it must not be empty, nor hold a blank or a plus.")
    return name


def read_note(data: bytes) -> Note:
    """Read a note; nothing is verified yet.

    Raises:
        NoteRefused: it is not one.
    """
    if len(data) > NOTE_BYTES_MAX:
        raise NoteRefused("The note is too long.")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteRefused("The note is not UTF-8.") from error
    text, blank, signed = whole.rpartition("\n\n")
    lines = signed.split("\n")
    if not blank or lines.pop() or not lines or len(lines) > SIGNATURES_MAX or _CONTROLS.search(whole):
        raise NoteRefused("This is not a signed note: a text, an empty line, and lines with signatures.")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    name, blank, coded = line.removeprefix(_DASH).partition(" ")
    data = _decoded(coded)
    if not line.startswith(_DASH) or not blank or not _NAME.fullmatch(name) or len(data) <= 4:
        raise NoteRefused("A signature line of the note cannot be read.")
    return Signature(name, data[:4], data[4:])


def text_of(checkpoint: Checkpoint) -> str:
    """Return the text of a checkpoint that is signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"


def checkpoint_of(note: Note) -> Checkpoint:
    """Return the checkpoint that a note's text is; further lines are passed over, as the format says.

    Raises:
        NoteRefused: it is not one.
    """
    lines = note.text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise NoteRefused("The note is not a checkpoint: a name, a size and a root hash.")
    root = _decoded(lines[2])
    if len(root) != HASH_BYTES:
        raise NoteRefused("The root hash of the checkpoint cannot be read.")
    return Checkpoint(lines[0], int(lines[1]), root)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _decoded(coded: str) -> bytes:
    """Return what standard base64 holds; empty when it is not that, or not the one way to write it."""
    try:
        data = b64decode(coded, validate=True)
    except (NotBase64, ValueError):
        return b""
    return data if b64encode(data).decode() == coded else b""
