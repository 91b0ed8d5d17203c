"""iCalendar in and out: what we send (`writing`), and what comes back (`answers`, `busy`).

The only door to icalendar. Import from its modules. What `busy` reads with: `lines`, `moments`,
`zones`, `rules`, `events` and `series`.
"""
