"""Functions by name, and the small questions they all ask of a collection."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.nodes import Collection, system, type_of

Body: TypeAlias = Callable[..., Collection]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    Attributes:
        body: ``(environment, input, *arguments)``. An eager function's arguments are collections, evaluated where the
            function stands; a lazy one's are compiled expressions that it evaluates on what it chooses.
        least: fewest arguments.
        most: most arguments.
        is_lazy: whether arguments come compiled.
    """

    body: Body
    least: int
    most: int
    is_lazy: bool


FUNCTIONS: dict[str, Function] = {}


def eager(name: str, least: int = 0, most: int | None = None) -> Callable[[Body], Body]:
    """Enter a function whose arguments are evaluated before it is called."""
    return _entered(name, least, most, is_lazy=False)


def lazy(name: str, least: int, most: int | None = None) -> Callable[[Body], Body]:
    """Enter a function that evaluates its arguments itself."""
    return _entered(name, least, most, is_lazy=True)


def _entered(name: str, least: int, most: int | None, *, is_lazy: bool) -> Callable[[Body], Body]:
    def enter(body: Body) -> Body:
        FUNCTIONS[name] = Function(body, least, least if most is None else most, is_lazy)
        return body

    return enter


def single(items: Collection) -> Any:
    """Return the only item, or ``None`` when there is none.

    Raises:
        EvaluationError: when there are several.
    """
    if not items:
        return None
    if len(items) > 1:
        raise EvaluationError(f"One value is due, and there are {len(items)}")
    return items[0]


def truth(items: Collection) -> bool | None:
    """Return a collection as a boolean: a single value that is no boolean counts as true, no value as unknown.

    Raises:
        EvaluationError: when there are several.
    """
    item = single(items)
    if item is None:
        return None
    value = system(item)
    return value if value.__class__ is bool else True


def text(items: Collection) -> str | None:
    """Return the only item as text, or ``None`` when there is none.

    Raises:
        EvaluationError: when there are several, or it is no text.
    """
    item = single(items)
    value = system(item)
    if value is None or isinstance(value, str):
        return value
    raise EvaluationError(f"A text is due, and there is a {type_of(item).name}")


def whole(items: Collection) -> int | None:
    """Return the only item as an integer, or ``None`` when there is none.

    Raises:
        EvaluationError: when there are several, or it is no integer.
    """
    item = single(items)
    value = system(item)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise EvaluationError(f"An integer is due, and there is a {type_of(item).name}")
