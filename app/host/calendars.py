"""A host's own calendars: connected, read again, and taken away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access import now, reading, world
from app.actions.connections import connect, disconnect, read_again
from app.actions.staff import TooManyTries
from app.calendar_texts import Health, age_text, health_of, kind_text
from app.feeds.source import BusyTimes
from app.formatting import format_number, format_short_day
from app.forms import LATE_FORM, Act
from app.host.calendars_form import ConnectForm
from app.host.desk import Desk, desk_contact_or_404, desk_page
from app.i18n import gettext, ngettext
from app.labels import label
from app.persistence.connection_records import Connection
from app.persistence.connections import find_connection, list_busy_counts, list_connections
from visits.errors import NotAllowedNow, Stale
from visits.free_busy import NotRead, WhyNotRead
from visits.span import Span

SEE_OTHER = 303
LOOKED_AT = timedelta(days=60)
LARGEST_ID_DIGITS = 9


@dataclass(frozen=True)
class ShownCalendar:
    """One calendar as the page tells of it."""

    connection: Connection
    kind: str
    health: Health
    age: str
    content: str


def calendars(token: str) -> ResponseReturnValue:
    """What is connected, and a form for one more; POST connects it after reading it once."""
    desk = desk_contact_or_404(token)
    form = ConnectForm()
    if form.validate_on_submit() and _connect(desk, form):
        return _here(desk)
    return _page(desk, form), 422 if form.is_submitted() else 200


def read_calendar(token: str, id: str) -> ResponseReturnValue:
    """Reads a calendar now."""
    desk = desk_contact_or_404(token)
    connection = _own_or_404(desk, id)
    if not Act().validate_on_submit():
        return _page(desk, ConnectForm(formdata=None), problem=str(LATE_FORM)), 422
    try:
        found = read_again(world(), connection_id=connection.id or 0, now=now())
    except NotRead as failure:
        refused = gettext("The calendar could not be read.")
        flash(f"{refused} {label(failure.why)}", "warning")
    except TooManyTries:
        flash(gettext("Those were many tries within an hour. Wait a while."), "warning")
    except Stale:
        abort(404)
    else:
        flash(_what_was_read(desk, found), "success")
    return _here(desk)


def disconnect_calendar(token: str, id: str) -> ResponseReturnValue:
    """Forgets a calendar and what was read of it, at once."""
    desk = desk_contact_or_404(token)
    connection = _own_or_404(desk, id)
    if not Act().validate_on_submit():
        return _page(desk, ConnectForm(formdata=None), problem=str(LATE_FORM)), 422
    disconnect(world(), connection_id=connection.id or 0, by=desk.by, now=now())
    flash(
        gettext("The calendar is disconnected. Its address and all that was read are deleted."),
        "success",
    )
    return _here(desk)


def _connect(desk: Desk, form: ConnectForm) -> bool:
    """Whether the calendar could be read; if not, the form says why."""
    contact_id = desk.contact.id or 0
    try:
        found = connect(world(), form.source(), contact_id=contact_id, by=desk.by, now=now())
    except NotRead as failure:
        is_about_password = failure.why is WhyNotRead.WRONG_PASSWORD
        field = form.password if is_about_password else form.url
        field.errors = [label(failure.why)]
    except TooManyTries:
        form.form_errors.append(gettext("Those were many tries within an hour. Wait a while."))
    except NotAllowedNow:
        form.form_errors.append(
            gettext("You have five calendars here already. Disconnect one of them first.")
        )
    else:
        flash(_what_was_read(desk, found), "success")
        return True
    return False


def _what_was_read(desk: Desk, found: BusyTimes) -> str:
    """The first reading in words, so that a wrong calendar is noticed at once."""
    soon = Span(now(), now() + LOOKED_AT)
    spans = [span for span in found.spans if span.overlaps(soon)]
    last_at = spans[-1].starts_at if spans else None
    told = _content(found.events, len(spans), last_at, zone=desk.zone)
    return f"{gettext('The calendar was read.')} {told}"


def _content(events: int, count: int, last_at: datetime | None, *, zone: str) -> str:
    """How much is in a calendar: "214 events read, 37 busy times in the next 60 days, ..."."""
    read = ngettext("%(n)s event read", "%(n)s events read", events)
    busy = ngettext(
        "%(n)s busy time in the next 60 days", "%(n)s busy times in the next 60 days", count
    )
    parts = [read % {"n": format_number(events)}, busy % {"n": format_number(count)}]
    if last_at is not None:
        parts.append(gettext("the last on %(day)s") % {"day": format_short_day(last_at, zone=zone)})
    return f"{', '.join(parts)}."


def _page(desk: Desk, form: ConnectForm, *, problem: str = "") -> str:
    contact_id = desk.contact.id or 0
    soon = Span(now(), now() + LOOKED_AT)
    counts = list_busy_counts(reading(), contact_id, between=soon)
    shown = [
        ShownCalendar(
            one,
            kind_text(one.kind),
            health_of(one),
            age_text(one.read_at, now=now()),
            _content(one.events, *counts.get(one.id or 0, (0, None)), zone=desk.zone),
        )
        for one in list_connections(reading(), contact_id)
    ]
    return desk_page(desk, "host/calendars.html", form=form, shown=shown, problem=problem)


def _own_or_404(desk: Desk, id: str) -> Connection:
    if not (id.isascii() and id.isdigit() and len(id) <= LARGEST_ID_DIGITS):
        abort(404)
    found = find_connection(reading(), int(id))
    if found is None or found.contact.id != desk.contact.id:
        abort(404)
    return found


def _here(desk: Desk) -> ResponseReturnValue:
    return redirect(url_for("host.calendars", token=desk.key), SEE_OTHER)
