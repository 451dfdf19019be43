"""The log of every look-up, allowed or refused, that nobody can change without it being seen; knows no store."""
