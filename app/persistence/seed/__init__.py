"""The demonstration catalogue: facts and texts as JSON, and how they are read."""
