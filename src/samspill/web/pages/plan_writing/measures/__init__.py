"""Making a measure and changing its words."""
