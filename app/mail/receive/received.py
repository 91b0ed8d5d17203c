"""A mail that came in, as a value."""

from dataclasses import dataclass
from enum import StrEnum

from visits.reply import Attendance, CalendarReply


class Authentic(StrEnum):
    """Whether the mail server vouches for the From address; UNCHECKED where none is named."""

    UNCHECKED = "unchecked"
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Trouble(StrEnum):
    """Why a mail, or the calendar in it, is not understood."""

    TOO_LARGE = "too_large"
    TOO_NESTED = "too_nested"
    BROKEN = "broken"
    NO_SENDER = "no_sender"
    WINMAIL = "winmail"
    CALENDAR = "calendar"
    SEVERAL = "several"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """A mail server says that one of our mails was not delivered, and will not be."""

    message_id: str
    recipient: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReceivedMail:
    """What one mail says; empty where it does not say it.

    `digest` is the same for the same mail, whichever way it comes. `answers_to` are the
    Message-IDs of earlier mails. Nobody typed an automatic mail; a mail that may not be answered
    is one that an answer by machine could go astray from. `words` is the beginning of its text.
    """

    digest: str
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    authentic: Authentic = Authentic.UNCHECKED
    answers_to: tuple[str, ...] = ()
    is_automatic: bool = False
    may_be_answered: bool = False
    bounce: Bounce | None = None
    replies: tuple[CalendarReply, ...] = ()
    trouble: Trouble | None = None
    words: str = ""

    @property
    def says_more(self) -> bool:
        """Whether words stand beside an answer that has no room for them, as a no has."""
        return any(
            one.comment and (one.proposed or one.attendance is not Attendance.DECLINED)
            for one in self.replies
        )
