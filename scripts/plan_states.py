"""Draws the states of a plan's versions and measures from the rules: docs/reference/plan-states.md.

Run after changing ``MEASURE_TURNS``, ``VERSION_TURNS`` or ``RUN_TURNS``;
tests/repo/test_plan_states.py says when it was forgotten.
"""

from pathlib import Path

from samspill.plan.contracts import MeasureState, VersionState
from samspill.plan.diagrams import draw
from samspill.plan.review.contracts import RunState
from samspill.plan.review.rules import RUN_TURNS, run_state_word
from samspill.plan.rules import MEASURE_TURNS, VERSION_TURNS, measure_state_word, version_state_word

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "plan-states.md"

TEXT = """\
# The states of a plan

Drawn from `src/samspill/plan/rules.py` by `scripts/plan_states.py`; change the rules, not this page.

## A version

Only those who keep the plan turn a version. Its text is open as a draft and while it is out for consultation. Adopting
a version supersedes the one that was adopted before it; nobody does that by hand. An adopted version takes status
reports, and its text is never changed: the database itself refuses it. A draft that was made by mistake is discarded:
it is kept with its history and the reason, shown only to those who look for it, and the same document may be imported
again. A draft with statuses reported on measures that stand nowhere else cannot be discarded.

```mermaid
{versions}
```

## A measure

A measure that a person adds begins as proposed; one that is imported begins as unknown, because the document does not
say. Stopping one takes a reason. Those who answer for a measure turn it to planned, in progress and done themselves;
the other turns are for those who keep the plan.

```mermaid
{measures}
```

## An import

Drawn from `src/samspill/plan/review/rules.py`. The reader turns an import to ready, refused or stopped; the other turns
are for those who keep the plan. An import whose reader has been silent for twenty seconds is shown as stopped, whatever
its record says. What is refused may be read again: a newer Samspill may understand what an older did not. Only an
accepted import has changed the plan.

```mermaid
{imports}
```
"""


def page() -> str:
    """Return the whole page."""
    return TEXT.format(
        versions=draw(VERSION_TURNS, word=version_state_word, first=(VersionState.DRAFT,)),
        measures=draw(MEASURE_TURNS, word=measure_state_word, first=(MeasureState.UNKNOWN, MeasureState.PROPOSED)),
        imports=draw(RUN_TURNS, word=run_state_word, first=(RunState.RECEIVED,)),
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} is drawn anew.")
