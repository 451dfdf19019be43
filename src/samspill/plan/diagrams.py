"""The state tables of ``rules`` as Mermaid diagrams, so that the page says what the code does."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from samspill.kernel.texts import Text

_State = TypeVar("_State", bound=StrEnum)


def draw(
    turns: Mapping[_State, frozenset[_State]], *, word: Callable[[_State], Text], first: tuple[_State, ...]
) -> str:
    """Return a Mermaid state diagram: each state with its word on the screen, each turn as an arrow, in a fixed order.

    Args:
        turns: where each state may go.
        word: the bokmål word of a state.
        first: the states that something may begin in.
    """
    states = list(turns)
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{word(state)} ({state.value})" as {_name(state)}' for state in states]
    lines += [f"    [*] --> {_name(state)}" for state in first]
    lines += [f"    {_name(state)} --> {_name(to)}" for state in states for to in states if to in turns[state]]
    lines += [f"    {_name(state)} --> [*]" for state in states if not turns[state]]
    return "\n".join(lines)


def _name(state: StrEnum) -> str:
    return state.value.replace("-", "_")
