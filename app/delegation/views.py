"""Pages for delegations: asking for a visit, and following it.

The addresses of a visit carry a secret token; whoever has the link may use it.
"""

from flask import Blueprint

from app.delegation import (
    asking,
    calendars,
    changing,
    choosing,
    following,
    joining,
    left_out,
    participants,
    participants_own,
    programme,
    readiness,
    today,
)

blueprint = Blueprint("delegation", __name__)

# Asking for a visit.
blueprint.add_url_rule("/ask", "begin", asking.begin)
blueprint.add_url_rule("/ask/<step>", "step", asking.step, methods=["GET", "POST"])
blueprint.add_url_rule("/ask/check", "check", asking.check, methods=["GET", "POST"])
blueprint.add_url_rule("/ask/sent/<token>", "sent", asking.sent)

# Following a visit.
blueprint.add_url_rule("/visit/<token>", "status", following.status)
blueprint.add_url_rule(
    "/visit/<token>/programmes", "programmes", choosing.programmes, methods=["GET", "POST"]
)
blueprint.add_url_rule("/visit/<token>/programmes/<key>/left-out", "left_out", left_out.left_out)
blueprint.add_url_rule("/visit/<token>/change", "change", changing.change, methods=["GET", "POST"])
blueprint.add_url_rule("/visit/<token>/programme", "programme", programme.programme)
blueprint.add_url_rule("/visit/<token>/ready", "ready", readiness.ready, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/visit/<token>/calendars", "calendars", calendars.calendars, methods=["GET", "POST"]
)
blueprint.add_url_rule("/visit/<token>/programme.ics", "download", programme.download)
blueprint.add_url_rule("/visit/<token>/cancel", "cancel", following.cancel, methods=["GET", "POST"])

# Those who come with a delegation: its list of them, joining by its link, and their own pages.
PEOPLE = "/visit/<token>/participants"
BOTH = ["GET", "POST"]
blueprint.add_url_rule(PEOPLE, "participants", participants.participants, methods=BOTH)
blueprint.add_url_rule(
    f"{PEOPLE}/change", "change_participants", participants.change_participants, methods=["POST"]
)
blueprint.add_url_rule(f"{PEOPLE}/link", "join_link", participants.join_link, methods=["POST"])
blueprint.add_url_rule("/join/<token>", "join", joining.join, methods=BOTH)
blueprint.add_url_rule("/join/sent", "join_sent", joining.join_sent)
blueprint.add_url_rule("/join/confirm/<token>", "join_confirm", joining.join_confirm, methods=BOTH)
blueprint.add_url_rule(
    "/participant/<token>", "participant", participants_own.participant, methods=BOTH
)
blueprint.add_url_rule("/participant/<token>/leave", "leave", participants_own.leave, methods=BOTH)
blueprint.add_url_rule("/participant/left", "left", participants_own.left)

# On the day itself.
blueprint.add_url_rule("/visit/<token>/today", "today", today.today)
blueprint.add_url_rule("/visit/<token>/stops/<id>/late", "late", today.late, methods=BOTH)
