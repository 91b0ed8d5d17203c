"""Step 4 of the request: when they can come."""

from datetime import date, timedelta
from typing import Any

from wtforms import ValidationError
from wtforms.validators import Optional

from app.delegation import choices
from app.fields import Choice, Clock, Day, Ticks
from app.formatting import format_short_day
from app.forms import Form
from app.i18n import gettext, lazy_gettext

FURTHEST = timedelta(days=548)
LONGEST_WINDOW = timedelta(days=366)


class WhenForm(Form):
    """Between which dates, on which days, at what time; `today` is the day in the home zone."""

    today: date

    earliest_on = Day(lazy_gettext("Earliest date"))
    latest_on = Day(lazy_gettext("Latest date"))
    weekdays = Ticks(lazy_gettext("Days that suit you"), choices=choices.weekday_choices)
    day_from = Clock(lazy_gettext("From"))
    day_until = Clock(lazy_gettext("Until"))
    latest_start = Clock(
        lazy_gettext("No visit begins later than"),
        [Optional()],
        description=lazy_gettext("For example so that somebody reaches a train."),
    )
    longest_day = Choice(
        lazy_gettext("How long may the visit be on one day, pauses included?"),
        choices=choices.length_choices,
        default="240",
    )

    def validate_earliest_on(self, field: Any) -> None:
        """A day that is still to come, and not too far off."""
        if field.data is None:
            raise ValidationError(gettext("Choose the earliest date, such as 2027-01-31."))
        if field.data < self.today:
            raise ValidationError(gettext("The earliest date has passed. Choose one to come."))
        self._refuse_far(field.data)

    def validate_latest_on(self, field: Any) -> None:
        """Not before the earliest day, and within reach of it."""
        if field.data is None:
            raise ValidationError(gettext("Choose the latest date, such as 2027-01-31."))
        self._refuse_far(field.data)
        if self.earliest_on.data is None:
            return
        if field.data < self.earliest_on.data:
            raise ValidationError(gettext("The latest date is before the earliest date."))
        if field.data - self.earliest_on.data > LONGEST_WINDOW:
            raise ValidationError(gettext("Choose two dates at most one year apart."))

    def _refuse_far(self, on: date) -> None:
        if on > self.today + FURTHEST:
            last = format_short_day(self.today + FURTHEST)
            raise ValidationError(
                gettext("Choose a date within 18 months, at the latest %(day)s.") % {"day": last}
            )

    def validate_weekdays(self, field: Any) -> None:
        """At least one, and one that comes up between the dates."""
        if not field.data:
            raise ValidationError(gettext("Choose at least one day of the week."))
        first, last = self.earliest_on.data, self.latest_on.data
        if first is None or last is None or not 0 <= (last - first).days < 7:
            return
        between = {str((first + timedelta(n)).weekday()) for n in range((last - first).days + 1)}
        if not between & set(field.data):
            raise ValidationError(gettext("None of these days comes between your two dates."))

    def validate_day_from(self, field: Any) -> None:
        """A time of day."""
        if field.data is None:
            raise ValidationError(gettext("Choose when the day may start, such as 09:00."))

    def validate_day_until(self, field: Any) -> None:
        """A time of day after the start."""
        if field.data is None:
            raise ValidationError(gettext("Choose when the day must end, such as 15:00."))
        if self.day_from.data is not None and field.data <= self.day_from.data:
            raise ValidationError(gettext("The day must end after it starts."))

    def validate_latest_start(self, field: Any) -> None:
        """A time of day within the others."""
        if field.data is None:
            raise ValidationError(gettext("Write a time of day, such as 14:00, or leave it empty."))
        hours = (self.day_from.data, self.day_until.data)
        if None not in hours and not hours[0] <= field.data < hours[1]:
            raise ValidationError(gettext("Choose a time between the two above."))
