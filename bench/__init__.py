"""Measurements, side by side: one module per table."""
