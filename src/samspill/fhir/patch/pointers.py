"""JSON Pointer (RFC 6901): where in a document an operation works."""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from samspill.fhir.outcomes import Refusal

Pointer: TypeAlias = tuple[str, ...]
"""The unescaped names and indexes; empty for the whole document."""

Refuse: TypeAlias = Callable[[str], Refusal]

_ESCAPE = re.compile(r"~(.?)")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


def pointer(text: str, refuse: Refuse) -> Pointer:
    """Read a pointer.

    Args:
        text: ``""``, or names each after a ``/``, with ``~1`` for a slash and ``~0`` for a tilde.
        refuse: makes the refusal of what is no pointer.
    """
    if not text:
        return ()
    if text[0] != "/" or any(match[1] not in {"0", "1"} for match in _ESCAPE.finditer(text)):
        raise refuse("what should be a JSON Pointer is none")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))


def written(steps: Pointer) -> str:
    """Return a pointer as text, for a message."""
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def found(document: Any, steps: Pointer, refuse: Refuse) -> Any:
    """Return the value a pointer names; refuses when nothing is there."""
    for place, step in enumerate(steps):
        here = written(steps[: place + 1])
        if isinstance(document, dict):
            if step not in document:
                raise refuse(f"There is nothing at {here}")
            document = document[step]
        elif isinstance(document, list):
            document = document[index(step, len(document) - 1, here, refuse)]
        else:
            raise refuse(f"There is nothing at {here}: what holds it has no parts")
    return document


def index(step: str, last: int, here: str, refuse: Refuse) -> int:
    """Read an array index up to the last allowed one."""
    if not _INDEX.fullmatch(step):
        raise refuse(f"{here} does not end in an array index")
    if int(step) > last:
        raise refuse(f"There is nothing at {here}: the array is shorter")
    return int(step)
