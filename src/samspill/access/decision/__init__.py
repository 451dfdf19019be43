"""Whether this person may see these data now: a pure function over versioned rules, and its form in SQL."""
