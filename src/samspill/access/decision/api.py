"""The door: decide one question, make the filter that decides a list in the database, or raise the second wall."""

from samspill.access.decision.deciding import decide
from samspill.access.decision.filtering import filter_of
from samspill.access.decision.outlook import outlook
from samspill.access.decision.row_security import policies, session_settings
from samspill.access.decision.rulebook import Rulebook, built_in, read_rulebook, spans_of

__all__ = [
    "Rulebook",
    "built_in",
    "decide",
    "filter_of",
    "outlook",
    "policies",
    "read_rulebook",
    "session_settings",
    "spans_of",
]
