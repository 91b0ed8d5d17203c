"""Telling people something that is about no visit."""

import secrets

from app.actions.transaction import Transaction
from app.mail.envelope import Mail, build_mail
from app.mail.notice import Notice, render_notice
from app.persistence.records import OutboxMail
from visits.catalogue import Contact
from visits.notification import Recipient


def tell_plainly(tx: Transaction, notice: Notice) -> OutboxMail:
    """Puts the mail that tells a notice into the outbox, to be sent once this is committed."""
    reader, settings = notice.recipient, tx.world.settings
    rendering = render_notice(notice)
    message_id = f"<{secrets.token_hex(16)}@{settings.mail_domain}>"
    mail = Mail(
        to=reader.email,
        to_name=reader.name,
        sender=settings.mail_from,
        reply_to=settings.mail_from,
        subject=rendering.subject,
        text=rendering.text,
        html=rendering.html,
        language=reader.language,
        message_id=message_id,
        date=tx.now,
    )
    waiting = OutboxMail(
        kind=notice.kind,
        recipient=reader.email,
        subject=rendering.subject,
        message_id=message_id,
        body=build_mail(mail),
        created_at=tx.now,
        due_at=tx.now,
    )
    tx.session.add(waiting)
    return waiting


def reader_of_contact(contact: Contact) -> Recipient:
    """A contact as the reader of a mail about no visit."""
    return Recipient(
        contact.email,
        contact.role.in_language(contact.language).text,
        contact.language,
        contact.host.node.zone,
        is_host=True,
    )
