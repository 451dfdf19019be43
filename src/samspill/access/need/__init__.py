"""The token that the rest of the code must hold to touch a person's data."""
