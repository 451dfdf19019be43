"""Where the outside test data lies: beside the project, read-only, never copied into it."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Seeds, golds and reference tables; a plain clone has none, and the suites marked ``outside`` are then left out."""
