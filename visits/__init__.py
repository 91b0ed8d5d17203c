"""The domain of study visits: what is shown, who comes, when, and what was agreed.

Floors, from the ground up; a floor never imports one above it:

1. ``errors``, ``language``, ``span``, ``place``, ``wording``: values that know nothing of visits.
2. ``availability`` (Opening, Closure, Busy -> free Spans), ``stretches`` (free, or why not),
   ``travel`` (the way between stops), ``free_busy`` (what a calendar of somebody's own says).
3. ``catalogue`` (Node, Host, Contact, Site, Offer), ``hold_clock`` (how long a host may wait).
4. ``delegation`` (Delegation, Group, Wishes), ``itinerary`` (Itinerary, Stop), ``weeks`` (most
   visits a week).
5. ``request`` (VisitRequest, Answer), ``revision``, ``planning`` (Problem -> Plan), ``atlas``,
   ``lateness`` (what a delay does to a day), ``readiness`` (what a host needs beforehand).
6. ``invitation`` (one calendar message to one person), ``notification`` (Messages due),
   ``conversation`` (what each calendar was told, and must be told),
   ``reply`` (what comes back, and whether it may be acted on).
7. ``ics``: Invitation or feed to iCalendar bytes.

Only the standard library is used, except through marked doors: ``atlas`` (folium), ``ics``
(icalendar, recurring-ical-events), and the model behind ``planning.cpsat`` (OR-Tools, where it is
installed). Every instant is aware; every ``now`` is a parameter.
"""
