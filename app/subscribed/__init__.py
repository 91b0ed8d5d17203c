"""Calendars to subscribe to: of a visit, a group of it, one participant, a contact, an office."""
