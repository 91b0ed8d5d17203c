"""The demonstration's mailbox: every mail that would have left the building."""

from flask import Blueprint

from app.demo import mailbox

blueprint = Blueprint("demo", __name__)

blueprint.add_url_rule("/mailbox", "mailbox", mailbox.mailbox)
blueprint.add_url_rule("/mailbox/<id>", "letter", mailbox.letter)
