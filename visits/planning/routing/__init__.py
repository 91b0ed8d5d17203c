"""The search over routes, which C can speed up; `routes.py` is its door."""
