"""The calendar feed of a published programme: a file that calendars fetch again and again."""

from flask import Blueprint, Response, abort, request

from app.access import visit_or_404
from app.delegation.calendar_file import CALENDAR_TYPE, calendar_bytes, changed_at
from app.delegation.programme import published_itinerary
from app.persistence.records import Purpose

blueprint = Blueprint("feed", __name__)


@blueprint.get("/feed/<token>.ics")
def feed(token: str) -> Response:
    """The programme's calendar; a 304 where the reader's copy is still good."""
    itinerary = published_itinerary(visit_or_404(token, Purpose.FEED))
    if itinerary is None:
        abort(404)
    response = Response(calendar_bytes(itinerary), content_type=CALENDAR_TYPE)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.last_modified = changed_at(itinerary)
    response.add_etag()
    response.make_conditional(request)
    return response
