"""The door: grounds in memory and in the record store's table."""

from samspill.access.grounds.contracts import Ground, GroundKind, Grounds
from samspill.access.grounds.memory import MemoryGrounds
from samspill.access.grounds.tables import GroundTable

__all__ = ["Ground", "GroundKind", "GroundTable", "Grounds", "MemoryGrounds"]
