"""One validation as it runs: what was found so far and where, and the resource that local references point into."""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, TypeAlias

from samspill.fhir.definitions import api as definitions
from samspill.fhir.outcomes import Issue

ISSUES_MAX = 100
"""Errors, and as many warnings. A Bundle of 10,000 wrong entries costs no more than a good one; nobody reads on."""

_RELATIVE = re.compile(
    r"([A-Z][A-Za-z]{1,40})(?:/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?|\?.*)", re.DOTALL
)

Where: TypeAlias = "tuple[Where | None, str, int]"
"""A place: the place it stands in, its JSON name, and its number in the array (-1 when it is not in one).

Building a tuple for each object and text only when something is wrong keeps a good resource cheap.
"""


class Enough(Exception):
    """As many issues as are told have been found."""


class Run:
    """What one validation has found.

    Attributes:
        issues: in the order they were met.
        root: the resource that ``#id`` points into: the outermost one, or a Bundle's entry.
        resource: the resource that is being looked at: the root, or something it contains.
        follow: checks a resource or an extension against the profiles it follows; ``None`` where none are loaded.
        known_extensions: addresses of the extensions that are taken beside HL7's own; ``None`` takes every one.
        strict: whether what HL7's own examples do not keep to is an error (``references``) or a warning.
    """

    __slots__ = ("_contained", "_left", "follow", "issues", "known_extensions", "resource", "root", "strict")

    def __init__(
        self, root: dict[str, Any], *, strict: bool = False, known_extensions: Container[str] | None = None
    ) -> None:
        self.strict = strict
        self.known_extensions = known_extensions
        self.follow: Callable[[dict[str, Any], str, Where], None] | None = None
        self.issues: list[Issue] = []
        self._left = {True: ISSUES_MAX, False: ISSUES_MAX}
        self.root = self.resource = root
        self._contained: dict[str, dict[str, Any]] | None = None

    def enter(self, root: dict[str, Any]) -> None:
        """Go into another outermost resource, or back out of it."""
        self.root = root
        self._contained = None

    def contained(self) -> Mapping[str, dict[str, Any]]:
        """Return what the root contains, by id."""
        if self._contained is None:
            inside = self.root.get("contained")
            rows = inside if isinstance(inside, list) else []
            self._contained = {str(one["id"]): one for one in rows if isinstance(one, dict) and "id" in one}
        return self._contained

    def contained_resource(self, text: str) -> dict[str, Any] | None:
        """Return what ``#id`` points at; the root for ``#`` alone, nothing for other references."""
        if not text.startswith("#"):
            return None
        return self.root if text == "#" else self.contained().get(text[1:])

    def target_type(self, value: Any) -> str | None:
        """Return the resource type that a Reference names, when it says so itself."""
        text = value.get("reference") if isinstance(value, dict) else None
        if type(text) is str:
            if found := _RELATIVE.fullmatch(text):
                return found[1]
            if text.startswith("#"):
                inside = self.contained_resource(text)
                return None if inside is None else str(inside.get("resourceType"))
        kind = value.get("type") if isinstance(value, dict) else None
        return kind if type(kind) is str and kind in definitions.resource_types() else None

    def fail(self, where: Where, code: str, message: str) -> None:
        """Note an error."""
        self.note("error", where, code, message)

    def note(self, severity: str, where: Where, code: str, message: str) -> None:
        """Note an issue.

        Warnings beyond the bound are passed over and the check goes on: no number of them may hide an error.

        Raises:
            Enough: it was the last error that is told.
        """
        is_error = severity == "error"
        left = self._left[is_error] = self._left[is_error] - 1
        if left < 0:
            return
        path = shown(where)
        self.issues.append(Issue(severity, code, f"{path}: {message}", (path,)))
        if is_error and left == 0:
            raise Enough


def shown(where: Where) -> str:
    """Return a place as a simple FHIRPath."""
    return ".".join(reversed(list(_steps(where))))


def _steps(where: "Where | None") -> Iterator[str]:
    while where is not None:
        where, name, number = where
        yield name if number < 0 else f"{name}[{number}]"
