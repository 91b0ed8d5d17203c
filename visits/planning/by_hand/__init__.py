"""What a coordinator does to a programme by hand; `desk.py` is the door."""
