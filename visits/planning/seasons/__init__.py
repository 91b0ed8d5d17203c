"""Many delegations, the same hosts; `season.py` holds the values."""
