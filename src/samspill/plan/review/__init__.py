"""From a plan document to a version of the living plan: files received, read apart, reviewed row by row, and kept."""
