"""Everything that speaks JSON or a stream without a page."""
