"""The rows of an hours form: weekly hours, days with hours of their own, closures."""

from datetime import date, timedelta
from typing import Any

from wtforms import ValidationError

from app.access import now
from app.fields import Choice, Clock, Day, Ticks
from app.formatting import format_short_day, locale_of
from app.forms import Form
from app.i18n import gettext, lazy_gettext
from app.labels import label
from visits.availability import ClosureKind

BACK, AHEAD = timedelta(days=366), timedelta(days=1100)
INSTEAD, EXTRA = "instead", "extra"


def weekday_choices() -> list[tuple[str, str]]:
    """The days of the week, Monday first."""
    names = locale_of().days["stand-alone"]["abbreviated"]
    return [(str(weekday), names[weekday]) for weekday in range(7)]


def special_choices() -> list[tuple[str, str]]:
    """How hours on a date stand to those of the week."""
    return [(INSTEAD, gettext("Only these hours")), (EXTRA, gettext("Besides the weekly hours"))]


def closure_choices() -> list[tuple[str, str]]:
    """Why nothing is received."""
    kinds = (ClosureKind.OTHER, ClosureKind.HOLIDAY, ClosureKind.OFFICE)
    return [(kind.value, label(kind)) for kind in kinds]


def within_reach(on: date) -> None:
    """Refuses a day that is long past or years ahead."""
    today = now().date()
    if not today - BACK <= on <= today + AHEAD:
        last = format_short_day(today + AHEAD)
        raise ValidationError(
            gettext("Choose a day within three years, at the latest %(day)s.") % {"day": last}
        )


class Row(Form):
    """A row of a list; one in which nothing was typed does not count."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or ticked; lists to choose from always have a choice."""
        typed = (one for one in self if not isinstance(one, Choice))
        return not any(one.data or any(one.raw_data or ()) for one in typed)

    def demand_clocks(self, opens: Any, closes: Any) -> None:
        """Two times of day in their order."""
        if closes.data is None:
            raise ValidationError(gettext("Choose when it closes, such as 16:00."))
        if opens.data is not None and closes.data <= opens.data:
            raise ValidationError(gettext("It must close after it opens."))


class OpeningRow(Row):
    """The same hours on some days of the week."""

    weekdays = Ticks(lazy_gettext("Days"), choices=weekday_choices)
    opens = Clock(lazy_gettext("Opens"))
    closes = Clock(lazy_gettext("Closes"))

    def validate_weekdays(self, field: Any) -> None:
        """At least one."""
        if not field.data and not self.is_blank:
            raise ValidationError(gettext("Tick at least one day of the week."))

    def validate_opens(self, field: Any) -> None:
        """A time of day."""
        if field.data is None and not self.is_blank:
            raise ValidationError(gettext("Choose when it opens, such as 09:00."))

    def validate_closes(self, field: Any) -> None:
        """A later time of day."""
        if not self.is_blank:
            self.demand_clocks(self.opens, field)


class SpecialDayRow(Row):
    """Hours on one date."""

    on = Day(lazy_gettext("Date"))
    opens = Clock(lazy_gettext("Opens"))
    closes = Clock(lazy_gettext("Closes"))
    how = Choice(lazy_gettext("On this day"), choices=special_choices, default=INSTEAD)

    def validate_on(self, field: Any) -> None:
        """A day within reach."""
        if self.is_blank:
            return
        if field.data is None:
            raise ValidationError(gettext("Choose the date, such as 2027-01-31."))
        within_reach(field.data)

    def validate_opens(self, field: Any) -> None:
        """A time of day."""
        if field.data is None and not self.is_blank:
            raise ValidationError(gettext("Choose when it opens, such as 09:00."))

    def validate_closes(self, field: Any) -> None:
        """A later time of day."""
        if not self.is_blank:
            self.demand_clocks(self.opens, field)


class ClosureRow(Row):
    """Days on which nothing is received."""

    first_on = Day(lazy_gettext("First day"))
    last_on = Day(lazy_gettext("Last day"))
    kind = Choice(lazy_gettext("Why"), choices=closure_choices, default=ClosureKind.OTHER.value)

    def validate_first_on(self, field: Any) -> None:
        """A day within reach."""
        if self.is_blank:
            return
        if field.data is None:
            raise ValidationError(gettext("Choose the first day, such as 2027-01-31."))
        within_reach(field.data)

    def validate_last_on(self, field: Any) -> None:
        """The same day or a later one."""
        if self.is_blank:
            return
        if field.data is None:
            raise ValidationError(gettext("Choose the last day, such as 2027-01-31."))
        within_reach(field.data)
        if self.first_on.data is not None and field.data < self.first_on.data:
            raise ValidationError(gettext("The last day is before the first day."))
