"""The pages of the coordinators at a regional office, who see their own office's visits."""

from flask import Blueprint

from app.staff import acting, answering, cancelling, desk, season, signing, travel, visit, visits

blueprint = Blueprint("staff", __name__)

BOTH = ["GET", "POST"]
VISIT = "/staff/visits/<reference>"

blueprint.before_request(signing.stay_signed_in)

blueprint.add_url_rule("/staff/sign-in", "sign_in", signing.sign_in, methods=BOTH)
blueprint.add_url_rule("/staff/sign-out", "sign_out", signing.sign_out, methods=["POST"])

blueprint.add_url_rule("/staff", "visits", visits.visits)
blueprint.add_url_rule("/staff/components", "components", visits.components)
blueprint.add_url_rule("/staff/travel", "travel", travel.travel, methods=BOTH)
blueprint.add_url_rule("/staff/travel/<id>", "road", travel.road, methods=BOTH)
blueprint.add_url_rule("/staff/travel/<id>/remove", "remove_road", travel.remove, methods=["POST"])
blueprint.add_url_rule("/staff/season", "season", season.season, methods=BOTH)
blueprint.add_url_rule("/staff/season/hosts", "season_hosts", season.season_hosts, methods=["POST"])
blueprint.add_url_rule("/staff/season/<id>", "season_run", season.season_run)
blueprint.add_url_rule(
    "/staff/season/<id>/cancel", "cancel_run", season.cancel_run, methods=["POST"]
)
blueprint.add_url_rule(
    "/staff/season/<id>/accept", "accept_run", season.accept_run, methods=["POST"]
)
blueprint.add_url_rule(VISIT, "visit", visit.visit)
blueprint.add_url_rule(f"{VISIT}/edit", "edit", desk.edit, methods=BOTH)

blueprint.add_url_rule(
    f"{VISIT}/requests/<id>/answer", "answer", answering.answer_for_host, methods=BOTH
)
blueprint.add_url_rule(
    f"{VISIT}/changes/<id>/accept", "accept_change", acting.accept_change, methods=["POST"]
)
blueprint.add_url_rule(f"{VISIT}/mails/<id>/resend", "resend", acting.resend, methods=["POST"])
blueprint.add_url_rule(f"{VISIT}/renew-link", "renew_link", acting.renew_link, methods=["POST"])
blueprint.add_url_rule(
    f"{VISIT}/requests/<id>/renew-link", "renew_link", acting.renew_link, methods=["POST"]
)
blueprint.add_url_rule(f"{VISIT}/cancel", "cancel_visit", cancelling.cancel_visit, methods=BOTH)
blueprint.add_url_rule(
    f"{VISIT}/stops/<id>/cancel", "cancel_stop", cancelling.cancel_stop, methods=BOTH
)
