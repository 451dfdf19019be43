"""Frozen values of the plan as words and addresses that a template only has to place."""
