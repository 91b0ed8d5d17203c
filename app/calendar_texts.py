"""How reading contacts' own calendars goes, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.feeds.source import SourceKind
from app.formatting import format_length
from app.i18n import gettext, ngettext
from app.labels import label
from app.persistence.connection_records import Connection, ConnectionState

MOMENT = timedelta(minutes=1)
LONG = timedelta(days=2)


@dataclass(frozen=True)
class Health:
    """How it goes: a few words with a tone and a sign, and what went wrong, if anything."""

    text: str
    tone: str
    sign: str
    trouble: str = ""


def health_of(connection: Connection) -> Health:
    """How reading a calendar goes."""
    if connection.state is ConnectionState.STOPPED:
        return Health(gettext("No longer read"), "danger", "cross", _trouble(connection))
    if not connection.is_current:
        return Health(gettext("Not read"), "danger", "alert", _trouble(connection))
    if connection.state is ConnectionState.FAILING:
        return Health(gettext("Not read the last time"), "warning", "alert", _trouble(connection))
    return Health(gettext("Read"), "success", "check")


def kind_text(kind: SourceKind) -> str:
    """What a kind of calendar is called."""
    if kind is SourceKind.ICS:
        return gettext("Calendar address")
    return gettext("Calendar server")


def age_text(at: datetime, *, now: datetime) -> str:
    """How long ago something was: "just now", "20 minutes ago", "3 days ago"."""
    age = now - at
    if age < MOMENT:
        return gettext("just now")
    if age >= LONG:
        return ngettext("%(n)s day ago", "%(n)s days ago", age.days) % {"n": age.days}
    length = format_length(int(age.total_seconds() // 60))
    return gettext("%(length)s ago") % {"length": length}


def _trouble(connection: Connection) -> str:
    if connection.why is not None:
        return label(connection.why)
    if connection.state is ConnectionState.STOPPED:
        return gettext("We can no longer open the address and password. Connect it anew.")
    return gettext("It has not been read for an hour.")
