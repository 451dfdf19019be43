"""Takes the values out of an attestation's JSON, and notes each fault by its path instead of stopping at the first."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from samspill.access.attestation.contracts import Code, Identifier
from samspill.access.attestation.lists import normalised
from samspill.access.attestation.refusing import Fault, fault
from samspill.kernel.texts import Text

Object = Mapping[str, Any]

ID_CHARS_MAX = 128
TEXT_CHARS_MAX = 1000
UNKNOWN_MAX = 50
_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")
_MANY_DIGITS = re.compile(r"[0-9]{6}")


class Values:
    """An attestation being read.

    Attributes:
        faults: what is wrong, in the order it was found.
        unknown: paths of attributes that the data model does not have.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.unknown: list[str] = []

    def refuse(self, code: str, path: str, hint: Text | None = None) -> None:
        """Note a broken rule."""
        self.faults.append(fault(code, path, hint))

    def object(self, parent: Object, key: str, path: str, *, missing: str = "") -> Object | None:
        """Return an attribute that is an object.

        Args:
            parent: where it stands.
            key: its name.
            path: of the parent, empty for the whole.
            missing: the rule that is broken when it is not there; empty when it may be left out.
        """
        where = below(path, key)
        found = parent.get(key)
        if found is None:
            if missing:
                self.refuse(missing, where)
            return None
        if not isinstance(found, dict):
            self.refuse("attribute_malformed", where)
            return None
        return found

    def text(
        self, parent: Object, key: str, path: str, *, required: bool = False, chars_max: int = ID_CHARS_MAX
    ) -> str:
        """Return an attribute that is a text; empty when it is missing or wrong, which is noted."""
        found = parent.get(key)
        if found is None or found == "":
            if required:
                self.refuse("attribute_missing", below(path, key))
            return ""
        if not isinstance(found, str) or len(found) > chars_max or not found.isprintable() or found != found.strip():
            self.refuse("attribute_malformed", below(path, key))
            return ""
        return found

    def system(self, parent: Object, path: str, wrong: str) -> str:
        """Return the address of a list or register, normalised; empty when it is missing or none, which is noted."""
        found = self.text(parent, "system", path, required=True, chars_max=TEXT_CHARS_MAX)
        address = normalised(found) if found else None
        if found and address is None:
            self.refuse(wrong, below(path, "system"))
        return address or ""

    def identifier(self, value: Object, path: str, wrong_system: str = "attribute_malformed") -> Identifier | None:
        """Read an identifier; its number is not looked at."""
        self.note_unknown(value, ("id", "name", "system", "authority"), path)
        found = Identifier(
            id=self.text(value, "id", path, required=True),
            system=self.system(value, path, wrong_system),
            name=self.text(value, "name", path, chars_max=TEXT_CHARS_MAX),
            authority=self.text(value, "authority", path, chars_max=TEXT_CHARS_MAX),
        )
        return found if found.id and found.system else None

    def code(self, value: Object, path: str, wrong_system: str) -> Code | None:
        """Read a code; whether its list has it is not looked at."""
        self.note_unknown(value, ("code", "text", "system", "assigner"), path)
        found = Code(
            code=self.text(value, "code", path, required=True),
            system=self.system(value, path, wrong_system),
            text=self.text(value, "text", path, chars_max=TEXT_CHARS_MAX),
            assigner=self.text(value, "assigner", path, chars_max=TEXT_CHARS_MAX),
        )
        return found if found.code and found.system else None

    def note_unknown(self, value: Object, known: Iterable[str], path: str) -> None:
        """Note the attributes that are not known here; a name that could be a value is not repeated."""
        for key in value:
            if key not in known and len(self.unknown) < UNKNOWN_MAX:
                self.unknown.append(below(path, _shown(key)))


def below(path: str, key: str) -> str:
    """Return the path of an attribute."""
    return f"{path}.{key}" if path else key


def _shown(key: object) -> str:
    may_be_shown = isinstance(key, str) and _ATTRIBUTE.fullmatch(key) and not _MANY_DIGITS.search(key)
    return str(key) if may_be_shown else "…"
