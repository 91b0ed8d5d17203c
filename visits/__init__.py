"""The domain of study visits: what is shown, who comes, when, and what was agreed.

Floors, from the ground up; a floor never imports one above it:

1. ``errors``, ``language``, ``span``, ``place``, ``wording``: values that know nothing of visits.
2. ``availability`` (Opening, Closure, Busy -> free Spans), ``travel`` (the way between stops).
3. ``catalogue`` (Node, Host, Contact, Site, Offer).
4. ``delegation`` (Delegation, Group, Wishes), ``itinerary`` (Itinerary, Stop).
5. ``request`` (VisitRequest, Answer), ``revision``, ``planning`` (Problem -> Plan), ``atlas``.
6. ``invitation`` (one calendar message to one person), ``notification`` (Messages due).
7. ``ics``: Invitation or feed to iCalendar bytes.

Only the standard library is used, except through marked doors: ``atlas`` (folium), ``ics``
(icalendar), and the model behind ``planning.cpsat`` (OR-Tools, where it is installed). Every
instant is aware; every ``now`` is a parameter.
"""
