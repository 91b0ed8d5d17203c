"""Verbs: one transaction each, with the acting person, the clock and the settings as arguments."""
