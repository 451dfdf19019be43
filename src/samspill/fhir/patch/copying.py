"""Copies of JSON values, bounded in size and depth: the input of a patch is never changed."""

from typing import Any

from samspill.fhir.patch.refusing import DEEPEST, MOST_ADDED, too_large


class Copier:
    """Copies values and counts them; one for each patch."""

    def __init__(self) -> None:
        self._left = MOST_ADDED

    def whole(self, value: Any) -> Any:
        """Copy the document itself, which does not count."""
        return _copied(value, DEEPEST)

    def part(self, value: Any, depth: int) -> Any:
        """Copy a value that is put at a depth.

        Raises:
            Refusal: when the patch adds too much, or nests too deep.
        """
        self._left -= _count(value)
        if self._left < 0:
            raise too_large(f"A patch may add {MOST_ADDED} values")
        return _copied(value, DEEPEST - depth)


def _copied(value: Any, left: int) -> Any:
    if left < 0:
        raise too_large(f"A resource may nest {DEEPEST} deep")
    if isinstance(value, dict):
        return {name: _copied(one, left - 1) for name, one in value.items()}
    if isinstance(value, list):
        return [_copied(one, left - 1) for one in value]
    return value


def _count(value: Any) -> int:
    """Count without recursion: the depth has not been checked yet."""
    count, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return count
