"""The people who work here: their roles, and the areas and departments within which they may act."""
