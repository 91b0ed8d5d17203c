"""The pages of a host: its answers, and its desk; a link in a mail is the key to each."""

from flask import Blueprint

from app.host import (
    answering,
    calendars,
    desk_links,
    desk_visits,
    offers,
    profile,
    readiness,
    times,
    today,
)

blueprint = Blueprint("host", __name__)

BOTH = ["GET", "POST"]
DESK = "/desk/<token>"

blueprint.add_url_rule(
    "/answer/<token>", "answer", answering.answer_request, methods=["GET", "POST"]
)

blueprint.add_url_rule("/desk", "desk_ask", desk_links.desk_ask, methods=BOTH)
blueprint.add_url_rule("/desk/sent", "desk_sent", desk_links.desk_sent)
blueprint.add_url_rule(DESK, "desk", desk_visits.desk)
blueprint.add_url_rule(f"{DESK}/feed", "renew_feed", desk_visits.renew_feed, methods=["POST"])
blueprint.add_url_rule(f"{DESK}/link", "renew_link", desk_links.renew_link, methods=["POST"])
blueprint.add_url_rule(f"{DESK}/about", "desk_profile", profile.desk_profile, methods=BOTH)
blueprint.add_url_rule(f"{DESK}/offers", "desk_offers", offers.desk_offers)
blueprint.add_url_rule(f"{DESK}/offers/<slug>", "desk_offer", offers.desk_offer, methods=BOTH)
blueprint.add_url_rule(
    f"{DESK}/offers/<slug>/needs", "offer_needs", readiness.offer_needs, methods=BOTH
)
blueprint.add_url_rule(f"{DESK}/times", "times", times.times)
blueprint.add_url_rule(f"{DESK}/times/own", "own_hours", times.own_hours, methods=BOTH)
blueprint.add_url_rule(f"{DESK}/times/offers/<slug>", "offer_times", times.offer_times)
blueprint.add_url_rule(
    f"{DESK}/times/offers/<slug>/hours", "offer_hours", times.offer_hours, methods=BOTH
)
blueprint.add_url_rule(f"{DESK}/calendars", "calendars", calendars.calendars, methods=BOTH)
blueprint.add_url_rule(
    f"{DESK}/calendars/<id>/read", "read_calendar", calendars.read_calendar, methods=["POST"]
)
blueprint.add_url_rule(
    f"{DESK}/calendars/<id>/disconnect",
    "disconnect_calendar",
    calendars.disconnect_calendar,
    methods=["POST"],
)
blueprint.add_url_rule(f"{DESK}/today", "today", today.today)
blueprint.add_url_rule(f"{DESK}/stops/<id>/late", "late", today.late, methods=BOTH)
blueprint.add_url_rule(f"{DESK}/stops/<id>/call-off", "call_off", today.call_off, methods=BOTH)
