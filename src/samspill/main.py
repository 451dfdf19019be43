"""Wiring only."""


def run() -> int:
    """Run the samspill command."""
    return 0
