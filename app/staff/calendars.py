"""How reading the calendars of the office's hosts goes: what is read, what is not, and why."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import current_coordinator, for_staff, now, reading, world
from app.actions.connections import read_again
from app.actions.staff import TooManyTries
from app.calendar_texts import Health, age_text, health_of, kind_text
from app.forms import LATE_FORM, Act
from app.i18n import gettext
from app.labels import label
from app.persistence.connection_records import Connection, ConnectionState
from app.persistence.connections import find_connection, list_connections_of_node
from visits.errors import Stale
from visits.free_busy import NotRead

SEE_OTHER = 303
LARGEST_ID_DIGITS = 9


@dataclass(frozen=True)
class ShownCalendar:
    """One calendar of one contact."""

    connection: Connection
    kind: str
    health: Health
    age: str
    is_tried: bool


@for_staff
def calendars() -> ResponseReturnValue:
    """Every connected calendar of the office's hosts, those that are worst off first."""
    return _page()


@for_staff
def read_calendar(id: str) -> ResponseReturnValue:
    """Reads a calendar now, also one that had been stopped."""
    connection = _own_or_404(id)
    if not Act().validate_on_submit():
        return _page(problem=str(LATE_FORM)), 422
    try:
        read_again(world(), connection_id=connection.id or 0, now=now())
    except NotRead as failure:
        refused = gettext("The calendar could not be read.")
        flash(f"{refused} {label(failure.why)}", "warning")
    except TooManyTries:
        flash(gettext("Those were many tries within an hour. Wait a while."), "warning")
    except Stale:
        abort(404)
    else:
        flash(gettext("The calendar was read."), "success")
    return redirect(url_for("staff.calendars"), SEE_OTHER)


def _page(*, problem: str = "") -> str:
    node = current_coordinator().node
    shown = [
        ShownCalendar(
            one,
            kind_text(one.kind),
            health_of(one),
            age_text(one.read_at, now=now()),
            one.state is not ConnectionState.STOPPED,
        )
        for one in list_connections_of_node(reading(), node.id or 0)
    ]
    return render_template(
        "staff/calendars.html",
        shown=shown,
        unknown=sum(1 for one in shown if not one.connection.is_current),
        zone=node.zone,
        problem=problem,
    )


def _own_or_404(id: str) -> Connection:
    if not (id.isascii() and id.isdigit() and len(id) <= LARGEST_ID_DIGITS):
        abort(404)
    found = find_connection(reading(), int(id))
    if found is None or found.contact.host.node.id != current_coordinator().node.id:
        abort(404)
    return found
