"""How a reader of a mail answers it, in sentences: for those whose client shows no card."""

from app.i18n import gettext
from visits.notification import Message, MessageKind

INVITING = frozenset({MessageKind.INVITATION, MessageKind.UPDATED, MessageKind.LATE})
CALLING_OFF = frozenset(
    {
        MessageKind.CANCELLED,
        MessageKind.WITHDRAWN,
        MessageKind.RELEASED,
        MessageKind.STOP_CALLED_OFF,
    }
)


def how_to_answer(message: Message) -> tuple[str, ...]:
    """What the reader can do, in the current language; nothing where there is nothing to do."""
    has_card = message.method is not None
    kind, reader = message.kind, message.recipient
    if kind is MessageKind.ASKED:
        return (_to_a_question(has_card=has_card),)
    if kind is MessageKind.COUNTER_DECLINED and message.request is not None:
        return (_to_a_question(has_card=False),)
    if kind is MessageKind.LATE and reader.is_host:
        return (gettext("You need do nothing if you can. If you cannot, say so on that page."),)
    if kind is MessageKind.HELD and not reader.is_host:
        return (gettext("You need do nothing. You get a mail when the host has answered."),)
    if kind in INVITING and has_card:
        return (
            gettext("Accept the invitation in your calendar to keep the time."),
            _replying(message),
        )
    if kind in CALLING_OFF and has_card:
        return (gettext("This mail takes it out of your calendar. If it stays there, delete it."),)
    return ()


def _to_a_question(*, has_card: bool) -> str:
    if has_card:
        return gettext(
            "Answer by the link, with the buttons of the invitation in your calendar, or by "
            "writing back to this mail."
        )
    return gettext("Answer by the link, or by writing back to this mail.")


def _replying(message: Message) -> str:
    """Who reads what is written back: host and delegation of an agreed stop write to each other."""
    if message.recipient.is_host:
        return gettext("If you write back to this mail, the delegation's contact reads it.")
    if message.recipient.is_delegate:
        return gettext("If you write back to this mail, the regional office reads it.")
    return gettext("If you write back to this mail, the host reads it.")
