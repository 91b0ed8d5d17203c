"""Conflicts, corrections, and why something was left out; `explain.py` and `why.py` are doors."""
