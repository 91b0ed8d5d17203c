"""The mailbox's list and a letter of it; both exist in the demonstration only."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.access import reading
from app.persistence.outbox import find_letter, list_letter_recipients, list_letters
from app.persistence.records import Letter

MOST_ID_DIGITS = 9
READER_ZONE = "Europe/Stockholm"


def mailbox() -> ResponseReturnValue:
    """All letters, newest first; of one recipient where the address names one that is known."""
    return show_mailbox()


def show_mailbox(*, problem: str = "") -> ResponseReturnValue:
    """The same, with what stood in the way of a mail that was dropped."""
    recipients = list_letter_recipients(reading())
    wanted = request.args.get("to", "")
    chosen = wanted if wanted in recipients else None
    page = render_template(
        "demo/mailbox.html",
        letters=list_letters(reading(), chosen),
        recipients=recipients,
        chosen=chosen,
        problem=problem,
        zone=READER_ZONE,
    )
    return page, 422 if problem else 200


def letter_or_404(id: str) -> Letter:
    """The letter of an address, which may be any text."""
    if not (id.isascii() and id.isdigit() and len(id) <= MOST_ID_DIGITS):
        abort(404)
    return find_letter(reading(), int(id)) or abort(404)
