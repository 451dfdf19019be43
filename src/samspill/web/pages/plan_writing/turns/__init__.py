"""Turning a measure to its next state, and moving it to another group."""
