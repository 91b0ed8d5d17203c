"""The pages of the coordinators at a regional office, who see their own office's visits."""

from flask import Blueprint

from app.staff import (
    acting,
    answering,
    calendars,
    cancelling,
    correcting,
    desk,
    hosts,
    incoming,
    office_calendar,
    season,
    signing,
    today,
    travel,
    visit,
    visits,
)

blueprint = Blueprint("staff", __name__)

BOTH = ["GET", "POST"]
VISIT = "/staff/visits/<reference>"

blueprint.before_request(signing.stay_signed_in)

blueprint.add_url_rule("/staff/sign-in", "sign_in", signing.sign_in, methods=BOTH)
blueprint.add_url_rule("/staff/sign-out", "sign_out", signing.sign_out, methods=["POST"])

blueprint.add_url_rule("/staff", "visits", visits.visits)
blueprint.context_processor(incoming.counting)
blueprint.add_url_rule("/staff/mail", "mail", incoming.mail)
blueprint.add_url_rule("/staff/mail/<id>", "one_mail", incoming.one_mail)
blueprint.add_url_rule("/staff/mail/<id>/do", "do_mail", incoming.do_mail, methods=["POST"])
blueprint.add_url_rule("/staff/mail/<id>/visit", "link_mail", incoming.link_mail, methods=["POST"])
blueprint.add_url_rule(
    "/staff/mail/<id>/done", "finish_mail", incoming.finish_mail, methods=["POST"]
)
blueprint.add_url_rule("/staff/components", "components", visits.components)
blueprint.add_url_rule("/staff/calendars", "calendars", calendars.calendars)
blueprint.add_url_rule(
    "/staff/calendars/<id>/read", "read_calendar", calendars.read_calendar, methods=["POST"]
)
blueprint.add_url_rule(
    "/staff/office-calendar", "office_calendar", office_calendar.office_calendar, methods=BOTH
)
blueprint.add_url_rule("/staff/hosts", "hosts", hosts.hosts)
blueprint.add_url_rule(
    "/staff/contacts/<id>/link", "send_desk_link", hosts.send_link, methods=["POST"]
)
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
    f"{VISIT}/requests/<id>/ask-again", "ask_again", acting.ask_again, methods=["POST"]
)
blueprint.add_url_rule(
    f"{VISIT}/changes/<id>/accept", "accept_change", acting.accept_change, methods=["POST"]
)
blueprint.add_url_rule(f"{VISIT}/mails/<id>/resend", "resend", acting.resend, methods=["POST"])
blueprint.add_url_rule(f"{VISIT}/mails/<id>/address", "address", correcting.address, methods=BOTH)
blueprint.add_url_rule(f"{VISIT}/renew-link", "renew_link", acting.renew_link, methods=["POST"])
blueprint.add_url_rule(
    f"{VISIT}/requests/<id>/renew-link", "renew_link", acting.renew_link, methods=["POST"]
)
blueprint.add_url_rule(f"{VISIT}/cancel", "cancel_visit", cancelling.cancel_visit, methods=BOTH)
blueprint.add_url_rule(
    f"{VISIT}/stops/<id>/cancel", "cancel_stop", cancelling.cancel_stop, methods=BOTH
)
blueprint.add_url_rule(f"{VISIT}/today", "today", today.today)
blueprint.add_url_rule(f"{VISIT}/stops/<id>/late", "late", today.late, methods=BOTH)
blueprint.add_url_rule(f"{VISIT}/stops/<id>/call-off", "call_off", today.call_off, methods=BOTH)
blueprint.add_url_rule(
    f"{VISIT}/stops/<id>/replace", "ask_replacement", today.ask_replacement, methods=["POST"]
)
