"""The route for tables that the file itself draws: cells are given, what they mean is told by the head row."""
