"""The rules of a programme, each looked at without the search; `check.py` is the door."""
