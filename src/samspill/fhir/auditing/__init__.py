"""The audit log in the record store: read through and verified, signed, shown, proved, and emptied of what is old."""
