"""The same problem for CP-SAT, in a process of its own; `cpsat.py` is the door."""
