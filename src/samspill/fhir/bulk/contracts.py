"""What crosses the door of bulk."""

from dataclasses import dataclass, field
from pathlib import Path

from samspill.kernel.refusals import Refused


class BulkRefused(Refused):
    """Files cannot be loaded or written as they stand."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One resource that was not taken, and why.

    Attributes:
        file: the file's name as it was given.
        line: the line it stands on, from 1; in a file with one JSON document always 1.
        entry: which entry of the Bundle on that line, from 0; -1 when it is not one.
        element: simple FHIRPath to the element; empty when it is the whole resource.
        code: a code of http://hl7.org/fhir/issue-type.
        reason: what is wrong, in English, without the value.
    """

    file: str
    line: int
    entry: int
    element: str
    code: str
    reason: str


@dataclass(slots=True)
class FileReport:
    """How one file went.

    Attributes:
        path: the file.
        written: resources that were stored as a new version.
        unchanged: resources that were stored already, equal in every element.
        refused: resources that were not taken.
        from_line: the first line that was read: 1, or where an interrupted load had come.
        was_done: whether the same content was loaded before, so that nothing was read.
    """

    path: Path
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    from_line: int = 1
    was_done: bool = False


@dataclass(slots=True)
class LoadReport:
    """How a whole load went, file by file."""

    files: list[FileReport] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def written(self) -> int:
        """How many resources were stored as a new version."""
        return sum(file.written for file in self.files)

    @property
    def unchanged(self) -> int:
        """How many resources were stored already."""
        return sum(file.unchanged for file in self.files)

    @property
    def refused(self) -> int:
        """How many resources were not taken."""
        return sum(file.refused for file in self.files)
