"""The only place that asks the plan's tables anything, or writes to them."""
