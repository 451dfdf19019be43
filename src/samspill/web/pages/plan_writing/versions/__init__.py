"""The plan's versions: what they are, what differs, and what can be done with them."""
