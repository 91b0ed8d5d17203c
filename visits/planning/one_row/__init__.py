"""One row of stops: the exact search, and what it works with; `row.py` is its door."""
