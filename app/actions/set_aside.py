"""A mail that cannot be taken in is kept as it is, for a person to read."""

from datetime import datetime

from app.actions.receive import MOST_KEPT
from app.actions.transaction import transaction
from app.mail.receive.reading import read_mail
from app.mail.receive.received import Trouble
from app.persistence.incoming import add_incoming
from app.persistence.incoming_records import IncomingMail, Source
from app.world import World
from visits.reply import Outcome

LONGEST = 200


def set_aside(world: World, content: bytes, *, why: Trouble, source: Source, now: datetime) -> None:
    """Keeps a mail, or what there is of it, and acts on nothing in it.

    Whatever was in the way of taking it in may be in its text, so only plain letters of that
    are kept beside its content.
    """
    mail = read_mail(content, server=world.settings.mail_auth_server)
    kept = IncomingMail(
        source=source,
        digest=mail.digest,
        message_id=_plain(mail.message_id),
        received_at=now,
        sender=_plain(mail.sender),
        subject=_plain(mail.subject),
        authentic=mail.authentic,
        outcome=Outcome.NOT_UNDERSTOOD,
        why=why,
        content=content[:MOST_KEPT],
    )
    with transaction(world, now=now) as tx:
        add_incoming(tx.session, kept)


def _plain(text: str) -> str:
    found = text.encode("ascii", "replace").decode("ascii")
    return "".join(one if one.isprintable() else " " for one in found)[:LONGEST]
