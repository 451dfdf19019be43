"""Everything that speaks argv: translate in, make one call, translate out."""
