"""What a host types about itself."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import FormField, HiddenField
from wtforms.validators import InputRequired, Optional

from app.actions.desk_profile import Profile
from app.fields import Number
from app.forms import Form, Line
from app.host.desk_texts import LongTexts, typed
from app.i18n import gettext, lazy_gettext

MOST_VISITS_WEEK = 50


class ProfileForm(Form):
    """A host's name, its text in three languages, and how much it can take."""

    seen = HiddenField()
    name = Line(
        lazy_gettext("Name of your organisation"),
        [InputRequired(lazy_gettext("Write the name of your organisation."))],
    )
    about = FormField(LongTexts, lazy_gettext("About you"))
    most_visits_week = Number(
        lazy_gettext("Most visits a week"),
        [Optional()],
        description=lazy_gettext("Leave it empty if there is no such limit."),
        render_kw={"inputmode": "numeric"},
    )

    def validate_most_visits_week(self, field: Any) -> None:
        """A number that a week can hold, or nothing."""
        if not field.is_blank and not 1 <= (field.data or 0) <= MOST_VISITS_WEEK:
            raise ValidationError(
                gettext("Write a number from 1 to %(most)s, or leave it empty.")
                % {"most": MOST_VISITS_WEEK}
            )

    @property
    def profile(self) -> Profile:
        """What was typed."""
        return Profile(
            name=self.name.data or "",
            about=self.about.form.wording,
            most_visits_week=self.most_visits_week.data,
        )


def filled(profile: Profile, *, seen: str) -> dict[str, Any]:
    """What the form holds when it is opened."""
    return {
        "seen": seen,
        "name": profile.name,
        "about": typed(profile.about),
        "most_visits_week": profile.most_visits_week,
    }
