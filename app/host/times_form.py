"""What is typed about the times of an offer or of a contact, and its rows while they change."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import ValidationError
from wtforms.fields import FieldList, FormField, HiddenField
from wtforms.validators import Optional

from app.access import now
from app.actions.openings import ContactTimes, OfferTimes, mark_of
from app.fields import Day, Number
from app.formatting import format_number
from app.forms import Form
from app.host.times_rows import EXTRA, INSTEAD, ClosureRow, OpeningRow, SpecialDayRow, within_reach
from app.i18n import gettext, lazy_gettext
from visits.availability import Closure, ClosureKind, Hours, Opening, SpecialDay

MOST_ROWS = {"openings": 21, "special_days": 60, "closures": 60}
LONGEST_BUFFER = 240
LONGEST_NOTICE = 365
MOST_VISITS = 100
DIGITS = {"inputmode": "numeric"}
ROW = re.compile(r"(openings|special_days|closures)-([0-9]{1,3})-([a-z_]{1,20})")
REMOVED = re.compile(r"(openings|special_days|closures)-([0-9]{1,3})")
# A part that each kind of row has, so that an empty row is a row.
FIRST_PART = {"openings": "opens", "special_days": "on", "closures": "first_on"}

Sent = MultiDict[str, str]


class HoursForm(Form):
    """Weekly hours and the days that differ; `seen` marks the times that were shown."""

    seen = HiddenField()
    openings = FieldList(FormField(OpeningRow), max_entries=MOST_ROWS["openings"])
    special_days = FieldList(FormField(SpecialDayRow), max_entries=MOST_ROWS["special_days"])
    closures = FieldList(FormField(ClosureRow), max_entries=MOST_ROWS["closures"])
    most_visits_week = Number(
        lazy_gettext("Most visits in a week"),
        [Optional()],
        description=lazy_gettext("From Monday to Sunday. Leave it empty for any number."),
        render_kw=DIGITS,
    )

    def validate_most_visits_week(self, field: Any) -> None:
        """At least one, or any number."""
        demand_number(field, least=1, most=MOST_VISITS)

    def hours(self) -> Hours:
        """What was typed in the rows that count."""
        return Hours(
            openings=tuple(sorted(set(self._openings()))),
            special_days=tuple(sorted(set(self._special_days()))),
            closures=tuple(sorted(set(self._closures()))),
        )

    def _openings(self) -> Iterator[Opening]:
        for row in filled(self.openings):
            for weekday in row.weekdays.data:
                yield Opening(int(weekday), row.opens.data, row.closes.data)

    def _special_days(self) -> Iterator[SpecialDay]:
        for row in filled(self.special_days):
            yield SpecialDay(
                row.on.data, row.opens.data, row.closes.data, is_extra=row.how.data == EXTRA
            )

    def _closures(self) -> Iterator[Closure]:
        for row in filled(self.closures):
            kind = ClosureKind(row.kind.data)
            yield Closure(row.first_on.data, row.last_on.data, kind)


class OfferHoursForm(HoursForm):
    """When an offer is received."""

    notice_days = Number(
        lazy_gettext("Days of notice"),
        description=lazy_gettext("You are asked at least so many days before the visit."),
        render_kw=DIGITS,
    )
    buffer_before = Number(lazy_gettext("Minutes kept clear before"), render_kw=DIGITS)
    buffer_after = Number(lazy_gettext("Minutes kept clear after"), render_kw=DIGITS)

    def validate_notice_days(self, field: Any) -> None:
        """At most a year."""
        demand_number(field, most=LONGEST_NOTICE)

    def validate_buffer_before(self, field: Any) -> None:
        """At most four hours."""
        demand_number(field, most=LONGEST_BUFFER)

    def validate_buffer_after(self, field: Any) -> None:
        """At most four hours."""
        demand_number(field, most=LONGEST_BUFFER)

    def times(self) -> OfferTimes:
        """What was typed."""
        return OfferTimes(
            hours=self.hours(),
            buffer_before=self.buffer_before.data or 0,
            buffer_after=self.buffer_after.data or 0,
            notice_days=self.notice_days.data or 0,
            most_visits_week=self.most_visits_week.data,
        )


class ContactHoursForm(HoursForm):
    """When a contact is there."""

    on_leave_until = Day(
        lazy_gettext("On leave until"),
        [Optional()],
        description=lazy_gettext("The last day on which you are away."),
    )

    def validate_on_leave_until(self, field: Any) -> None:
        """A day within reach."""
        if field.data is None:
            raise ValidationError(gettext("Choose the last day, such as 2027-01-31."))
        within_reach(field.data)

    def times(self) -> ContactTimes:
        """What was typed."""
        return ContactTimes(
            hours=self.hours(),
            on_leave_until=self.on_leave_until.data,
            most_visits_week=self.most_visits_week.data,
        )


def offer_form(times: OfferTimes, sent: Sent | None) -> OfferHoursForm:
    """The form with what was sent, or with the times as they are kept."""
    return OfferHoursForm(formdata=sent, data={**vars(times), **_shown(times)})


def contact_form(times: ContactTimes, sent: Sent | None) -> ContactHoursForm:
    """The form with what was sent, or with the times as they are kept."""
    return ContactHoursForm(formdata=sent, data={**vars(times), **_shown(times)})


def read_sent(form: Sent) -> Sent:
    """What a browser sent, its rows numbered afresh; names that no page has are let go."""
    read = MultiDict((name, value) for name, value in form.items(multi=True) if "-" not in name)
    for list_name in MOST_ROWS:
        _put_rows(read, list_name, _rows_of(form, list_name))
    return read


def with_row(sent: Sent, list_name: str) -> Sent:
    """What was sent, with an empty row more in a list."""
    rows = _rows_of(sent, list_name)
    rows.append([(FIRST_PART[list_name], "")])
    return _with_rows(sent, list_name, rows)


def without_row(sent: Sent, row: str) -> Sent:
    """What was sent, without the row of this name."""
    found = REMOVED.fullmatch(row)
    if found is None:
        return sent
    rows, index = _rows_of(sent, found[1]), int(found[2])
    return _with_rows(sent, found[1], rows[:index] + rows[index + 1 :])


def filled(rows: Iterable[Any]) -> Iterator[Any]:
    """The rows of a list that count."""
    return (entry.form for entry in rows if not entry.form.is_blank)


def demand_number(field: Any, *, least: int = 0, most: int) -> None:
    """Refuses what is not a number between two."""
    if field.data is None or not least <= field.data <= most:
        text = gettext("Write a number from %(least)s to %(most)s.")
        raise ValidationError(text % {"least": least, "most": format_number(most)})


def _shown(times: OfferTimes | ContactTimes) -> dict[str, Any]:
    """The rows of a page; days with the same hours share one, and what has passed is left out."""
    hours, today = times.hours, now().date()
    by_clocks: dict[tuple[Any, Any], list[str]] = {}
    for one in sorted(hours.openings):
        by_clocks.setdefault((one.opens, one.closes), []).append(str(one.weekday))
    return {
        "seen": mark_of(times),
        "openings": [
            {"weekdays": weekdays, "opens": opens, "closes": closes}
            for (opens, closes), weekdays in by_clocks.items()
        ],
        "special_days": [
            {**vars(one), "how": EXTRA if one.is_extra else INSTEAD}
            for one in sorted(hours.special_days)
            if one.on >= today
        ],
        "closures": [
            {**vars(one), "kind": one.kind.value}
            for one in sorted(hours.closures)
            if one.last_on >= today
        ],
    }


def _rows_of(sent: Sent, list_name: str) -> list[list[tuple[str, str]]]:
    rows: dict[int, list[tuple[str, str]]] = {}
    for name, value in sent.items(multi=True):
        found = ROW.fullmatch(name)
        if found is not None and found[1] == list_name:
            rows.setdefault(int(found[2]), []).append((found[3], value))
    return [rows[index] for index in sorted(rows)][: MOST_ROWS[list_name]]


def _with_rows(sent: Sent, list_name: str, rows: list[list[tuple[str, str]]]) -> Sent:
    others = MultiDict(
        (name, value)
        for name, value in sent.items(multi=True)
        if not name.startswith(f"{list_name}-")
    )
    _put_rows(others, list_name, rows[: MOST_ROWS[list_name]])
    return others


def _put_rows(sent: Sent, list_name: str, rows: list[list[tuple[str, str]]]) -> None:
    for index, row in enumerate(rows):
        for part, value in row:
            sent.add(f"{list_name}-{index}-{part}", value)
