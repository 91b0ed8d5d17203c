"""Several groups at once: rows that share contacts; `tracks.py` is the door."""
