"""What is typed about a road."""

from typing import Any

from wtforms import ValidationError

from app.fields import Choice, Number
from app.forms import Form
from app.i18n import gettext, lazy_gettext
from visits.travel import LONGEST_ROAD_MINUTES

LONGEST_ROAD_KM = 5000


class LengthForm(Form):
    """How long a road is."""

    minutes = Number(lazy_gettext("Minutes"), render_kw={"inputmode": "numeric"})
    km = Number(lazy_gettext("Kilometres"), render_kw={"inputmode": "numeric"})

    def validate_minutes(self, field: Any) -> None:
        """At most a day."""
        if field.data is None or field.data > LONGEST_ROAD_MINUTES:
            raise ValidationError(
                gettext("Write the minutes as a number from 0 to %(most)s.")
                % {"most": LONGEST_ROAD_MINUTES}
            )

    def validate_km(self, field: Any) -> None:
        """No road of ours is longer."""
        if field.data is None or field.data > LONGEST_ROAD_KM:
            raise ValidationError(
                gettext("Write the kilometres as a number from 0 to %(most)s.")
                % {"most": LONGEST_ROAD_KM}
            )


class RoadForm(LengthForm):
    """A road that is not known yet; one from a town to itself is the way within it."""

    here = Choice(lazy_gettext("From the town"))
    there = Choice(lazy_gettext("To the town"))
