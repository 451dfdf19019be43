"""The plan's tables, step by step."""
