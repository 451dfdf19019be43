"""The mark that makes a Need genuine; only this room holds it (import-linter)."""

SEAL = object()
