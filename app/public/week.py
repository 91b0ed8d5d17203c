"""On which days an offer is closed."""

from datetime import date, timedelta

from visits.availability import Closure
from visits.catalogue import Offer

AHEAD = timedelta(days=365)


def coming_closures(offer: Offer, *, today: date) -> tuple[Closure, ...]:
    """The days of the coming year on which the offer or its regional office is closed."""
    every = {*offer.closures, *offer.host.node.closures}
    return tuple(
        closure
        for closure in sorted(every)
        if closure.last_on >= today and closure.first_on <= today + AHEAD
    )
