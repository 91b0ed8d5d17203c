"""Which of an office's visits are not ready: something is due soon, and is not there."""

from datetime import timedelta

from app.access import now, reading
from app.persistence.readiness import list_coming, list_given_of, list_needs
from visits.readiness import LONGEST_AHEAD, missing, tasks_of

SOON = timedelta(days=2)
HORIZON = timedelta(days=LONGEST_AHEAD) + SOON


def unready(node_id: int) -> dict[int, int]:
    """How many things are missing that are due within two days, by the delegation's id."""
    coming = list_coming(reading(), node_id, now=now(), until=now() + HORIZON)
    if not coming:
        return {}
    needs = list_needs(reading(), [stop.offer for one in coming for stop in one.standing])
    given = list_given_of(reading(), [one.delegation.id or 0 for one in coming])
    soon = (now() + SOON).date()
    found = {}
    for itinerary in coming:
        key = itinerary.delegation.id or 0
        parts = [one.name for one in itinerary.delegation.parts]
        tasks = tasks_of(itinerary.standing, needs, given.get(key, []), parts=parts, now=now())
        due = [one for one in missing(tasks) if one.due_on <= soon]
        if due:
            found[key] = len(due)
    return found
