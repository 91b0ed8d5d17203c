"""The pages of a host who was asked to receive a visit; a link in a mail is the key."""

from flask import Blueprint

from app.host import answering

blueprint = Blueprint("host", __name__)

blueprint.add_url_rule(
    "/answer/<token>", "answer", answering.answer_request, methods=["GET", "POST"]
)
