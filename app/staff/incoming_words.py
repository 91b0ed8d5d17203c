"""What coordinators call what stood in the way of a mail that came in."""

from app.i18n import gettext
from app.labels import N_
from app.mail.receive.received import Trouble
from app.persistence.mailroom_records import WhyNotFetched

TROUBLES = {
    Trouble.TOO_LARGE: N_("It is larger than five megabytes. Look for it in the mailbox."),
    Trouble.TOO_NESTED: N_("Its parts lie too deep in each other."),
    Trouble.BROKEN: N_("Reading it took too long, or too much."),
    Trouble.NO_SENDER: N_("It does not say clearly who sent it."),
    Trouble.WINMAIL: N_("The answer is in a file that only Outlook reads (winmail.dat)."),
    Trouble.CALENDAR: N_("The calendar answer in it cannot be read."),
    Trouble.SEVERAL: N_("It holds several answers, and it is not clear which one counts."),
    Trouble.FAILED: N_("It could not be taken in. Look for it in the mailbox."),
}
NOT_FETCHED = {
    WhyNotFetched.UNREACHABLE: N_("The mail server cannot be reached."),
    WhyNotFetched.TLS: N_("The connection to the mail server is not secure."),
    WhyNotFetched.WRONG_PASSWORD: N_("The mail server refused the user name or the password."),
    WhyNotFetched.NO_MAILBOX: N_("There is no such mailbox on the mail server."),
    WhyNotFetched.REFUSED: N_("The mail server answered something that we do not understand."),
}


def trouble_text(why: str) -> str:
    """What was not understood, in a sentence; nothing where nothing was."""
    return gettext(TROUBLES[Trouble(why)]) if why else ""


def not_fetched_text(why: WhyNotFetched) -> str:
    """Why no mail is fetched, in a sentence."""
    return gettext(NOT_FETCHED[why])
