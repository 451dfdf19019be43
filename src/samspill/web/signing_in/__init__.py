"""How a reader becomes a person in a role. National login comes as another ``SignIn``; today there is the demo's."""

from samspill.web.signing_in.contracts import SignIn, open_to_all
from samspill.web.signing_in.ways import check_can_start, way_in

__all__ = ["SignIn", "check_can_start", "open_to_all", "way_in"]
