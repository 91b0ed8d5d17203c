"""A calendar that is no longer read: its owner and the office are told, once."""

from app.actions.notices import reader_of_contact, tell_plainly
from app.actions.telling import token_for
from app.actions.transaction import Transaction
from app.formatting import format_moment
from app.labels import N_
from app.mail.notice import Notice
from app.persistence.connection_records import Connection
from app.persistence.records import Purpose
from app.persistence.staff import list_coordinators
from visits.notification import Recipient

KIND = "calendar_stopped"


def tell_stopped(tx: Transaction, connection: Connection) -> None:
    """Writes to the contact and to the coordinators of its office, each with a way to go on."""
    contact = connection.contact
    node, links = contact.host.node, tx.world.links
    owner = reader_of_contact(contact)
    desk = links.desk(owner.language, token_for(tx, Purpose.DESK, contact))
    _tell(tx, connection, reader=owner, way=(N_("Open your desk"), desk))
    for one in list_coordinators(tx.session, node.id or 0):
        reader = Recipient(one.email, one.role, one.language, node.zone, is_staff=True)
        way = (N_("See all calendars"), links.staff_calendars(one.language))
        _tell(tx, connection, reader=reader, way=way)


def _tell(
    tx: Transaction, connection: Connection, *, reader: Recipient, way: tuple[str, str]
) -> None:
    contact = connection.contact
    read_at = format_moment(connection.read_at, zone=reader.zone, language=reader.language)
    notice = Notice(
        kind=KIND,
        recipient=reader,
        facts=(
            (N_("Host"), contact.host.name),
            (N_("Contact"), contact.role.in_language(reader.language).text),
            (N_("Calendar at"), connection.place),
            (N_("Last read"), read_at),
        ),
        ways=(way,),
        values={"host": contact.host.name},
    )
    tell_plainly(tx, notice)
