from enum import StrEnum

from samspill.kernel.texts import say
from samspill.plan.diagrams import draw


class Light(StrEnum):
    RED = "red"
    NOT_RED = "not-red"


def test_diagram_shows_states_turns_beginning_and_end() -> None:
    turns = {Light.RED: frozenset({Light.NOT_RED}), Light.NOT_RED: frozenset[Light]()}
    drawn = draw(turns, word=lambda light: say("rødt") if light is Light.RED else say("ikke rødt"), first=(Light.RED,))
    assert drawn == (
        "stateDiagram-v2\n"
        '    state "rødt (red)" as red\n'
        '    state "ikke rødt (not-red)" as not_red\n'
        "    [*] --> red\n"
        "    red --> not_red\n"
        "    not_red --> [*]"
    )
