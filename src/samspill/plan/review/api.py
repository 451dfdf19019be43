"""The review's door: everything others may ask of an import or do to it.

Every door takes keyword arguments; ``by`` is who, ``at`` is when. What is refused raises before anything is changed.
"""

from samspill.plan.review.acts import accept_together, accept_unasked, begin, decide, drop, finish, receive, take_back
from samspill.plan.review.folder import ImportFolder
from samspill.plan.review.highlighting import Piece, highlight
from samspill.plan.review.looking import leaf, others_with_its_files, review, run, runs
from samspill.plan.review.places import lines_of
from samspill.plan.review.refusing import no_such_row
from samspill.plan.review.rules import (
    asks_years_alone,
    can_accept_together,
    can_decide,
    can_finish,
    may_import,
    run_state_word,
)
from samspill.plan.review.suggestions import suggest
from samspill.plan.review.supervising import start, supervise
from samspill.plan.review.telling import flag_text
from samspill.plan.review.wording import plan_kinds, problems_of, status_meaning

__all__ = [
    "ImportFolder",
    "Piece",
    "accept_together",
    "accept_unasked",
    "asks_years_alone",
    "begin",
    "can_accept_together",
    "can_decide",
    "can_finish",
    "decide",
    "drop",
    "finish",
    "flag_text",
    "highlight",
    "leaf",
    "lines_of",
    "may_import",
    "no_such_row",
    "others_with_its_files",
    "plan_kinds",
    "problems_of",
    "receive",
    "review",
    "run",
    "run_state_word",
    "runs",
    "start",
    "status_meaning",
    "suggest",
    "supervise",
    "take_back",
]
