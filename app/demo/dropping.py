"""Mail into the demonstration: an answer by one click, or a file, and what came of it."""

from dataclasses import dataclass

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import close_reading, now, reading, settings, world
from app.actions.receive import receive_mail
from app.demo.clients import CLIENTS, WORDS, Client, Invited, Says, answer_mail, invited_by
from app.demo.mailbox import READER_ZONE, letter_or_404, show_mailbox
from app.demo.reading import read_letter
from app.forms import LATE_FORM, Act
from app.i18n import current_language, gettext
from app.mail.receive.reading import read_mail
from app.persistence.capabilities import find_token
from app.persistence.inbox import find_by_digest
from app.persistence.incoming import find_incoming
from app.persistence.incoming_records import IncomingMail, Source
from app.persistence.records import Letter, Purpose
from visits.reply import Outcome

SEE_OTHER = 303
MOST_ID_DIGITS = 9
LONGEST_CHOICE = 40


@dataclass(frozen=True)
class Way:
    """A button or a file: what is said, and by which program."""

    key: str
    words: str


def drop() -> ResponseReturnValue:
    """Takes a mail in from a file, as if it had come over the network."""
    if not Act().validate_on_submit():
        return show_mailbox(problem=str(LATE_FORM))
    sent = request.files.get("message")
    content = sent.read() if sent is not None else b""
    if not content:
        return show_mailbox(problem=gettext("Choose a file with a mail in it."))
    return _taken(content)


def answer(id: str) -> ResponseReturnValue:
    """Sends the answer that a program would send to an invitation, and takes it in."""
    found = letter_or_404(id)
    client, says = _chosen(request.form.get("way", ""))
    invited = _invited_or_404(found)
    if not Act().validate_on_submit():
        return redirect(url_for("demo.letter", id=id), SEE_OTHER)
    return _taken(answer_mail(client, says, invited, now=now()))


def letter(id: str) -> ResponseReturnValue:
    """One letter, part by part, and the answers that programs can give to it."""
    found = letter_or_404(id)
    return render_template(
        "demo/letter.html",
        letter=found,
        read=read_letter(found.content),
        programs=ways_of(found),
        zone=READER_ZONE,
    )


def answer_file(id: str, way: str) -> ResponseReturnValue:
    """The same answer as a file."""
    client, says = _chosen(way)
    content = answer_mail(client, says, _invited_or_404(letter_or_404(id)), now=now())
    headers = {"Content-Disposition": f'attachment; filename="{way}.eml"'}
    return Response(content, mimetype="message/rfc822", headers=headers)


def came_in(id: str) -> ResponseReturnValue:
    """What came of a mail, and the ways to the visit it was about."""
    found = _incoming_or_404(id)
    return render_template(
        "demo/came_in.html",
        mail=found,
        is_acted=found.outcome in (Outcome.ACTED, Outcome.NOTED),
        ways=_ways_to(found),
        is_again="again" in request.args,
        zone=READER_ZONE,
    )


def ways_of(letter: Letter) -> list[tuple[str, list[Way]]]:
    """What each program can answer to a letter; nothing where the letter asks nothing."""
    if _invited(letter) is None:
        return []
    return [
        (client.name, [Way(f"{key}.{says}", gettext(WORDS[says])) for says in Says])
        for key, client in CLIENTS.items()
    ]


def _taken(content: bytes) -> ResponseReturnValue:
    outcome = receive_mail(world(), content, source=Source.MAILBOX, now=now())
    close_reading()  # what it has read so far is older than the mail
    digest = read_mail(content, server=settings().mail_auth_server).digest
    found = find_by_digest(reading(), digest)
    if found is None:
        return show_mailbox(problem=gettext("The mail could not be read. Try another one."))
    is_again = outcome is Outcome.SAID_BEFORE and found.outcome is not outcome
    again = "1" if is_again else None
    return redirect(url_for("demo.came_in", id=found.id, again=again), SEE_OTHER)


def _chosen(way: str) -> tuple[Client, Says]:
    program, _, says = way[:LONGEST_CHOICE].partition(".")
    if program not in CLIENTS or says not in set(Says):
        abort(404)
    return CLIENTS[program], Says(says)


def _invited(letter: Letter) -> Invited | None:
    calendar = read_letter(letter.content).calendar
    return invited_by(calendar, reader=letter.recipient, subject=letter.subject)


def _invited_or_404(letter: Letter) -> Invited:
    return _invited(letter) or abort(404)


def _incoming_or_404(id: str) -> IncomingMail:
    if not (id.isascii() and id.isdigit() and len(id) <= MOST_ID_DIGITS):
        abort(404)
    return find_incoming(reading(), int(id)) or abort(404)


def _ways_to(mail: IncomingMail) -> list[tuple[str, str]]:
    """The pages on which the change can be seen, each as its own people see it."""
    language, links, ways = current_language(), world().links, []
    if mail.delegation is not None:
        token = find_token(
            reading(), Purpose.STATUS, mail.delegation, secret_key=settings().secret_key
        )
        if token is not None:
            status = links.status(language, token)
            ways.append((gettext("The visit, as its delegation sees it"), status))
        staff = links.staff_visit(language, mail.delegation.reference)
        ways.append((gettext("The visit, as its coordinator sees it"), staff))
    if mail.request is not None:
        token = find_token(
            reading(), Purpose.ANSWER, mail.request, secret_key=settings().secret_key
        )
        if token is not None:
            asked = links.answer(language, token)
            ways.append((gettext("The question, as its host sees it"), asked))
    return ways
