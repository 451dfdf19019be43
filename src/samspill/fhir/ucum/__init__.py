"""Units of measure as UCUM writes them: parsed, brought to base units, compared and converted."""
