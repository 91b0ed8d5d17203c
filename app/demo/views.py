"""The demonstration's mailbox: every mail that would have left the building, and answers to it."""

from flask import Blueprint

from app.demo import dropping, mailbox

blueprint = Blueprint("demo", __name__)

blueprint.add_url_rule("/mailbox", "mailbox", mailbox.mailbox)
blueprint.add_url_rule("/mailbox/drop", "drop", dropping.drop, methods=["POST"])
blueprint.add_url_rule("/mailbox/came-in/<id>", "came_in", dropping.came_in)
blueprint.add_url_rule("/mailbox/<id>", "letter", dropping.letter)
blueprint.add_url_rule("/mailbox/<id>/answer", "answer", dropping.answer, methods=["POST"])
blueprint.add_url_rule("/mailbox/<id>/<way>.eml", "answer_file", dropping.answer_file)
