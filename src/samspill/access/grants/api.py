"""The door: emergency access, given and kept."""

from samspill.access.grants.contracts import Grant, GrantRefused, Grants
from samspill.access.grants.memory import MemoryGrants
from samspill.access.grants.rules import emergency_grant
from samspill.access.grants.tables import GrantTable

__all__ = ["Grant", "GrantRefused", "GrantTable", "Grants", "MemoryGrants", "emergency_grant"]
