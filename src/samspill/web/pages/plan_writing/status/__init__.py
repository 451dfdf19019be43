"""Reporting how a year's work with a measure goes: under three minutes, four times a year."""
