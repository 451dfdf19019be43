"""What a draft says around its measures: its own words, its areas and their groups."""
