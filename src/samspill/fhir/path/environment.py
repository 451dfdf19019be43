"""What an evaluation carries along: the resource, the variables, the time, and how much work is left."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, TypeAlias

from samspill.fhir.path.errors import EvaluationError, TooMuchWork
from samspill.fhir.path.nodes import Collection, Node

Compiled: TypeAlias = Callable[["Environment", Collection], Collection]
"""An expression: (environment, what ``$this`` is) to a collection."""

Resolver: TypeAlias = Callable[[str], dict[str, Any] | None]
"""Reference text to resource; ``None`` for what is not known."""

MOST_STEPS = 1_000_000
"""Elements an evaluation may visit; about a second of work."""

LONGEST_TEXT = 1_000_000
"""Characters a text made by an expression may have."""

LETTERS_A_STEP = 32
"""Letters of a kept text that count as one step: thirty million of them in all."""

_VOCABULARIES = {
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
    "ucum": "http://unitsofmeasure.org",
}


SECONDS_MAX = 3.0
"""Seconds an evaluation may take, should its steps be dear ones."""


@dataclass(slots=True)
class Budget:
    """Work that several evaluations share: steps left, and the time (of ``perf_counter``) when it must be done."""

    steps: int = MOST_STEPS
    deadline: float = field(default_factory=lambda: perf_counter() + SECONDS_MAX)


class Environment:
    """The state of one evaluation.

    Attributes:
        root: the outermost resource (``%rootResource``).
        resource: the resource that holds the context (``%resource``).
        context: where the evaluation began (``%context``).
        variables: what ``defineVariable`` and the caller have named.
        index: ``$index``; total: ``$total``.
        steps: elements that may still be visited; deadline: when it must be done, counted from the first costly step.
        resolve: finds what stands outside the resource.
        at: the time ``now()`` and ``today()`` answer.
        is_invariant: whether the expression is read as R4's own invariants are written: ``as`` on several items keeps
            those that fit (dom-3), and a FHIR boolean ``is Boolean`` (que-7). The language itself has neither.
    """

    __slots__ = (
        "at",
        "context",
        "deadline",
        "index",
        "is_invariant",
        "resolve",
        "resource",
        "root",
        "steps",
        "total",
        "variables",
    )

    def __init__(
        self,
        root: Node | None,
        context: Collection,
        variables: dict[str, Collection],
        resolve: Resolver | None,
        at: datetime | None,
    ) -> None:
        self.root = root
        self.resource = root
        self.context = context
        self.variables = variables
        self.index: int | None = None
        self.total: Collection = []
        self.resolve = resolve
        self.at = at
        self.is_invariant = False
        self.steps = MOST_STEPS
        self.deadline = 0.0

    def spend(self, steps: int) -> None:
        """Count work done.

        Raises:
            TooMuchWork: when nothing is left.
        """
        self.steps -= steps
        if self.steps < 0:
            raise TooMuchWork(f"The expression needs more than {MOST_STEPS} steps")
        now = perf_counter()
        if not self.deadline:
            self.deadline = now + SECONDS_MAX
        elif now > self.deadline:
            raise TooMuchWork(f"The expression needs more than {SECONDS_MAX:.0f} seconds")

    def keep(self, made: Collection) -> Collection:
        """Count what is kept of what an expression made, its texts by their length, and return it.

        One text may have a million letters; a projection that makes one of each item would else fill the memory long
        before its steps are spent.

        Raises:
            TooMuchWork: when nothing is left.
        """
        self.spend(sum(1 + (len(one) // LETTERS_A_STEP if isinstance(one, str) else 0) for one in made))
        return made

    def variable(self, name: str) -> Collection:
        """Return what ``%name`` stands for.

        Raises:
            EvaluationError: when nothing has that name.
        """
        if name in self.variables:
            return self.variables[name]
        if name == "context":
            return self.context
        if name in {"resource", "rootResource"}:
            node = self.resource if name == "resource" else self.root
            return [] if node is None else [node]
        if name in _VOCABULARIES:
            return [_VOCABULARIES[name]]
        if name.startswith("vs-"):
            return [f"http://hl7.org/fhir/ValueSet/{name[3:]}"]
        if name.startswith("ext-"):
            return [f"http://hl7.org/fhir/StructureDefinition/{name[4:]}"]
        raise EvaluationError(f"%{name} is not defined")

    def define(self, name: str, value: Collection) -> None:
        """Give a name to a collection, for the rest of the scope.

        Raises:
            EvaluationError: when the name is taken.
        """
        if name in self.variables or name in _TAKEN:
            raise EvaluationError(f"%{name} is already defined")
        self.variables = {**self.variables, name: value}


_TAKEN = {"context", "resource", "rootResource", *_VOCABULARIES}


def bounded(text: str) -> str:
    """Return a text if it is short enough.

    Raises:
        TooMuchWork: when it is not.
    """
    check_length(len(text))
    return text


def check_length(length: int) -> None:
    """Refuse a text of a length before it is made.

    Raises:
        TooMuchWork: when it would be too long.
    """
    if length > LONGEST_TEXT:
        raise TooMuchWork(f"A text grew over {LONGEST_TEXT} characters")
