"""Query string to tree: one module per parameter type."""
