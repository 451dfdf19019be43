"""Who may see what, for which purpose, on which grounds, and the record that they did."""
