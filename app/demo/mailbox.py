"""The mailbox's list and a letter of it; both exist in the demonstration only."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.access import reading
from app.demo.reading import read_letter
from app.persistence.outbox import find_letter, list_letter_recipients, list_letters

MOST_ID_DIGITS = 9
READER_ZONE = "Europe/Stockholm"


def mailbox() -> ResponseReturnValue:
    """All letters, newest first; of one recipient where the address names one that is known."""
    recipients = list_letter_recipients(reading())
    wanted = request.args.get("to", "")
    chosen = wanted if wanted in recipients else None
    return render_template(
        "demo/mailbox.html",
        letters=list_letters(reading(), chosen),
        recipients=recipients,
        chosen=chosen,
        zone=READER_ZONE,
    )


def letter(id: str) -> ResponseReturnValue:
    """One letter, part by part."""
    if not (id.isascii() and id.isdigit() and len(id) <= MOST_ID_DIGITS):
        abort(404)
    found = find_letter(reading(), int(id))
    if found is None:
        abort(404)
    return render_template(
        "demo/letter.html", letter=found, read=read_letter(found.content), zone=READER_ZONE
    )
