"""The address that calendars fetch again and again; nobody signs in to it."""

from datetime import timedelta

from flask import Blueprint, Response, abort, request

from app.access import capability_or_404, now, reading, settings
from app.calendar_files import CALENDAR_TYPE, ShownStop, calendar_file
from app.persistence.feeds import feed_mark, list_feed_stops
from app.persistence.records import Purpose
from app.subscribed.kept import Shelf
from app.subscribed.opened import Opened, opened_by
from visits.language import Language

CANCELLED_FOR = timedelta(days=30)
SHELF = Shelf()

blueprint = Blueprint("feed", __name__)


@blueprint.get("/feed/<token>.ics")
def feed(token: str) -> Response:
    """A calendar; a 304 where the reader's copy is still good.

    What was called off stays in it for thirty days. Until a programme is out, its delegation's
    calendar is empty.
    """
    wished = request.args.get("language", "")
    language = Language(wished) if wished in set(Language) else None
    capability = capability_or_404(token, Purpose.FEED)
    opened = opened_by(capability, language=language)
    if opened is None:
        abort(404)
    since = now() - CANCELLED_FOR
    kept = SHELF.get(
        (settings().database_url, opened.key),
        mark=feed_mark(reading(), opened.scope, since=since),
        build=lambda: _built(opened),
    )
    response = Response(kept.content, content_type=CALENDAR_TYPE)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.set_etag(kept.etag)
    response.make_conditional(request)
    return response


def _built(opened: Opened) -> bytes:
    found = list_feed_stops(reading(), opened.scope, since=now() - CANCELLED_FOR)
    readers = [(stop, itinerary, opened.reader_of(stop, itinerary)) for stop, itinerary in found]
    shown = [
        ShownStop(stop, itinerary.delegation, reader)
        for stop, itinerary, reader in readers
        if reader is not None
    ]
    return calendar_file(
        shown, name=opened.name, language=opened.language, mail_from=settings().mail_from
    )
