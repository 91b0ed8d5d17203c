"""The published programme: times for the reader and the host, links, map, calendar file."""

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.access import reading, world
from app.calendar_files import CALENDAR_TYPE, ShownStop, calendar_file
from app.delegation.choices import zone_choices, zone_keys
from app.delegation.following import delegation_of
from app.delegation.legs import legs_of
from app.delegation.readiness_tasks import getting_ready
from app.delegation.route import map_of
from app.i18n import gettext, use_language
from app.persistence.capabilities import find_token
from app.persistence.itineraries import find_itinerary
from app.persistence.records import Purpose
from app.persistence.travel import list_roads
from app.showing import by_day, show_stops
from visits.delegation import Delegation
from visits.itinerary import Itinerary, StopState
from visits.notification import contact_of


def programme(token: str) -> str | Response:
    """The programme, ready to be followed; before it is ready, the status page says so."""
    delegation = delegation_of(token)
    itinerary = published_itinerary(delegation)
    if itinerary is None:
        return redirect(url_for("delegation.status", token=token), 303)
    wanted = request.args.get("zone", "")
    zone = wanted if wanted in zone_keys() else delegation.zone
    stops = show_stops(itinerary.standing, zone=zone)
    return render_template(
        "delegation/programme.html",
        token=token,
        delegation=delegation,
        itinerary=itinerary,
        days=by_day(stops),
        held=_held(itinerary),
        called_off=show_stops(itinerary.called_off, zone=zone),
        atlas=map_of(stops),
        legs=legs_of(stops, roads=list_roads(reading())),
        zone=zone,
        zones=zone_choices()[1:],
        is_zone_unknown=bool(wanted) and wanted != zone,
        feed_url=_feed_url(delegation),
        getting=getting_ready(itinerary),
    )


def _held(itinerary: Itinerary) -> set[int]:
    """The numbers of the stops whose hosts are asked anew."""
    in_order = enumerate(itinerary.standing, start=1)
    return {number for number, stop in in_order if stop.state is StopState.HELD}


def published_itinerary(delegation: Delegation) -> Itinerary | None:
    """The delegation's programme once it is out, also where it was called off afterwards."""
    assert delegation.id is not None
    itinerary = find_itinerary(reading(), delegation.id)
    if itinerary is None or itinerary.published_at is None:
        return None
    return itinerary


def download(token: str) -> FlaskResponse:
    """The programme as one calendar file; a 404 until it is published."""
    delegation = delegation_of(token)
    itinerary = published_itinerary(delegation)
    if itinerary is None:
        abort(404)
    name = f"kvarken-{delegation.reference.lower()}.ics"
    return FlaskResponse(
        _file_of(itinerary),
        content_type=CALENDAR_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file_of(itinerary: Itinerary) -> bytes:
    """Every stop the delegation was told of, the cancelled ones as such, in its own language."""
    delegation = itinerary.delegation
    reader = contact_of(delegation)
    with use_language(delegation.language):
        name = gettext("Study visit %(reference)s") % {"reference": delegation.reference}
    return calendar_file(
        [
            ShownStop(stop, delegation, reader)
            for stop in (*itinerary.standing, *itinerary.called_off)
        ],
        name=name,
        language=delegation.language,
        mail_from=world().settings.mail_from,
    )


def _feed_url(delegation: Delegation) -> str:
    """Where calendars follow the programme; empty where the link cannot be told any more."""
    secret_key = world().settings.secret_key
    token = find_token(reading(), Purpose.FEED, delegation, secret_key=secret_key)
    return world().links.feed(token) if token else ""
