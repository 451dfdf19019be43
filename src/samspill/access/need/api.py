"""The door: ``Access.establish`` makes a Need, and nothing else does."""

from samspill.access.need.establishing import Access, with_built_in_rules

__all__ = ["Access", "with_built_in_rules"]
